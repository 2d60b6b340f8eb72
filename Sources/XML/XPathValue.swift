internal import CLibXML2

/// One node of an XPath result: an element, an attribute, text, a comment or the document.
@safe package struct Item {
  let tree: Tree
  let raw: UnsafeMutablePointer<xmlNode>

  init(tree: Tree, raw: UnsafeMutablePointer<xmlNode>) {
    self.tree = tree
    unsafe self.raw = raw
  }

  /// An element as a result node, for use as a variable's value.
  package init(_ element: Element) {
    tree = element.tree
    unsafe raw = element.raw
  }

  /// The element; nil for any other node.
  package var element: Element? {
    guard unsafe raw.pointee.type == XML_ELEMENT_NODE else { return nil }
    return unsafe Element(tree: tree, raw: raw)
  }

  /// XPath's string value: an attribute's value, or all text inside an element.
  package var text: String { unsafe taken(xmlXPathCastNodeToString(raw)) }
}

/// The result of an XPath expression, or the value of a variable.
package enum Value {
  /// Nodes in document order.
  case nodes([Item])
  case string(String)
  case number(Double)
  case boolean(Bool)

  /// The value as XPath's `string()`: for nodes, the text of the first one.
  package var text: String {
    switch self {
    case .nodes(let items): items.first?.text ?? ""
    case .string(let text): text
    case .number(let number): decimal(number)
    case .boolean(let flag): flag ? "true" : "false"
    }
  }

  /// The value as XPath's `boolean()`: true for at least one node or character, or a number ≠ 0.
  package var isTrue: Bool {
    switch self {
    case .nodes(let items): !items.isEmpty
    case .string(let text): !text.isEmpty
    case .number(let number): number != 0 && !number.isNaN
    case .boolean(let flag): flag
    }
  }

  /// The nodes; empty for any other value.
  package var items: [Item] {
    if case .nodes(let items) = self { items } else { [] }
  }
}

/// A number as XPath writes it: whole numbers without decimal point; never `-0`.
private func decimal(_ number: Double) -> String {
  if number.isNaN { return "NaN" }
  if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
  if let whole = Int(exactly: number) { return String(whole) }
  return String(number)
}

extension Value {
  /// Copies a result of libxml2; nil if it contains a node of a kind that cannot be kept.
  init?(_ object: UnsafeMutablePointer<xmlXPathObject>) {
    switch unsafe object.pointee.type {
    case XPATH_BOOLEAN: self = .boolean(unsafe object.pointee.boolval != 0)
    case XPATH_NUMBER: self = .number(unsafe object.pointee.floatval)
    case XPATH_STRING:
      self = .string(unsafe object.pointee.stringval.map { unsafe String(cString: $0) } ?? "")
    case XPATH_NODESET:
      guard let items = unsafe Self.kept(object.pointee.nodesetval) else { return nil }
      self = .nodes(items)
    default: return nil
    }
  }

  private static func kept(_ set: UnsafeMutablePointer<xmlNodeSet>?) -> [Item]? {
    guard let set = unsafe set, let table = unsafe set.pointee.nodeTab else { return [] }
    var items: [Item] = []
    for index in unsafe 0..<Int(set.pointee.nodeNr) {
      // A namespace node is not part of the tree: it is freed with the result.
      guard let node = unsafe table[index], unsafe node.pointee.type != XML_NAMESPACE_DECL,
        let tree = unsafe Tree.owner(of: node)
      else { return nil }
      items.append(unsafe Item(tree: tree, raw: node))
    }
    return items
  }

  /// The value as an object that libxml2 owns and frees.
  func makeObject() -> UnsafeMutablePointer<xmlXPathObject>? {
    switch self {
    case .boolean(let flag): return unsafe xmlXPathNewBoolean(flag ? 1 : 0)
    case .number(let number): return unsafe xmlXPathNewFloat(number)
    case .string(let text): return unsafe xmlXPathNewString(visible(text))
    case .nodes(let items):
      let set = unsafe xmlXPathNodeSetCreate(nil)
      for item in items { unsafe xmlXPathNodeSetAddUnique(set, item.raw) }
      return unsafe xmlXPathWrapNodeSet(set)
    }
  }
}
