internal import CLibXML2

/// Initialises libxml2 once for the whole process.
enum Library {
  /// Accessed before every use of libxml2: a `static let` runs once, on one thread.
  static let ready: Void = {
    xmlInitParser()  // must happen before a second thread touches libxml2
    vf_silence_generic_errors()
    vf_forbid_loading()
  }()

  /// Input is passed in pieces of this size: libxml2 has a limit of 10 MB per piece.
  static let piece = 64 * 1024

  /// The depth at which libxml2 stops building a tree.
  static let depth = 256
  static let depthMessage = "elements are nested deeper than \(depth)"
}

/// Unwraps a pointer from libxml2's allocation; it fails only if memory runs out.
func allocated<T>(_ pointer: UnsafeMutablePointer<T>?) -> UnsafeMutablePointer<T> {
  guard let pointer = unsafe pointer else { fatalError("libxml2 ran out of memory") }
  return unsafe pointer
}

/// Copies a C string that libxml2 allocated, and frees it; nil becomes the empty string.
func taken(_ text: UnsafeMutablePointer<xmlChar>?) -> String {
  guard let text = unsafe text else { return "" }
  defer { unsafe vf_free(text) }
  return unsafe String(cString: text)
}

/// Collects the errors of one libxml2 context, without warnings.
final class ErrorLog {
  let name: String
  private(set) var failures: [Failure] = []
  private(set) var firstCode = 0
  private(set) var firstOffset = 0
  private static let limit = 100

  init(name: String) { self.name = name }

  /// The handler for a libxml2 context whose user pointer is an `ErrorLog`.
  static let handler: vf_error_fn = { user, error in
    guard let user = unsafe user, let error = unsafe error else { return }
    unsafe Unmanaged<ErrorLog>.fromOpaque(user).takeUnretainedValue().add(error.pointee)
  }

  var pointer: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

  func clear() {
    failures.removeAll(keepingCapacity: true)
    firstCode = 0
  }

  func add(_ failure: Failure) {
    if failures.count < Self.limit { failures.append(failure) }
  }

  /// Adds a parser's error. The parser's state distinguishes two errors that have the same code.
  func add(_ error: xmlError, in parser: UnsafeMutablePointer<xmlParserCtxt>) {
    let isEnd = unsafe error.code == XML_ERR_DOCUMENT_END.rawValue
    let isOver = unsafe parser.pointee.instate == XML_PARSER_EPILOG
    guard isEnd, !isOver else { return unsafe add(error) }
    add(
      Failure(
        name: name, line: unsafe Int(error.line), column: unsafe Int(error.int2),
        message: "the document ends too early"))
  }

  func add(_ error: xmlError) {
    guard unsafe error.level != XML_ERR_WARNING else { return }
    if failures.isEmpty {
      firstCode = unsafe Int(error.code)
      firstOffset = unsafe Int(error.int1)
    }
    // The line of the error stops at 65 535; that of a tree node does not.
    let isInTree = unsafe error.domain == XML_FROM_SCHEMASV.rawValue && error.node != nil
    let line =
      unsafe isInTree
      ? xmlGetLineNo(error.node.assumingMemoryBound(to: xmlNode.self)) : Int(error.line)
    let message = unsafe error.message.map { unsafe String(cString: $0) } ?? "unknown error"
    add(
      Failure(
        name: name, line: max(0, line), column: unsafe isInTree ? 0 : max(0, Int(error.int2)),
        message: houseStyle(message)))
  }
}

/// libxml2's message in vfaudit's style: one line, in lower case, without full stop and without
/// control characters.
private func houseStyle(_ message: String) -> String {
  if message.hasPrefix("Excessive depth") { return Library.depthMessage }
  if message.hasPrefix("Document is empty") { return "not an XML document: no tag at its start" }
  var text = message.split(separator: "\n").joined(separator: " ")
  while let last = text.last, last == "." || last == " " { text.removeLast() }
  let isWord = text.dropFirst().first?.isLowercase ?? false
  if isWord { text = text.prefix(1).lowercased() + text.dropFirst() }
  return visible(text)
}
