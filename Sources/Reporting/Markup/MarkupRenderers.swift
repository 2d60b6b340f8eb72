package import Auditing
import PoolModel
import Records

/// Writes the report as Markdown, for a ticket, a wiki or a merge request.
package struct MarkdownRenderer: Renderer {
  package init() {}

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    MarkupWriter<MarkdownText>(limit: .max).bytes(of: report)
  }
}

/// Writes the report in Jira's wiki markup, short enough for a Jira text field: 32 767 characters
/// by default (`jira.text.field.character.limit`).
package struct JiraRenderer: Renderer {
  package init() {}

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    MarkupWriter<JiraText>(limit: 32_000).bytes(of: report)
  }
}

/// Writes a report in any markup language.
private struct MarkupWriter<Text: Markup> {
  /// In bytes.
  let limit: Int
  func bytes(of report: AuditReport) -> [UInt8] {
    let head = front(report) + counts(report) + capacity(report) + notEvaluated(report)
    let tail = provenance(report)
    let all = report.findings + report.waived
    let room = ByteBudget(
      limit == .max ? .max : limit - size(head + tail) - 400,
      for: all.map { (size(self.lines(of: $0)), size(brief($0))) })
    var lines = head
    for (index, (finding, isWhole)) in zip(all, room.isWhole).enumerated() {
      if index == 0, !report.findings.isEmpty { lines += [Text.heading(2, "Findings"), ""] }
      if index == report.findings.count { lines += ["", Text.heading(2, "Waived"), ""] }
      lines += isWhole ? self.lines(of: finding) : brief(finding)
    }
    if !all.isEmpty { lines.append("") }
    if room.isWhole.count(where: { $0 }) < all.count {
      lines += ["Shortened: \(room.sentence(of: all.count)).", ""]
    }
    return Array((ByteBudget.cut(lines + tail, to: limit).joined(separator: "\n") + "\n").utf8)
  }

  private func size(_ lines: [String]) -> Int { lines.reduce(0) { $0 + $1.utf8.count + 1 } }

  private func front(_ report: AuditReport) -> [String] {
    var lines = [
      Text.heading(1, "SR-IOV audit of \(safe(report.pool.name)), \(safe(report.dataDate))"), "",
    ]
    if !report.run.assumptions.isEmpty {
      let assumed = report.run.assumptions.map(Text.code).joined(separator: ", ")
      lines += ["This is not the real pool. Assumed changes: \(assumed).", ""]
    }
    lines += [Text.strong(safe(report.verdict.sentence)), "", safe(report.verdict.detail), ""]
    for (index, item) in report.actNow.enumerated() {
      let text = "\(safe(item.action)) \(safe(item.consequence))"
      lines.append(Text.item(text, number: index + 1, depth: 1))
    }
    return report.actNow.isEmpty ? lines : lines + [""]
  }

  private func counts(_ report: AuditReport) -> [String] {
    Text.head(["severity", "findings", "waived", "rules failed", "not evaluated"], numbers: 1)
      + report.counts.map { line in
        let numbers = [
          line.findings, line.waived, line.rules[.failed] ?? 0, line.rules[.undetermined] ?? 0,
        ]
        return Text.row([line.severity.rawValue] + numbers.map(String.init))
      } + [""]
  }

  private func capacity(_ report: AuditReport) -> [String] {
    guard !report.capacity.isEmpty else { return [] }
    return Text.head(["port", "active", "after reboot", "in use", "free"], numbers: 1)
      + report.capacity.map { port in
        let cells = [port.active, port.afterReboot, port.inUse, port.free].map {
          $0.map(String.init) ?? "not known"
        }
        return Text.row([safe("\(port.host)/\(port.device)")] + cells)
      } + [""]
  }

  private func notEvaluated(_ report: AuditReport) -> [String] {
    guard !report.undetermined.isEmpty else { return [] }
    return [Text.heading(2, "Not evaluated"), ""]
      + report.undetermined.map { rule in
        let gaps = enumeration(rule.gaps.map(\.what), limit: 3)
        return Text.item("\(Text.code(rule.rule)): \(safe(gaps))", number: nil, depth: 1)
      } + [""]
  }

  private func brief(_ finding: Finding) -> [String] {
    let severity = Text.strong(finding.severity.rawValue)
    let subject = "(\(safe(finding.subject.label)), \(Text.code(finding.rule)))"
    return [Text.item("\(severity) \(safe(finding.title)) \(subject)", number: nil, depth: 1)]
  }

  private func lines(of finding: Finding) -> [String] {
    var lines = brief(finding)
    if let applied = finding.waiver {
      lines.append(
        Text.under(
          "\(applied.isExpired ? "Waiver expired after" : "Waived until")"
            + " \(applied.waiver.expires), by \(safe(applied.waiver.owner)):"
            + " \(safe(applied.waiver.reason))"))
    }
    lines.append(Text.under("\(safe(finding.action)) \(safe(finding.consequence))"))
    lines += finding.evidence.map { item in
      Text.item(
        "\(Text.code(item.quotation.place)): \(safe(item.seen)); expected \(safe(item.expected))",
        number: nil, depth: 2)
    }
    return lines + Text.block(finding.remedy)
  }

  private func provenance(_ report: AuditReport) -> [String] {
    let content = report.run.contentDigest.map { "; content sha256:\($0)" } ?? ""
    return [
      Text.separator, "",
      "vfaudit \(safe(report.run.toolVersion)), \(report.rules.count) rules; snapshot sha256:"
        + "\(report.run.snapshotDigest)\(content)",
    ]
  }

  private func safe(_ text: String) -> String { Text.safe(text) }
}
