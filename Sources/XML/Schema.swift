internal import CLibXML2

/// A compiled W3C XML Schema (XSD 1.0).
@safe package final class Schema {
  private let raw: OpaquePointer
  private let source: Document  // libxml2's schema points into it

  /// Compiles a schema. It must be one file, since included files are not loaded.
  ///
  /// Throws the first error, of XML or of XSD.
  package init(parsing bytes: [UInt8], name: String) throws(Failure) {
    let document = try Document(parsing: bytes, name: name)
    let log = ErrorLog(name: name)
    guard let parser = unsafe xmlSchemaNewDocParserCtxt(document.root.tree.raw) else {
      throw Failure(name: name, message: "libxml2 ran out of memory")
    }
    defer { unsafe xmlSchemaFreeParserCtxt(parser) }
    unsafe vf_schema_parser_on_error(parser, ErrorLog.handler, log.pointer)
    guard let schema = unsafe xmlSchemaParse(parser) else {
      throw log.failures.first ?? Failure(name: name, message: "not an XML Schema")
    }
    unsafe raw = schema
    source = document
  }

  deinit { unsafe xmlSchemaFree(raw) }

  /// Validates a document. Returns at most 100 violations in document order; none means valid.
  package func validate(_ document: Document) -> [Failure] {
    let log = ErrorLog(name: document.name)
    guard let context = unsafe xmlSchemaNewValidCtxt(raw) else {
      return [Failure(name: document.name, message: "libxml2 ran out of memory")]
    }
    defer { unsafe xmlSchemaFreeValidCtxt(context) }
    unsafe vf_schema_on_error(context, ErrorLog.handler, log.pointer)
    let result = unsafe xmlSchemaValidateDoc(context, document.root.tree.raw)
    if result != 0, log.failures.isEmpty {
      log.add(Failure(name: document.name, message: "cannot be validated"))
    }
    return log.failures
  }
}
