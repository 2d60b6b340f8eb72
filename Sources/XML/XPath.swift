internal import CLibXML2

/// A compiled XPath 1.0 expression that can be evaluated at many elements.
@safe package final class XPath {
  /// The expression's source text.
  package let source: String
  let raw: OpaquePointer

  /// Compiles an expression; throws an error with its position.
  ///
  /// Unknown functions, variables and prefixes are detected only when it is evaluated.
  package init(compiling source: String) throws(Failure) {
    _ = Library.ready
    let log = ErrorLog(name: "XPath")
    guard let context = unsafe xmlXPathNewContext(nil) else {
      throw Failure(name: "XPath", message: "libxml2 ran out of memory")
    }
    defer { unsafe xmlXPathFreeContext(context) }
    unsafe vf_xpath_on_error(context, ErrorLog.handler, log.pointer)
    let compiled = source.utf8.contains(0) ? nil : unsafe xmlXPathCtxtCompile(context, source)
    guard let compiled = unsafe compiled else {
      let reason = reason(of: log.firstCode)
      throw Failure(
        name: "XPath",
        message: "\(reason) at character \(log.firstOffset + 1) of \"\(visible(source))\"")
    }
    self.source = source
    unsafe raw = compiled
  }

  deinit { unsafe xmlXPathFreeCompExpr(raw) }

  /// Evaluates at an element of any document.
  ///
  /// Names of variables have no `$`. Prefixes are looked up only in `namespaces`; a name without
  /// prefix is in no namespace. Nodes are in document order. Throws for an unknown variable,
  /// function or prefix; the message contains it and the expression.
  package func evaluate(
    at element: Element, variables: [String: Value] = [:], namespaces: [String: String] = [:],
    position: Int = 1, size: Int = 1
  ) throws(Failure) -> Value {
    try element.tree.evaluator.evaluate(
      self, at: element, variables, namespaces, Int32(clamping: position), Int32(clamping: size))
  }
}

/// The XPath context of one document: created by the first evaluation and then reused.
@safe final class Evaluator {
  private let context: UnsafeMutablePointer<xmlXPathContext>
  private let log = ErrorLog(name: "XPath")
  private var namespaces: [String: String] = [:]
  private var variables: [String: Value] = [:]
  /// The last variable or function that libxml2 looked up; valid during an evaluation.
  private var lookedUp: UnsafePointer<xmlChar>?

  init(of document: UnsafeMutablePointer<xmlDoc>) {
    unsafe context = allocated(xmlXPathNewContext(document))
    unsafe xmlXPathContextSetCache(context, 1, -1, 0)
    unsafe vf_xpath_on_error(context, ErrorLog.handler, log.pointer)
    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe xmlXPathRegisterVariableLookup(
      context,
      { user, name, uri in
        guard let user = unsafe user, let name = unsafe name else { return nil }
        let evaluator = unsafe Unmanaged<Evaluator>.fromOpaque(user).takeUnretainedValue()
        unsafe evaluator.lookedUp = name
        guard unsafe uri == nil else { return nil }
        return unsafe evaluator.variables[String(cString: name)]?.makeObject()
      }, me)
    // Called before libxml2's own lookup: only notes the name, in case the function is unknown.
    unsafe xmlXPathRegisterFuncLookup(
      context,
      { user, name, _ in
        guard let user = unsafe user else { return nil }
        let evaluator = unsafe Unmanaged<Evaluator>.fromOpaque(user).takeUnretainedValue()
        unsafe evaluator.lookedUp = name
        return nil
      }, me)
  }

  deinit { unsafe xmlXPathFreeContext(context) }

  func evaluate(
    _ expression: XPath, at element: Element, _ variables: [String: Value],
    _ namespaces: [String: String], _ position: Int32, _ size: Int32
  ) throws(Failure) -> Value {
    use(namespaces)
    self.variables = variables
    defer {
      self.variables = [:]  // breaks a cycle: variables' nodes keep their tree, which keeps this
      unsafe lookedUp = nil
    }
    log.clear()
    unsafe context.pointee.node = element.raw
    unsafe context.pointee.proximityPosition = position
    unsafe context.pointee.contextSize = size
    let result = unsafe xmlXPathCompiledEval(expression.raw, context)
    defer { unsafe xmlXPathFreeObject(result) }
    guard let result = unsafe result, log.failures.isEmpty else {
      throw failure(of: expression)
    }
    guard let value = unsafe Value(result) else {
      throw Failure(
        name: "XPath", message: "namespace nodes cannot be used, in \"\(expression.source)\"")
    }
    return value
  }

  private func use(_ wanted: [String: String]) {
    guard wanted != namespaces else { return }
    unsafe xmlXPathRegisteredNsCleanup(context)
    for (prefix, uri) in wanted { unsafe xmlXPathRegisterNs(context, prefix, uri) }
    namespaces = wanted
  }

  private func failure(of expression: XPath) -> Failure {
    let name = unsafe lookedUp.map { unsafe String(cString: $0) } ?? ""
    let reason =
      switch UInt32(clamping: log.firstCode) {
      case XML_XPATH_UNDEF_VARIABLE_ERROR.rawValue: "unknown variable $\(name)"
      case XML_XPATH_UNKNOWN_FUNC_ERROR.rawValue: "unknown function \(name)()"
      default: reason(of: log.firstCode)
      }
    return Failure(name: "XPath", message: "\(reason), in \"\(visible(expression.source))\"")
  }
}

/// The message for an error code: libxml2 passes only the code to a context's handler.
private func reason(of code: Int) -> String {
  switch UInt32(clamping: code) {
  case XML_XPATH_EXPR_ERROR.rawValue: "invalid expression"
  case XML_XPATH_NUMBER_ERROR.rawValue: "bad number"
  case XML_XPATH_UNFINISHED_LITERAL_ERROR.rawValue: "a quote is not closed"
  case XML_XPATH_START_LITERAL_ERROR.rawValue: "a quote is missing"
  case XML_XPATH_VARIABLE_REF_ERROR.rawValue: "a variable's name is missing"
  case XML_XPATH_INVALID_PREDICATE_ERROR.rawValue: "a predicate is not closed with ]"
  case XML_XPATH_UNCLOSED_ERROR.rawValue: "a parenthesis is not closed"
  case XML_XPATH_INVALID_OPERAND.rawValue: "bad operand"
  case XML_XPATH_INVALID_TYPE.rawValue: "a value has the wrong type"
  case XML_XPATH_INVALID_ARITY.rawValue: "wrong number of arguments"
  case XML_XPATH_UNDEF_PREFIX_ERROR.rawValue: "unknown namespace prefix"
  case XML_XPATH_INVALID_CHAR_ERROR.rawValue: "bad character"
  case 0: "bad character"  // NUL, which never reaches libxml2
  default: "invalid expression (libxml2 error \(code))"
  }
}
