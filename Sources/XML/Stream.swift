internal import CLibXML2

/// Reads a document of any size in pieces of any size, in constant memory.
///
/// The depth is limited to 256 and any DOCTYPE is refused, as in `Document`. An error thrown by a
/// callback ends the parse and is thrown by `feed` unchanged.
@safe package final class Stream {
  /// Receives each start tag, including that of an empty element. A truncated or malformed tag is
  /// not passed.
  package typealias OnStart = (borrowing StartTag) throws -> Void
  /// Receives each end tag, including that of an empty element.
  package typealias OnEnd = () throws -> Void
  /// Receives text in pieces of any size, including blanks between elements.
  package typealias OnText = (Span<UInt8>) throws -> Void

  fileprivate var context: UnsafeMutablePointer<xmlParserCtxt>?
  fileprivate let onStart: OnStart
  fileprivate let onEnd: OnEnd?
  fileprivate let onText: OnText?
  fileprivate let log: ErrorLog
  fileprivate var thrown: (any Error)?
  private var isBusy = false

  /// Begins a document; `name` is used only in messages.
  package init(
    name: String, onStart: @escaping OnStart, onEnd: OnEnd? = nil, onText: OnText? = nil
  ) {
    _ = Library.ready
    self.onStart = onStart
    self.onEnd = onEnd
    self.onText = onText
    log = ErrorLog(name: name)
    var sax = unsafe Self.handlers(end: onEnd != nil, text: onText != nil)
    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe context = allocated(xmlCreatePushParserCtxt(&sax, me, nil, 0, nil))
    // Without NOENT, "&amp;" in an attribute arrives as "&#38;". It is safe here, since no entity
    // can be declared.
    unsafe xmlCtxtUseOptions(
      context, Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOENT.rawValue))
  }

  deinit { unsafe xmlFreeParserCtxt(context) }

  /// Parses the next piece, which may end anywhere. Throws the first error, also on later calls.
  package func feed(_ bytes: Span<UInt8>) throws {
    try unsafe bytes.withUnsafeBytes { buffer in
      var start = 0
      while start < buffer.count {
        let end = min(start + 4 * Library.piece, buffer.count)
        try unsafe push(UnsafeRawBufferPointer(rebasing: buffer[start..<end]), isLast: false)
        start = end
      }
    }
  }

  /// Ends the document; throws if it is not complete.
  package func finish() throws {
    try unsafe push(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true)
  }

  private func push(_ piece: UnsafeRawBufferPointer, isLast: Bool) throws {
    if let thrown { throw thrown }
    guard !isBusy else {
      throw Failure(name: log.name, message: "fed from one of its own callbacks")
    }
    isBusy = true
    let code = unsafe xmlParseChunk(
      context, piece.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(piece.count),
      isLast ? 1 : 0)
    isBusy = false
    if thrown == nil { thrown = log.failures.first }
    if thrown == nil, code != 0 {
      thrown = Failure(name: log.name, message: "not an XML document (libxml2 error \(code))")
    }
    if let thrown { throw thrown }
  }

  /// Whether the parser is at a tag's end. In a truncated text, libxml2 passes the attributes read
  /// so far before it checks whether the tag ends.
  @inline(__always)
  fileprivate var isTagWhole: Bool {
    guard let next = unsafe context?.pointee.input?.pointee.cur else { return false }
    return unsafe next[0] == UInt8(ascii: ">")
      || (next[0] == UInt8(ascii: "/") && next[1] == UInt8(ascii: ">"))
  }

  /// The parser's current line.
  @inline(__always)
  fileprivate var line: Int {
    unsafe context?.pointee.input.map { unsafe Int($0.pointee.line) } ?? 0
  }

  /// Checked here, since libxml2 limits the depth only of a tree that it builds.
  @inline(__always)
  fileprivate func checkDepth() throws {
    guard let context = unsafe context, unsafe context.pointee.nameNr >= Library.depth else {
      return
    }
    throw Failure(name: log.name, line: line, message: Library.depthMessage)
  }

  fileprivate func stop(_ error: any Error) {
    if thrown == nil { thrown = error }
    unsafe xmlStopParser(context)
  }

  /// The callbacks for libxml2; each gets its stream through the user pointer.
  private static func handlers(end: Bool, text: Bool) -> xmlSAXHandler {
    var sax = unsafe xmlSAXHandler()  // zeroed: handlers that are not set are not called
    unsafe sax.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe sax.startElementNs = { user, name, _, _, _, _, count, _, attributes in
      guard let user = unsafe user, let name = unsafe name else { return }
      unsafe at(user) {
        guard $0.isTagWhole else { return }
        try $0.checkDepth()
        unsafe try $0.onStart(StartTag(name, attributes, Int(count), line: $0.line))
      }
    }
    if end {
      unsafe sax.endElementNs = { user, _, _, _ in
        guard let user = unsafe user else { return }
        unsafe at(user) { try $0.onEnd?() }
      }
    }
    if text {
      unsafe sax.characters = { user, text, count in
        guard let user = unsafe user, let text = unsafe text else { return }
        let bytes = unsafe UnsafeBufferPointer(start: text, count: Int(count))
        unsafe at(user) { try $0.onText?(unsafe Span(_unsafeElements: bytes)) }
      }
      unsafe sax.ignorableWhitespace = sax.characters
    }
    unsafe sax.internalSubset = { user, _, _, _ in
      guard let user = unsafe user else { return }
      unsafe at(user) {
        guard let context = unsafe $0.context else { return }
        throw unsafe doctypeFailure(in: context, name: $0.log.name)
      }
    }
    unsafe vf_sax_on_error(&sax) { user, error in
      guard let user = unsafe user, let error = unsafe error else { return }
      unsafe at(user) {
        guard let context = unsafe $0.context else { return }
        unsafe $0.log.add(error.pointee, in: context)
      }
    }
    return unsafe sax
  }
}

/// Runs a callback of the stream to which the user pointer refers, unless one has thrown before.
@inline(__always)
private func at(_ user: UnsafeMutableRawPointer, _ body: (Stream) throws -> Void) {
  unsafe Unmanaged<Stream>.fromOpaque(user)._withUnsafeGuaranteedRef { stream in
    guard stream.thrown == nil else { return }
    do { try body(stream) } catch { stream.stop(error) }
  }
}
