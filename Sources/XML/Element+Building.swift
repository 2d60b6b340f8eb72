internal import CLibXML2

// Names that markup cannot carry are made safe ("a b" becomes "a_b"), all text goes through
// `visible`: whatever is built can be parsed again.
extension Element {
  /// Appends a child element in this element's namespace, and returns it.
  ///
  /// Text is always text: `&lt;` stands in the document as those four characters.
  @discardableResult
  package func append(
    _ name: String, _ attributes: [(String, String)] = [], text: String? = nil
  ) -> Element {
    let node = unsafe allocated(
      xmlNewDocNode(tree.raw, raw.pointee.ns, nameSafe(name), nil))
    unsafe xmlAddChild(raw, node)
    let child = unsafe Element(tree: tree, raw: node)
    for (name, value) in attributes { child.setAttribute(name, value) }
    if let text { child.append(text: text) }
    return child
  }

  /// Appends text; empty text appends nothing.
  package func append(text: String) {
    guard !text.isEmpty else { return }
    let node = unsafe allocated(xmlNewDocText(tree.raw, visible(text)))
    // Text after text is joined to it; the tree then frees the new node itself.
    unsafe xmlAddChild(raw, node)
  }

  /// Appends a comment whose text cannot end it: `--` becomes `- -`.
  package func append(comment: String) {
    let node = unsafe allocated(xmlNewDocComment(tree.raw, commentSafe(comment)))
    unsafe xmlAddChild(raw, node)
  }

  /// Takes away an attribute without namespace; without one of that name nothing happens.
  package func removeAttribute(_ name: String) {
    unsafe _ = xmlUnsetNsProp(raw, nil, name)
  }

  /// Sets an attribute without namespace, in place of one of the same name.
  package func setAttribute(_ name: String, _ value: String) {
    unsafe xmlSetNsProp(raw, nil, nameSafe(name), visible(value))
  }
}
