internal import CLibXML2

/// The content of an element.
package enum Node {
  case element(Element)
  case text(String)
  case comment(String)
}

/// An attribute as it was read. Namespace declarations are not attributes.
package struct Attribute: Equatable, Sendable {
  /// The name without its prefix.
  package let name: String
  /// The namespace of the prefix; nil without a prefix.
  package let namespace: String?
  /// The value, with references resolved.
  package let value: String

  /// For comparisons; attributes of a document are created by reading it.
  package init(name: String, namespace: String? = nil, value: String) {
    self.name = name
    self.namespace = namespace
    self.value = value
  }
}

/// An element of a document; it keeps the whole document alive.
@safe package struct Element {
  let tree: Tree
  let raw: UnsafeMutablePointer<xmlNode>

  /// The name without its prefix.
  package var name: String { unsafe raw.pointee.name.map { unsafe String(cString: $0) } ?? "" }

  /// The element's namespace; nil if it has none.
  package var namespace: String? { unsafe uri(raw.pointee.ns) }

  /// The element's document.
  package var document: Document {
    let root = unsafe xmlDocGetRootElement(tree.raw)
    return Document(root: unsafe Element(tree: tree, raw: root ?? raw))
  }

  /// The line on which its start tag ends; 0 in a built document.
  package var line: Int { unsafe max(0, xmlGetLineNo(raw)) }

  /// The value of an attribute; nil if it is absent, empty if its value is empty.
  package func attribute(_ name: String, namespace: String? = nil) -> String? {
    let found =
      if let namespace { unsafe xmlGetNsProp(raw, name, namespace) } else {
        unsafe xmlGetNoNsProp(raw, name)
      }
    return unsafe found.map { unsafe taken($0) }
  }

  /// All attributes in document order.
  package var attributes: [Attribute] {
    var result: [Attribute] = []
    var next = unsafe raw.pointee.properties
    while let attribute = unsafe next {
      result.append(
        Attribute(
          name: unsafe attribute.pointee.name.map { unsafe String(cString: $0) } ?? "",
          namespace: unsafe uri(attribute.pointee.ns),
          value: unsafe taken(xmlNodeListGetString(tree.raw, attribute.pointee.children, 1))))
      unsafe next = attribute.pointee.next
    }
    return result
  }

  /// All text inside, including that of descendants, in document order.
  package var text: String { unsafe taken(xmlNodeGetContent(raw)) }

  /// Elements, text and comments inside, in order, without processing instructions.
  package var children: [Node] {
    var result: [Node] = []
    var next = unsafe raw.pointee.children
    while let node = unsafe next {
      switch unsafe node.pointee.type {
      case XML_ELEMENT_NODE: result.append(.element(unsafe Element(tree: tree, raw: node)))
      case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: result.append(.text(unsafe content(node)))
      case XML_COMMENT_NODE: result.append(.comment(unsafe content(node)))
      default: break
      }
      unsafe next = node.pointee.next
    }
    return result
  }

  /// The child elements, in order.
  package var elements: [Element] {
    var result: [Element] = []
    var next = unsafe xmlFirstElementChild(raw)
    while let node = unsafe next {
      result.append(unsafe Element(tree: tree, raw: node))
      unsafe next = xmlNextElementSibling(node)
    }
    return result
  }

  /// The parent element; nil for the root.
  package var parent: Element? {
    guard let parent = unsafe raw.pointee.parent,
      unsafe parent.pointee.type == XML_ELEMENT_NODE
    else { return nil }
    return unsafe Element(tree: tree, raw: parent)
  }

  /// Whether both are the same element of the same document, not only equal ones.
  package func isSame(as other: Element) -> Bool { unsafe raw == other.raw }
}

private func uri(_ namespace: UnsafeMutablePointer<xmlNs>?) -> String? {
  guard let href = unsafe namespace?.pointee.href else { return nil }
  return unsafe String(cString: href)
}

func content(_ node: UnsafeMutablePointer<xmlNode>) -> String {
  unsafe node.pointee.content.map { unsafe String(cString: $0) } ?? ""
}
