/// A place in a document that cannot be read, and what was expected there.
///
/// It prints as `xe/pif-list:214: expected "uuid", found "uuuid"`.
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
