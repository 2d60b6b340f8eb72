import Auditing
import PoolModel
import ProjectFiles
import Records
import Rules
import Testing

/// The whole finding of each failing example of each rule, as text: words, evidence and commands.
@Suite struct GoldenFindingTests {
  private static let folder = "\(Project.root)/Tests/RulesTests/Findings"

  @Test("a rule's findings are the recorded ones, to the letter", arguments: RuleCatalog.all)
  func areAsRecorded(_ rule: Rule) {
    let texts = rule.examples.compactMap { example -> String? in
      guard case .fails = example.expectation else { return nil }
      return "==== \(example.name)\n\n" + findings(of: rule, in: example).joined(separator: "\n")
    }
    let problem = Golden.difference(
      of: Array(texts.joined(separator: "\n").utf8), from: "\(Self.folder)/\(rule.id).txt")
    if let problem { Issue.record("\(problem)") }
  }

  @Test func `no recorded finding is of a rule that is gone`() {
    #expect(Project.entries(of: Self.folder) == RuleCatalog.all.map { $0.id + ".txt" }.sorted())
  }

  private func findings(of rule: Rule, in example: Example) -> [String] {
    let drawn = example.draw()
    let run = RunFacts(
      toolVersion: "test", judgedAt: "2026-05-01T00:00:00Z", capturedAt: nil, snapshotDigest: "")
    let report = Audit(rules: RuleCatalog.all, terms: drawn.terms)
      .report(on: drawn.inventory, run: run)
    return (report.findings + report.waived).filter { $0.rule == rule.id }.map(text)
  }

  private func text(of finding: Finding) -> String {
    var lines = [
      "\(finding.severity.rawValue), \(finding.confidence.rawValue):"
        + " \(finding.subject.kind.rawValue) \(finding.subject.label) (\(finding.id))",
      finding.title,
    ]
    lines += finding.happens.map { "  " + $0 }
    lines += ["To do: " + finding.action, "Otherwise: " + finding.consequence]
    let affected = finding.affected
    for (what, names) in [
      ("running VMs", affected.runningVMs), ("other VMs", affected.otherVMs),
      ("networks", affected.networks), ("hosts", affected.hosts),
      ("host traffic", affected.hostTraffic.map(\.rawValue)),
    ] where !names.isEmpty {
      lines.append("Affected \(what): \(names.joined(separator: ", "))")
    }
    for item in finding.evidence {
      lines.append(
        "Evidence: \(item.witness.rawValue), \(item.quotation.document):"
          + " seen “\(item.seen)”, expected “\(item.expected)”")
    }
    for step in finding.remedy {
      lines.append("Step: " + step.text)
      lines += step.commands.map { "  $ " + $0.shell }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
