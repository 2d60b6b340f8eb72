package import Auditing

/// A format in which a report can be written.
package enum ReportFormat: String, Sendable, CaseIterable {
  /// The page for people, one file that asks for nothing.
  case html
  /// The contract: all that the other formats say, under `ReportSchema`.
  case xml
  /// Plain text for a terminal, a mail or a ticket that takes no HTML.
  case text
  /// For a ticket or a wiki.
  case markdown
  /// For a ticket of Jira.
  case jira
  /// All that the XML says, under `JSONSchema`.
  case json
  /// Each finding as one line of JSON.
  case jsonl
  /// Each finding as a row for a spreadsheet.
  case csv
  /// What CI servers show.
  case junit
  /// SARIF 2.1.0, for what shows results of static analysis.
  case sarif
  /// Numbers for node_exporter's textfile collector.
  case prometheus
}

/// A format in which a comparison can be written.
package enum ComparisonFormat: String, Sendable, CaseIterable {
  case html
  /// The contract, under `ComparisonSchema`.
  case xml
  case markdown
  case text
  case json
}

/// Writes a report in one format: the same report gives the same bytes.
package protocol Renderer {
  func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8]
}

/// Why a report could not be written: a template that is wrong, or a bug.
///
/// Prints as `report.html:120: unknown tal attribute "tal:repaet"`; a line of 0 is left out.
package struct RenderFailure: Error, Equatable, CustomStringConvertible {
  /// The template or document as its reader knows it.
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
