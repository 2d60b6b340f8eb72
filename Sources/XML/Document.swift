internal import CLibXML2

/// Owns one `xmlDoc`; every node holds its tree, so no node outlives it.
@safe final class Tree {
  let raw: UnsafeMutablePointer<xmlDoc>
  let name: String
  private(set) lazy var evaluator = unsafe Evaluator(of: raw)

  init(adopting raw: UnsafeMutablePointer<xmlDoc>, name: String) {
    unsafe self.raw = raw
    self.name = name
    // From any node the way back to its owner: XPath may answer with another document's nodes.
    unsafe raw.pointee._private = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit { unsafe xmlFreeDoc(raw) }

  /// The tree that a node belongs to; none for a node that is not in a tree of ours.
  static func owner(of node: UnsafeMutablePointer<xmlNode>) -> Tree? {
    guard let document = unsafe node.pointee.doc, let user = unsafe document.pointee._private
    else { return nil }
    return unsafe Unmanaged<Tree>.fromOpaque(user).takeUnretainedValue()
  }
}

/// An XML document as a tree, parsed or under construction.
///
/// A copy is the same document, and its elements keep it alive.
package struct Document {
  /// The outermost element; every document has one.
  package let root: Element

  /// The name it was parsed under; a document that was built is named after its root.
  package var name: String { root.tree.name }

  /// Parses a well-formed document, of at most 256 MiB and 256 levels.
  ///
  /// Nothing is loaded and no entity but the five of XML is known: any DOCTYPE is refused.
  /// Throws the first error; empty input is one.
  package init(parsing bytes: [UInt8], name: String) throws(Failure) {
    self = try parsedDocument(bytes, name: name)
  }

  /// Parses a page template: as above, but it may begin with the line `<!DOCTYPE html>`.
  ///
  /// Exactly that text, at the start of the file or after blanks; it leaves no trace in the tree.
  package init(parsingTemplate bytes: [UInt8], name: String) throws(Failure) {
    let doctype = Array("<!DOCTYPE html>".utf8)
    let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
    var plain = bytes
    let start = bytes.firstIndex { !blanks.contains($0) } ?? 0
    if bytes[start...].starts(with: doctype) {
      // Blanks in its place keep every line and column.
      for index in start..<start + doctype.count { plain[index] = 0x20 }
    }
    self = try parsedDocument(plain, name: name)
  }

  /// Begins a new document with an empty root element; children inherit its namespace.
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
