package import Auditing
import XML

/// The digest that a report contains of itself.
///
/// It is the SHA-256 of the XML report in canonical form (C14N 1.0) without two attributes: the
/// digest itself and the audit time. So two runs on the same input have the same digest on any
/// machine at any time, and a report that was edited does not match its digest.
package enum ReportSeal {
  /// The report with its digest. `sha256` returns the digest in hexadecimal.
  package static func sealed(
    _ report: AuditReport, sha256: ([UInt8]) -> String
  ) throws(RenderFailure) -> AuditReport {
    var report = report
    let bytes = try XMLRenderer().render(report)
    report.run.contentDigest = sha256(try WrittenReport(bytes, name: "report.xml").content())
    return report
  }
}
