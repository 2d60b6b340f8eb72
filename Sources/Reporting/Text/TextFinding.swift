import Auditing
import PoolModel
import Records

/// A finding in plain text.
struct TextFinding {
  private let finding: Finding
  private let style: TextStyle
  private let extent: TextExtent

  init(_ finding: Finding, style: TextStyle, extent: TextExtent) {
    self.finding = finding
    self.style = style
    self.extent = extent
  }

  /// Severity, title and subject, and whether it is waived.
  var brief: [String] {
    headed("\(finding.title) (\(finding.subject.label)\(finding.isWaived ? ", waived" : ""))")
  }

  private func headed(_ text: String) -> [String] {
    let severity = finding.severity.rawValue.uppercased()
    let lines = hanging(line(text), behind: severity + "  ")
    return [style.severity(finding.severity) + lines[0].dropFirst(severity.utf8.count)]
      + lines.dropFirst()
  }

  /// The finding with all details.
  var lines: [String] {
    var lines = headed(finding.title)
    let since = finding.sinceBaseline.map { ", \($0.rawValue) since the baseline" } ?? ""
    lines += indented(
      "\(finding.subject.kind.rawValue) \(finding.subject.label), \(finding.rule)\(since)")
    lines += waiver
    for paragraph in finding.happens { lines += indented(paragraph) }
    lines += affected + evidence + remedy
    if finding.confidence == .inferred { lines += indented("Inferred, not confirmed.") }
    return lines
  }

  private var waiver: [String] {
    guard let applied = finding.waiver else { return [] }
    let waiver = applied.waiver
    let ticket = waiver.ticket.isEmpty ? "" : ", \(waiver.ticket)"
    let until =
      applied.isExpired
      ? "waiver expired after \(waiver.expires)" : "waived until \(waiver.expires)"
    return indented("\(until), by \(waiver.owner)\(ticket): \(waiver.reason)")
  }

  private var affected: [String] {
    let names = finding.affected
    guard !names.isEmpty else { return [] }
    var parts: [String] = []
    for (noun, list) in [
      ("running VM", names.runningVMs), ("stopped VM", names.otherVMs),
      ("network", names.networks), ("host", names.hosts),
    ] where !list.isEmpty {
      parts.append("\(counted(list.count, noun)) (\(enumeration(list)))")
    }
    if !names.hostTraffic.isEmpty {
      parts.append("\(enumeration(names.hostTraffic.map(\.rawValue))) traffic")
    }
    return indented("Affected: " + parts.joined(separator: "; "))
  }

  private var evidence: [String] {
    finding.evidence.flatMap { item -> [String] in
      indented("\(item.quotation.place): \(item.seen); expected \(item.expected)")
        + (extent == .whole ? quotation(item.quotation.text) : [])
    }
  }

  /// The quoted lines; a long line continues on the next line after a backslash.
  private func quotation(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.allSatisfy(\.isWhitespace) }
      .flatMap { folded(line(String($0).replacing("\t", with: "    ")), columns: 65) }
      .map { style.faint("    | " + $0) }
  }

  private var remedy: [String] {
    finding.remedy.enumerated().flatMap { index, step in
      hanging(line(step.text), behind: "  \(index + 1). ")
        + step.commands.flatMap { shellLines($0, indent: "       ") }
    }
  }

  private func indented(_ text: String) -> [String] { hanging(line(text), behind: "  ") }
}
