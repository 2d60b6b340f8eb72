internal import CLibXML2

/// What is set up once for the whole process before libxml2 does anything.
enum Library {
  /// Touched by everything that calls libxml2 first: a `static let` runs once, on one thread.
  static let ready: Void = {
    xmlInitParser()  // must happen before a second thread touches libxml2
    vf_silence_generic_errors()
    vf_forbid_loading()
  }()

  /// The input goes in pieces of this size: more at once hits a limit of libxml2 at 10 MB.
  static let piece = 64 * 1024

  /// The depth at which libxml2 stops building a tree.
  static let depth = 256
  static let depthMessage = "elements are nested deeper than \(depth)"
}

/// Unwraps what libxml2 allocates: a failure here is memory that ran out, never the input.
func allocated<T>(_ pointer: UnsafeMutablePointer<T>?) -> UnsafeMutablePointer<T> {
  guard let pointer = unsafe pointer else { fatalError("libxml2 ran out of memory") }
  return unsafe pointer
}

/// Copies a C string that libxml2 allocated, and frees it; none is the empty string.
func taken(_ text: UnsafeMutablePointer<xmlChar>?) -> String {
  guard let text = unsafe text else { return "" }
  defer { unsafe vf_free(text) }
  return unsafe String(cString: text)
}

/// Collects the errors of one libxml2 context; warnings are not errors.
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

  /// Takes a parser's error; the parser's state tells two kinds apart that libxml2 calls alike.
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
    // A tree node keeps lines above 65 535, where the error's own line stops.
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

/// libxml2's sentence as ours: one line, lower case, no full stop, nothing a terminal obeys.
private func houseStyle(_ message: String) -> String {
  if message.hasPrefix("Excessive depth") { return Library.depthMessage }
  if message.hasPrefix("Document is empty") { return "not an XML document, it begins with no tag" }
  var text = message.split(separator: "\n").joined(separator: " ")
  while let last = text.last, last == "." || last == " " { text.removeLast() }
  let isWord = text.dropFirst().first?.isLowercase ?? false
  if isWord { text = text.prefix(1).lowercased() + text.dropFirst() }
  return visible(text)
}
