package import Auditing
import PoolModel

/// Writes the report as plain text: for a terminal, a mail, or a ticket that takes no HTML.
///
/// Prose and tables keep to 80 columns. Commands and evidence stand on lines of their own, as
/// long as they are: a command that is cut or folded is no command.
package struct TextRenderer: Renderer {
  private let style: TextStyle

  /// `usesColour` adds the escapes of a terminal; the words are the same without them.
  package init(usesColour: Bool) { style = TextStyle(isOn: usesColour) }

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    var sections = [
      front(report), actNow(report), counts(report), capacity(report.capacity),
      failover(report.failover), notEvaluated(report),
    ]
    sections += report.findings.isEmpty ? [] : [[style.heading("FINDINGS")]]
    sections += report.findings.map { TextFinding($0, style: style).lines }
    sections.append(baseline(report))
    sections += report.waived.isEmpty ? [] : [[style.heading("WAIVED")]]
    sections += report.waived.map { TextFinding($0, style: style).lines }
    sections += [rules(report), provenance(report)]
    let text = sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
    return Array(text.joined(separator: "\n").utf8)
  }

  private func front(_ report: AuditReport) -> [String] {
    wrapped("SR-IOV audit of \(line(report.pool.name)), \(report.dataDate)").map(style.heading)
      + assumptions(report) + [""] + wrapped(line(report.verdict.sentence)).map(style.strong)
      + wrapped(line(report.verdict.detail))
  }

  private func assumptions(_ report: AuditReport) -> [String] {
    let all = report.run.assumptions
    return all.isEmpty
      ? [] : wrapped(line("Not the pool as it is. Assumed: \(all.joined(separator: ", "))."))
  }

  private func actNow(_ report: AuditReport) -> [String] {
    guard !report.actNow.isEmpty else { return [] }
    return [style.heading("ACT NOW")] + TextSummary.actNow(of: report)
  }

  private func counts(_ report: AuditReport) -> [String] {
    let rows = report.counts.map { line in
      [line.severity.rawValue, "\(line.findings)", "\(line.waived)"]
        + Outcome.allCases.map { "\(line.rules[$0] ?? 0)" }
    }
    let head = [
      "severity", "findings", "waived", "rules failed", "undetermined", "passed", "not applicable",
    ]
    return [style.heading("COUNTS")] + TextTable(head, rows, left: 1).lines
  }

  private func capacity(_ ports: [PortCapacity]) -> [String] {
    guard !ports.isEmpty else { return [] }
    let rows = ports.map { port in
      [shortened(line("\(port.host)/\(port.device)"), to: 18)]
        + [
          port.capable, port.requested, port.active, port.afterReboot, port.inUse, port.reserved,
          port.free,
        ].map { $0.map(String.init) ?? "?" }
    }
    let head = [
      "port", "capable", "requested", "active", "reboot", "in use", "reserved", "free",
    ]
    let remarks = ports.filter { !$0.remark.isEmpty }
      .flatMap { hanging(line("\($0.host)/\($0.device): \($0.remark)"), behind: "  ") }
    let isAnyUnknown = rows.contains { $0.contains("?") }
    return [style.heading("CAPACITY")] + TextTable(head, rows, left: 1).lines + remarks
      + (isAnyUnknown ? ["  ? is not known"] : [])
  }

  private func failover(_ lines: [FailoverLine]) -> [String] {
    guard !lines.isEmpty else { return [] }
    return [style.heading("IF A HOST WERE LOST")]
      + lines.flatMap { lost -> [String] in
        let places = lost.refuges.map { "\(enumeration($0.guests)) on \($0.host)" }
        let outcome = lost.shortfall ?? places.joined(separator: "; ")
        return hanging(
          line("\(lost.host), \(counted(lost.guests, "SR-IOV guest")): \(outcome)"), behind: "  - ")
      }
  }

  private func notEvaluated(_ report: AuditReport) -> [String] {
    guard !report.undetermined.isEmpty || !report.gaps.isEmpty else { return [] }
    var lines = [style.heading("NOT EVALUATED")]
    for rule in report.undetermined {
      let count = rule.count == 0 ? "" : " (\(rule.count) \(rule.noun))"
      let gaps = enumeration(rule.gaps.map(\.what), limit: 3)
      lines += hanging(line("\(rule.rule)\(count): \(gaps)"), behind: "  - ")
    }
    var seen: Set<Gap> = []
    for gap in report.gaps + report.undetermined.flatMap(\.gaps) where seen.insert(gap).inserted {
      lines += hanging(line("\(gap.what): \(gap.why)"), behind: "  ")
      if !gap.closedBy.isEmpty { lines.append("      " + line(Command(words: gap.closedBy).shell)) }
    }
    return lines
  }

  private func baseline(_ report: AuditReport) -> [String] {
    guard let baseline = report.baseline else { return [] }
    let time = baseline.capturedAt.map { readable(instant: $0) } ?? "a time not known"
    var lines = [style.heading("SINCE THE BASELINE OF \(line(time).uppercased())")]
    for ended in baseline.ended {
      lines += hanging(
        line("\(ended.title) (\(ended.subject), \(ended.rule))"),
        behind: "  \(ended.change.rawValue): ")
    }
    return baseline.ended.isEmpty ? lines + ["  all that it had is found again"] : lines
  }

  private func rules(_ report: AuditReport) -> [String] {
    let quiet = report.rules.filter { $0.outcome == .passed || $0.outcome == .notApplicable }
    var lines = [style.heading("RULES WITHOUT A FINDING")]
    for rule in quiet { lines += hanging(line(rule.sentence), behind: "  \(rule.id): ") }
    if quiet.isEmpty { lines.append("  none") }
    if !report.disabledRules.isEmpty {
      lines += wrapped("Switched off by the policy: \(enumeration(report.disabledRules)).")
    }
    return lines
  }

  private func provenance(_ report: AuditReport) -> [String] {
    let run = report.run
    var lines = [
      style.heading("PROVENANCE"), "vfaudit \(run.toolVersion), \(report.rules.count) rules",
      "data of \(run.capturedAt.map { line($0) } ?? "a time not known"), judged at \(run.judgedAt)",
      "snapshot sha256:\(run.snapshotDigest)",
    ]
    if let digest = run.contentDigest { lines.append("content sha256:\(digest)") }
    if let digest = run.policyDigest {
      lines += wrapped("policy \(line(run.policyName ?? "")),") + ["sha256:\(digest)"]
    }
    return lines
  }
}

/// One finding: what happens, who is hit, what it rests on, and what mends it.
private struct TextFinding {
  private let finding: Finding
  private let style: TextStyle

  init(_ finding: Finding, style: TextStyle) {
    self.finding = finding
    self.style = style
  }

  var lines: [String] {
    let severity = style.severity(finding.severity)
    let title = hanging(
      line(finding.title), behind: finding.severity.rawValue.uppercased() + "  ")
    var lines = [
      severity + title[0].dropFirst(finding.severity.rawValue.utf8.count)
    ]
    lines += title.dropFirst()
    let since = finding.sinceBaseline.map { ", \($0.rawValue) since the baseline" } ?? ""
    lines += indented(
      "\(finding.subject.kind.rawValue) \(finding.subject.label), \(finding.rule)\(since)")
    lines += waiver
    for paragraph in finding.happens { lines += indented(paragraph) }
    lines += affected + evidence + remedy
    if finding.confidence == .inferred { lines += indented("Inferred; nobody has confirmed it.") }
    return lines
  }

  private var waiver: [String] {
    guard let applied = finding.waiver else { return [] }
    let waiver = applied.waiver
    let ticket = waiver.ticket.isEmpty ? "" : ", \(waiver.ticket)"
    let until =
      applied.isExpired
      ? "waived until \(waiver.expires), which is over" : "waived until \(waiver.expires)"
    return indented("\(until), by \(waiver.owner)\(ticket): \(waiver.reason)")
  }

  private var affected: [String] {
    let names = finding.affected
    guard !names.isEmpty else { return [] }
    var parts: [String] = []
    for (noun, list) in [
      ("running guest", names.runningGuests), ("other guest", names.otherGuests),
      ("network", names.networks), ("host", names.hosts),
    ] where !list.isEmpty {
      parts.append("\(counted(list.count, noun)) (\(enumeration(list)))")
    }
    if !names.hostTraffic.isEmpty {
      parts.append("\(enumeration(names.hostTraffic.map(\.rawValue))) traffic")
    }
    return indented("Hit: " + parts.joined(separator: "; "))
  }

  private var evidence: [String] {
    finding.evidence.flatMap { item -> [String] in
      let quote = item.quotation.text.split(separator: "\n", omittingEmptySubsequences: false)
      return indented("\(item.quotation.place): \(item.seen); expected \(item.expected)")
        + quote.filter { !$0.allSatisfy(\.isWhitespace) }.map {
          style.faint("    | " + line(String($0).replacing("\t", with: "    ")))
        }
    }
  }

  private var remedy: [String] {
    finding.remedy.enumerated().flatMap { index, step in
      hanging(line(step.text), behind: "  \(index + 1). ")
        + step.commands.map { "       " + line($0.shell) }
    }
  }

  private func indented(_ text: String) -> [String] { hanging(line(text), behind: "  ") }
}

/// The escapes of a terminal, or none.
private struct TextStyle {
  let isOn: Bool

  func heading(_ text: String) -> String { escaped(text, "1;4") }
  func strong(_ text: String) -> String { escaped(text, "1") }
  func faint(_ text: String) -> String { escaped(text, "2") }

  func severity(_ severity: Severity) -> String {
    switch severity {
    case .error: escaped("ERROR", "1;31")
    case .warning: escaped("WARNING", "1;33")
    case .note: escaped("NOTE", "1;36")
    }
  }

  private func escaped(_ text: String, _ code: String) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
