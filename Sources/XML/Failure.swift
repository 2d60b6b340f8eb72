/// What is wrong with a document, a schema or an expression, and where.
///
/// Prints as `report.xml:12:5: message`; a line or column of 0 is unknown and is left out.
package struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The document's name as its reader knows it, often a path.
  package var name: String
  /// The line, counted from 1; 0 when there is none.
  package var line: Int
  /// The column, counted from 1; 0 when there is none.
  package var column: Int
  /// What is wrong: lower case, no full stop, one line.
  package var message: String

  /// Says what is wrong and where; 0 stands for an unknown line or column.
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
