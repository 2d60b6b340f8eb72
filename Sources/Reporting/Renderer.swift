package import Auditing

/// A format in which a report can be written.
package enum ReportFormat: String, Sendable, CaseIterable {
  /// One file without scripts or external resources.
  case html
  /// The complete content of the report, described by `ReportSchema`.
  case xml
  /// Plain text for a terminal, a mail or a ticket without HTML.
  case text
  /// For a ticket or a wiki.
  case markdown
  /// For a Jira ticket.
  case jira
  /// The content of the XML report, described by `JSONSchema`.
  case json
  /// Each finding as one line of JSON.
  case jsonl
  /// Each finding as a row for a spreadsheet.
  case csv
  /// For CI servers.
  case junit
  /// SARIF 2.1.0, for tools that show results of static analysis.
  case sarif
  /// Metrics for node_exporter's textfile collector.
  case prometheus
}

/// A format in which a comparison can be written.
package enum ComparisonFormat: String, Sendable, CaseIterable {
  case html
  /// The complete content, described by `ComparisonSchema`.
  case xml
  case markdown
  case text
  case json
}

/// Writes a report in one format. The same report always results in the same bytes.
package protocol Renderer {
  func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8]
}

/// Why a report could not be written: an error in a template, or a bug.
///
/// Prints as `report.html:120: unknown tal attribute "tal:repaet"`; line 0 is omitted.
package struct RenderFailure: Error, Equatable, CustomStringConvertible {
  /// The name of the template or document.
  package var name: String
  package var line: Int
  /// Lower case, no full stop.
  package var message: String

  package init(name: String, line: Int = 0, message: String) {
    self.name = name
    self.line = line
    self.message = message
  }

  package var description: String { "\(name)\(line > 0 ? ":\(line)" : ""): \(message)" }
}
