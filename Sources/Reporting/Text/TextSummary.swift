package import Auditing
import PoolModel

/// The summary printed on a terminal when the report is written to files.
package enum TextSummary {
  /// The verdict and the urgent actions, in lines of at most 80 columns, without control
  /// characters.
  package static func lines(of report: AuditReport) -> [String] {
    wrapped(line(report.verdict.sentence)) + wrapped(line(report.verdict.detail))
      + baseline(of: report) + actNow(of: report)
  }

  private static func baseline(of report: AuditReport) -> [String] {
    guard let baseline = report.baseline else { return [] }
    let new = report.findings.count { $0.sinceBaseline == .new || $0.sinceBaseline == .worse }
    return wrapped(
      "Since the baseline: \(counted(new, "finding")) new or worse,"
        + " \(counted(baseline.ended.count, "finding")) no longer found.")
  }

  /// Text on one line, with control characters made visible.
  package static func visible(_ text: String) -> String { line(text) }

  /// `  1. Free a VF on xen1/eth0. Nothing starts there until then.`
  static func actNow(of report: AuditReport) -> [String] {
    report.actNow.enumerated().flatMap { index, item in
      hanging("\(line(item.action)) \(line(item.consequence))", behind: "  \(index + 1). ")
    }
  }
}
