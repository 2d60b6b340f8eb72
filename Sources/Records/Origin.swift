/// Where a value was read: a document, a line in it, and the bytes that contain it.
///
/// `offset` and `length` refer to the document's bytes, so that a finding can quote the original
/// text without a copy of it.
package struct Origin: Sendable, Hashable {
  /// The logical name, `xe/pif-list`; empty for values without a document (built in a sketch).
  package var document: String
  /// The first line, counted from 1; 0 if there is none.
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

/// A value with the place where it was read.
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
  /// The command did not request this field.
  case notCaptured
  /// `<not in database>`: there is no such object, or it no longer exists.
  case null
  case uuid(String)

  package var uuid: String? {
    if case .uuid(let uuid) = self { uuid } else { nil }
  }
}
