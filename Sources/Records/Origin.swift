/// Where a value was read: a document, a line in it, and the bytes that say it.
///
/// `offset` and `length` point into the document's bytes, so that a finding can quote the text as
/// it was read without anybody keeping a copy of it.
package struct Origin: Sendable, Hashable {
  /// The logical name, `xe/pif-list`; empty for values that no document says (built in a sketch).
  package var document: String
  /// The first line, counted from 1; 0 where there is none.
  package var line: Int
  package var offset: Int
  /// In bytes, without the final line feed.
  package var length: Int

  package init(document: String, line: Int, offset: Int = 0, length: Int = 0) {
    self.document = document
    self.line = line
    self.offset = offset
    self.length = length
  }
}

/// A value together with the place that says it.
package struct Sourced<Value: Sendable>: Sendable {
  package var value: Value
  package var origin: Origin

  package init(_ value: Value, _ origin: Origin) {
    self.value = value
    self.origin = origin
  }
}

extension Sourced: Equatable where Value: Equatable {}

/// A reference to another xapi object, as `xe` prints it.
package enum Reference: Sendable, Hashable {
  /// The command did not ask for this field.
  case notCaptured
  /// `<not in database>`: there is no such object, or it has gone.
  case null
  case uuid(String)

  package var uuid: String? {
    if case .uuid(let uuid) = self { uuid } else { nil }
  }
}
