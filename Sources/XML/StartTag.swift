internal import CLibXML2

/// A start tag, valid only inside the callback, which the compiler enforces.
@safe package struct StartTag: ~Escapable {
  private let rawName: UnsafePointer<xmlChar>
  private let raw: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  /// Number of attributes.
  package let count: Int
  /// The line on which the tag ends, counted from 1.
  package let line: Int

  // Five pointers for each attribute: name, prefix, namespace, value, end of the value.
  @_lifetime(immortal)
  init(
    _ name: UnsafePointer<xmlChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?,
    _ count: Int, line: Int
  ) {
    unsafe rawName = name
    unsafe raw = attributes
    self.line = line
    self.count = unsafe attributes == nil ? 0 : count
  }

  /// The element's name without prefix.
  package var name: String { unsafe String(cString: rawName) }

  /// Identifies the element's name: equal for equal names during one parse.
  package var nameID: UInt { unsafe UInt(bitPattern: rawName) }

  /// Identifies an attribute's name: equal for equal names during one parse.
  package func nameID(_ index: Int) -> UInt { unsafe UInt(bitPattern: field(index, 0)) }

  /// An attribute's name without prefix.
  package func name(_ index: Int) -> String {
    unsafe field(index, 0).map { unsafe String(cString: $0) } ?? ""
  }

  /// An attribute's value as bytes, with references resolved; not copied.
  @_lifetime(copy self)
  package func value(_ index: Int) -> Span<UInt8> {
    let span = unsafe Span(_unsafeElements: bytes(index))
    return unsafe _overrideLifetime(span, copying: self)
  }

  /// An attribute's value, with references resolved.
  package func string(_ index: Int) -> String {
    unsafe String(decoding: bytes(index), as: UTF8.self)
  }

  private func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    guard let start = unsafe field(index, 3), let end = unsafe field(index, 4) else {
      return unsafe UnsafeBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeBufferPointer(start: start, count: end - start)
  }

  private func field(_ index: Int, _ offset: Int) -> UnsafePointer<xmlChar>? {
    precondition(index >= 0 && index < count, "no such attribute")
    return unsafe raw?[5 * index + offset]
  }
}
