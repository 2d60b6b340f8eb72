package import Auditing
import PoolModel

/// Writes each finding as a row of CSV (RFC 4180, UTF-8), for a spreadsheet; waived findings come
/// last. Lists are separated by semicolons.
///
/// A cell that a spreadsheet would read as a formula gets a leading apostrophe.
package struct CSVRenderer: Renderer {
  package init() {}

  private static let head = [
    "severity", "rule", "confidence", "subject kind", "subject", "host", "title", "action",
    "consequence", "running VMs", "other VMs", "networks", "hosts", "host traffic",
    "evidence",
    "commands", "waived until", "waived by", "id", "pool", "captured at",
  ]

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    let rows = [Self.head] + (report.findings + report.waived).map { row($0, report) }
    let text = rows.map { $0.map(Self.cell).joined(separator: ",") + "\r\n" }.joined()
    return Array(text.utf8)
  }

  private func row(_ finding: Finding, _ report: AuditReport) -> [String] {
    let affected = finding.affected
    return [
      finding.severity.rawValue, finding.rule, finding.confidence.rawValue,
      finding.subject.kind.rawValue, finding.subject.label, finding.subject.host, finding.title,
      finding.action, finding.consequence, affected.runningVMs.joined(separator: "; "),
      affected.otherVMs.joined(separator: "; "), affected.networks.joined(separator: "; "),
      affected.hosts.joined(separator: "; "),
      affected.hostTraffic.map(\.rawValue).joined(separator: "; "),
      finding.evidence.map { "\($0.quotation.place): \($0.seen)" }.joined(separator: "; "),
      finding.remedy.flatMap { $0.commands.map(\.shell) }.joined(separator: "\n"),
      finding.waiver?.waiver.expires ?? "", finding.waiver?.waiver.owner ?? "", finding.id,
      report.pool.name, report.run.capturedAt ?? "",
    ]
  }

  private static func cell(_ text: String) -> String {
    var text = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line(String($0)) }.joined(separator: "\n")
    if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) {
      text = "'" + text
    }
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}
