/// A place in a document that cannot be parsed, and what was expected there.
///
/// Printed as `xe/pif-list:214: expected "uuid", found "uuuid"`.
package struct ParseFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package var document: String
  package var line: Int
  package var message: String

  package init(document: String, line: Int, message: String) {
    self.document = document
    self.line = line
    self.message = message
  }

  package var description: String { "\(document):\(line): \(message)" }
}
