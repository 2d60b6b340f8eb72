package import Auditing
import PoolModel

/// Writes the report as Markdown, for a ticket, a wiki or a merge request.
package struct MarkdownRenderer: Renderer {
  package init() {}

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    var lines = front(report) + counts(report) + capacity(report) + notEvaluated(report)
    let groups = [("Findings", report.findings), ("Waived", report.waived)]
    for (title, findings) in groups where !findings.isEmpty {
      lines += ["## \(title)", ""] + findings.flatMap(self.lines) + [""]
    }
    lines += provenance(report)
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private func front(_ report: AuditReport) -> [String] {
    var lines = ["# SR-IOV audit of \(safe(report.pool.name)), \(safe(report.dataDate))", ""]
    if !report.run.assumptions.isEmpty {
      let assumed = report.run.assumptions.map(MarkdownText.code).joined(separator: ", ")
      lines += ["Not the pool as it is. Assumed: \(assumed).", ""]
    }
    lines += ["**\(safe(report.verdict.sentence))**", "", safe(report.verdict.detail), ""]
    for (index, item) in report.actNow.enumerated() {
      lines.append("\(index + 1). \(safe(item.action)) \(safe(item.consequence))")
    }
    return report.actNow.isEmpty ? lines : lines + [""]
  }

  private func counts(_ report: AuditReport) -> [String] {
    [
      "| severity | findings | waived | rules failed | undetermined |",
      "| --- | ---: | ---: | ---: | ---: |",
    ]
      + report.counts.map { line in
        "| \(line.severity.rawValue) | \(line.findings) | \(line.waived) |"
          + " \(line.rules[.failed] ?? 0) | \(line.rules[.undetermined] ?? 0) |"
      } + [""]
  }

  private func capacity(_ report: AuditReport) -> [String] {
    guard !report.capacity.isEmpty else { return [] }
    let head = [
      "| port | active | after reboot | in use | free |", "| --- | ---: | ---: | ---: | ---: |",
    ]
    return head
      + report.capacity.map { port in
        let cells = [port.active, port.afterReboot, port.inUse, port.free].map {
          $0.map(String.init) ?? "not known"
        }
        return "| \(safe("\(port.host)/\(port.device)")) | \(cells.joined(separator: " | ")) |"
      } + [""]
  }

  private func notEvaluated(_ report: AuditReport) -> [String] {
    guard !report.undetermined.isEmpty else { return [] }
    return ["## Not evaluated", ""]
      + report.undetermined.map { rule in
        "- \(MarkdownText.code(rule.rule)): \(safe(enumeration(rule.gaps.map(\.what), limit: 3)))"
      } + [""]
  }

  private func lines(of finding: Finding) -> [String] {
    var lines = [
      "- **\(finding.severity.rawValue)** \(safe(finding.title))"
        + " (\(safe(finding.subject.label)), \(MarkdownText.code(finding.rule)))"
    ]
    if let applied = finding.waiver {
      lines.append(
        "  \(applied.isExpired ? "No longer waived" : "Waived") until \(applied.waiver.expires) by"
          + " \(safe(applied.waiver.owner)): \(safe(applied.waiver.reason))")
    }
    lines.append("  \(safe(finding.action)) \(safe(finding.consequence))")
    lines += finding.evidence.map { item in
      "  - \(MarkdownText.code(item.quotation.place)): \(safe(item.seen));"
        + " expected \(safe(item.expected))"
    }
    return lines + MarkdownText.block(finding.remedy, indent: "  ")
  }

  private func provenance(_ report: AuditReport) -> [String] {
    let content = report.run.contentDigest.map { "; content sha256:\($0)" } ?? ""
    return [
      "---", "",
      "vfaudit \(safe(report.run.toolVersion)), \(report.rules.count) rules; snapshot sha256:"
        + "\(report.run.snapshotDigest)\(content)",
    ]
  }

  private func safe(_ text: String) -> String { MarkdownText.safe(text) }
}
