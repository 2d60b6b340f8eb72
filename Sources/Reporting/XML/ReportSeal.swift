package import Auditing
import XML

/// The digest that a report carries of itself.
///
/// It is the SHA-256 of the XML report in canonical form (C14N 1.0) without two attributes: the
/// digest itself, and the time of judging. So two runs over the same input have the same digest, on
/// any machine and any day, and a report that was changed by hand does not have its own.
package enum ReportSeal {
  /// The report with its digest. `sha256` gives the digest in hexadecimal.
  package static func sealed(
    _ report: AuditReport, sha256: ([UInt8]) -> String
  ) throws(RenderFailure) -> AuditReport {
    var report = report
    let bytes = try XMLRenderer().render(report)
    report.run.contentDigest = sha256(try WrittenReport(bytes, name: "report.xml").content())
    return report
  }
}
