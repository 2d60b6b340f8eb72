internal import CLibXML2

/// Owns one `xmlDoc`. Every node keeps a reference to its tree, so no node outlives it.
@safe final class Tree {
  let raw: UnsafeMutablePointer<xmlDoc>
  let name: String
  private(set) lazy var evaluator = unsafe Evaluator(of: raw)

  init(adopting raw: UnsafeMutablePointer<xmlDoc>, name: String) {
    unsafe self.raw = raw
    self.name = name
    // Leads from any node to its owner: XPath may return nodes of another document.
    unsafe raw.pointee._private = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit { unsafe xmlFreeDoc(raw) }

  /// The tree of a node; nil for a node that is not in a tree of this class.
  static func owner(of node: UnsafeMutablePointer<xmlNode>) -> Tree? {
    guard let document = unsafe node.pointee.doc, let user = unsafe document.pointee._private
    else { return nil }
    return unsafe Unmanaged<Tree>.fromOpaque(user).takeUnretainedValue()
  }
}

/// An XML document as a tree, parsed or built.
///
/// A copy refers to the same document. Its elements keep it alive.
package struct Document {
  /// The root element; every document has one.
  package let root: Element

  /// The name given when it was parsed; for a built document, the name of its root element.
  package var name: String { root.tree.name }

  /// Parses a well-formed document of at most 256 MiB and 256 levels.
  ///
  /// No external resource is loaded, and only XML's five entities are known: any DOCTYPE is
  /// refused. Throws the first error; empty input is an error.
  package init(parsing bytes: [UInt8], name: String) throws(Failure) {
    self = try parsedDocument(bytes, name: name)
  }

  /// Parses a page template: as above, but it may begin with the line `<!DOCTYPE html>`.
  ///
  /// It must be exactly that text, at the start of the file or after blanks; the tree does not
  /// contain it.
  package init(parsingTemplate bytes: [UInt8], name: String) throws(Failure) {
    let doctype = Array("<!DOCTYPE html>".utf8)
    let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
    var plain = bytes
    let start = bytes.firstIndex { !blanks.contains($0) } ?? 0
    if bytes[start...].starts(with: doctype) {
      // Replaced by blanks, so that lines and columns in messages stay correct.
      for index in start..<start + doctype.count { plain[index] = 0x20 }
    }
    self = try parsedDocument(plain, name: name)
  }

  /// Creates a document with an empty root element; children inherit its namespace.
  package init(root name: String, namespace: String? = nil) {
    _ = Library.ready
    let document = unsafe allocated(xmlNewDoc("1.0"))
    let tree = unsafe Tree(adopting: document, name: name)
    let node = unsafe allocated(xmlNewDocNode(document, nil, nameSafe(name), nil))
    unsafe xmlDocSetRootElement(document, node)
    if let namespace {
      unsafe xmlSetNs(node, xmlNewNs(node, visible(namespace), nil))
    }
    root = unsafe Element(tree: tree, raw: node)
  }

  init(root: Element) { self.root = root }
}
