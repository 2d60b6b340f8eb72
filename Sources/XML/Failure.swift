/// An error in a document, a schema or an expression, and its position.
///
/// Printed as `report.xml:12:5: message`; a line or column of 0 is unknown and is omitted.
package struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The document's name, often a path.
  package var name: String
  /// The line, counted from 1; 0 if unknown.
  package var line: Int
  /// The column, counted from 1; 0 if unknown.
  package var column: Int
  /// The error: in lower case, without full stop, on one line.
  package var message: String

  /// A line or column of 0 is unknown.
  package init(name: String, line: Int = 0, column: Int = 0, message: String) {
    self.name = name
    self.line = line
    self.column = column
    self.message = message
  }

  package var description: String {
    var place = name
    if line > 0 { place += ":\(line)" }
    if line > 0, column > 0 { place += ":\(column)" }
    return "\(place): \(message)"
  }
}
