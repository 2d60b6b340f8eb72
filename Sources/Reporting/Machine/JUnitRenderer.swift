package import Auditing
import PoolModel
import Records
import XML

/// Writes the report as JUnit XML for CI servers: a test case for each finding, and one for each
/// rule that passed or was not evaluated. Waived findings and rules not evaluated count as skipped.
package struct JUnitRenderer: Renderer {
  package init() {}

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    let document = Document(root: "testsuites")
    let quiet = report.rules.filter { $0.outcome == .passed || $0.outcome == .notApplicable }
    let failures = report.findings.count
    let skipped = report.waived.count + report.undetermined.count
    let suite = document.root.append(
      "testsuite",
      [
        ("name", "vfaudit \(report.pool.name)"), ("tests", "\(quiet.count + failures + skipped)"),
        ("failures", "\(failures)"), ("errors", "0"), ("skipped", "\(skipped)"),
        ("timestamp", report.run.judgedAt),
      ])
    for finding in report.findings {
      let failure = testCase(finding, in: suite).append(
        "failure", [("message", finding.title), ("type", finding.severity.rawValue)])
      failure.append(text: text(of: finding))
    }
    for finding in report.waived {
      let until = finding.waiver.map { "waived until \($0.waiver.expires): \($0.waiver.reason)" }
      testCase(finding, in: suite).append("skipped", [("message", until ?? "waived")])
        .append(text: text(of: finding))
    }
    for rule in report.undetermined {
      suite.append("testcase", [("classname", rule.rule), ("name", "not evaluated")])
        .append("skipped", [("message", enumeration(rule.gaps.map(\.what), limit: 3))])
    }
    for rule in quiet {
      suite.append("testcase", [("classname", rule.id), ("name", rule.sentence)])
    }
    return document.bytes(indented: true)
  }

  private func testCase(_ finding: Finding, in suite: Element) -> Element {
    suite.append("testcase", [("classname", finding.rule), ("name", finding.subject.label)])
  }

  private func text(of finding: Finding) -> String {
    var lines = [finding.title] + finding.happens + ["\(finding.action) \(finding.consequence)"]
    lines += finding.evidence.map {
      "\($0.quotation.place): \($0.seen); expected \($0.expected)"
    }
    for step in finding.remedy { lines += [step.text] + step.commands.map { "  \($0.shell)" } }
    return lines.map(line).joined(separator: "\n")
  }
}
