import Auditing
import PoolModel
import Records

/// The sections of a report in plain text, in order.
struct TextSections {
  private let report: AuditReport
  private let style: TextStyle
  private let extent: TextExtent

  init(_ report: AuditReport, style: TextStyle, extent: TextExtent) {
    self.report = report
    self.style = style
    self.extent = extent
  }

  var all: [[String]] { head + findings + tail }

  var head: [[String]] {
    [
      front(report), actNow(report), counts(report), capacity(report.capacity),
      failover(report.failover), notEvaluated(report),
    ]
  }

  var tail: [[String]] {
    (extent == .whole ? [rules(report)] : [baseline(report)]) + [provenance(report)]
  }

  private var findings: [[String]] {
    var sections = report.findings.isEmpty ? [] : [[style.heading("FINDINGS")]]
    sections += report.findings.map { TextFinding($0, style: style, extent: extent).lines }
    sections.append(baseline(report))
    sections += report.waived.isEmpty ? [] : [[style.heading("WAIVED")]]
    return sections + report.waived.map { TextFinding($0, style: style, extent: extent).lines }
  }

  private func front(_ report: AuditReport) -> [String] {
    wrapped("SR-IOV audit of \(line(report.pool.name)), \(report.dataDate)").map(style.heading)
      + assumptions(report) + [""] + wrapped(line(report.verdict.sentence)).map(style.strong)
      + wrapped(line(report.verdict.detail))
  }

  private func assumptions(_ report: AuditReport) -> [String] {
    let all = report.run.assumptions
    return all.isEmpty
      ? []
      : wrapped(
        line("This is not the real pool. Assumed changes: \(all.joined(separator: ", "))."))
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
      "severity", "findings", "waived", "failed", "not evaluated", "passed", "n/a",
    ]
    return [style.heading("COUNTS")] + TextTable(head, rows, left: 1).lines
      + hanging(
        "The last four columns count rules; n/a: not applicable, nothing to examine.", behind: "  ")
  }

  private func capacity(_ ports: [PortCapacity]) -> [String] {
    guard !ports.isEmpty else { return [] }
    let urgent = ports.filter { !$0.findings.isEmpty || ($0.free ?? 0) <= 0 }
    let shown = Array(ports.count <= extent.rows ? ports[...] : urgent.prefix(extent.rows))
    let rows = shown.map { port in
      [shortened(line("\(port.host)/\(port.device)"), to: 18)]
        + [
          port.capable, port.requested, port.active, port.afterReboot, port.inUse, port.reserved,
          port.free,
        ].map { $0.map(String.init) ?? "?" }
    }
    let head = ["port", "max", "wanted", "active", "reboot", "used", "reserved", "free"]
    let remarks = shown.filter { !$0.remark.isEmpty }
      .flatMap { hanging(line("\($0.host)/\($0.device): \($0.remark)"), behind: "  ") }
    let isAnyUnknown = rows.contains { $0.contains("?") }
    let more =
      shown.count < ports.count
      ? ["  and \(counted(ports.count - shown.count, "more port"))"] : []
    return [style.heading("CAPACITY")] + TextTable(head, rows, left: 1).lines + more
      + (isAnyUnknown ? ["  ?: not known"] : []) + remarks
  }

  private func failover(_ lines: [FailoverLine]) -> [String] {
    guard !lines.isEmpty else { return [] }
    return [style.heading("IF A HOST FAILS")]
      + limited(
        lines.map { lost in
          let places = lost.refuges.map { "\(enumeration($0.vms)) on \($0.host)" }
          let outcome = lost.shortfall ?? places.joined(separator: "; ")
          return hanging(
            line("\(lost.host), \(counted(lost.vms, "SR-IOV VM")): \(outcome)"),
            behind: "  - ")
        }, "host")
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
    let gaps = (report.gaps + report.undetermined.flatMap(\.gaps)).filter {
      seen.insert($0).inserted
    }
    return lines
      + limited(
        gaps.map { gap in
          hanging(line("\(gap.what): \(gap.why)"), behind: "  ")
            + (gap.closedBy.isEmpty
              ? [] : shellLines(Command(words: gap.closedBy), indent: "      "))
        }, "gap")
  }

  private func baseline(_ report: AuditReport) -> [String] {
    guard let baseline = report.baseline else { return [] }
    let time = baseline.capturedAt.map { readable(instant: $0) } ?? "an unknown time"
    var lines = [style.heading("SINCE THE BASELINE OF \(line(time).uppercased())")]
    lines += limited(
      baseline.ended.map { ended in
        hanging(
          line("\(ended.title) (\(ended.subject), \(ended.rule))"),
          behind: "  \(ended.change.rawValue): ")
      }, "finding")
    return baseline.ended.isEmpty ? lines + ["  all its findings are found again"] : lines
  }

  private func rules(_ report: AuditReport) -> [String] {
    let quiet = report.rules.filter { $0.outcome == .passed || $0.outcome == .notApplicable }
    var lines = [style.heading("RULES WITHOUT A FINDING")]
    for rule in quiet { lines += hanging(line(rule.sentence), behind: "  \(rule.id): ") }
    if quiet.isEmpty { lines.append("  none") }
    if !report.disabledRules.isEmpty {
      lines += wrapped("Disabled by the policy: \(enumeration(report.disabledRules)).")
    }
    return lines
  }

  private func provenance(_ report: AuditReport) -> [String] {
    let run = report.run
    var lines = [
      style.heading("PROVENANCE"), "vfaudit \(run.toolVersion), \(report.rules.count) rules",
      "data of \(run.capturedAt.map { line($0) } ?? "an unknown time"), audited at \(run.judgedAt)",
      "snapshot, sha256", "  \(run.snapshotDigest)",
    ]
    if let digest = run.contentDigest { lines += ["content, sha256", "  \(digest)"] }
    if let digest = run.policyDigest {
      lines += wrapped("policy \(line(run.policyName ?? "")), sha256") + ["  \(digest)"]
    }
    return lines
  }

  /// The first lines, and the number of lines left out.
  private func limited(_ lines: [[String]], _ noun: String) -> [String] {
    guard lines.count > extent.rows else { return lines.flatMap { $0 } }
    return lines.prefix(extent.rows).flatMap { $0 }
      + ["  and \(counted(lines.count - extent.rows, "more \(noun)"))"]
  }
}
