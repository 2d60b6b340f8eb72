package import Auditing
import PoolModel

/// What a person at a terminal is told when the report itself goes into files.
package enum TextSummary {
  /// The verdict and what to do now, in lines of at most 80 columns, with nothing in them that a
  /// terminal would obey.
  package static func lines(of report: AuditReport) -> [String] {
    wrapped(line(report.verdict.sentence)) + wrapped(line(report.verdict.detail))
      + baseline(of: report) + actNow(of: report)
  }

  private static func baseline(of report: AuditReport) -> [String] {
    guard let baseline = report.baseline else { return [] }
    let new = report.findings.count { $0.sinceBaseline == .new || $0.sinceBaseline == .worse }
    return wrapped(
      "Since the baseline \(counted(new, "finding")) new or worse, and"
        + " \(counted(baseline.ended.count, "finding")) not found any more.")
  }

  /// Text on one line, with nothing in it that a terminal would obey.
  package static func visible(_ text: String) -> String { line(text) }

  /// `  1. Free a VF on xen1/eth0. Nothing starts there until then.`
  static func actNow(of report: AuditReport) -> [String] {
    report.actNow.enumerated().flatMap { index, item in
      hanging("\(line(item.action)) \(line(item.consequence))", behind: "  \(index + 1). ")
    }
  }
}
