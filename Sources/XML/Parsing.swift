internal import CLibXML2

/// In bytes. Larger documents need `Stream`: a tree takes six to eight times the size of the text.
private let largestDocument = 256 * 1024 * 1024

/// Parses for both initialisers of `Document`.
func parsedDocument(_ bytes: [UInt8], name: String) throws(Failure) -> Document {
  _ = Library.ready
  guard bytes.count <= largestDocument else {
    throw Failure(name: name, message: "the document is larger than 256 MiB")
  }
  guard !bytes.isEmpty else { throw Failure(name: name, message: "the document is empty") }
  let log = ErrorLog(name: name)
  let context = unsafe allocated(xmlCreatePushParserCtxt(nil, nil, nil, 0, nil))
  defer { unsafe xmlFreeParserCtxt(context) }
  unsafe xmlCtxtUseOptions(context, vf_tree_options())
  unsafe prepare(context, log)
  withExtendedLifetime(log) { unsafe push(bytes, into: context, until: log) }

  let raw = unsafe context.pointee.myDoc
  unsafe context.pointee.myDoc = nil
  let tree = unsafe raw.map { unsafe Tree(adopting: $0, name: name) }
  if let failure = log.failures.first { throw failure }
  guard let tree, unsafe context.pointee.wellFormed == 1,
    let root = unsafe xmlDocGetRootElement(tree.raw)
  else { throw Failure(name: name, message: "not an XML document") }
  return Document(root: unsafe Element(tree: tree, raw: root))
}

/// Passes errors to the log, and refuses a DOCTYPE before it declares anything.
private func prepare(_ context: UnsafeMutablePointer<xmlParserCtxt>, _ log: ErrorLog) {
  unsafe context.pointee._private = log.pointer
  guard let sax = unsafe context.pointee.sax else { return }
  // Both callbacks get the parser context, which has a pointer to the log.
  unsafe vf_sax_on_error(sax) { user, error in
    guard let context = unsafe user?.assumingMemoryBound(to: xmlParserCtxt.self),
      let log = unsafe context.pointee._private, let error = unsafe error
    else { return }
    let errors = unsafe Unmanaged<ErrorLog>.fromOpaque(log).takeUnretainedValue()
    unsafe errors.add(error.pointee, in: context)
  }
  unsafe sax.pointee.internalSubset = { user, _, _, _ in
    guard let context = unsafe user?.assumingMemoryBound(to: xmlParserCtxt.self),
      let log = unsafe context.pointee._private
    else { return }
    let errors = unsafe Unmanaged<ErrorLog>.fromOpaque(log).takeUnretainedValue()
    errors.add(unsafe doctypeFailure(in: context, name: errors.name))
    unsafe xmlStopParser(context)
  }
  unsafe sax.pointee.externalSubset = nil
}

/// The error for a DOCTYPE at the parser's current position.
func doctypeFailure(in context: UnsafeMutablePointer<xmlParserCtxt>, name: String) -> Failure {
  let line = unsafe context.pointee.input.map { unsafe Int($0.pointee.line) } ?? 0
  return Failure(
    name: name, line: line,
    message: "a document type declaration (<!DOCTYPE …>) is not allowed, remove it")
}

private func push(
  _ bytes: [UInt8], into context: UnsafeMutablePointer<xmlParserCtxt>, until log: ErrorLog
) {
  unsafe bytes.withUnsafeBytes { buffer in
    var start = 0
    while start < buffer.count, log.failures.isEmpty {
      let end = min(start + Library.piece, buffer.count)
      let piece = unsafe UnsafeRawBufferPointer(rebasing: buffer[start..<end])
      unsafe xmlParseChunk(
        context, piece.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(piece.count), 0)
      start = end
    }
    if log.failures.isEmpty { unsafe xmlParseChunk(context, nil, 0, 1) }
  }
}
