import Auditing
import PoolModel
import XML

/// The summary at the top of the page's HTML source, for ticket systems that show the source.
struct PlainSummary {
  let text: String
  private static let shownFindings = 15

  init(_ report: AuditReport) {
    var lines = ["SR-IOV AUDIT of \(line(report.pool.name)), \(report.dataDate)", ""]
    if !report.run.assumptions.isEmpty {
      lines +=
        wrapped(line("ASSUMED CHANGES: \(report.run.assumptions.joined(separator: ", "))")) + [""]
    }
    lines += wrapped(line(report.verdict.sentence)) + wrapped(line(report.verdict.detail)) + [""]
    for finding in report.findings.prefix(Self.shownFindings) {
      let severity = finding.severity.rawValue.uppercased()
      let text = "\(line(finding.subject.label)): \(line(finding.title))"
      lines += wrapped(text, columns: 71).enumerated().map { index, part in
        (index == 0 ? padded(severity, to: 9) : String(repeating: " ", count: 9)) + part
      }
    }
    let more = report.findings.count - Self.shownFindings
    if more > 0 { lines.append("… and \(counted(more, "more finding"))") }
    if !report.findings.isEmpty { lines.append("") }
    lines += wrapped(
      (report.run.isRedacted
        ? "Names and addresses are redacted." : "Names and addresses are as captured.")
        + " The report follows; open it in a browser.")
    text = lines.joined(separator: "\n")
  }
}

extension AuditReport {
  /// `data of 2026-05-01 16:25 UTC`.
  var dataDate: String {
    run.capturedAt.map { "data of \(readable(instant: $0))" }
      ?? "data of an unknown time, audited \(readable(instant: run.judgedAt))"
  }
}

/// `2026-05-01 16:25 UTC`; other text is returned on one line.
func readable(instant: String) -> String {
  let bytes = Array(instant.utf8)
  guard bytes.count == 20, bytes[10] == UInt8(ascii: "T"), bytes[19] == UInt8(ascii: "Z") else {
    return line(instant)
  }
  return String(decoding: bytes[..<10] + [0x20] + bytes[11..<16], as: UTF8.self) + " UTC"
}
