internal import CLibXML2

// Whatever is built can be parsed again: invalid names are changed ("a b" becomes "a_b"), and all
// text goes through `visible`.
extension Element {
  /// Appends a child element in this element's namespace, and returns it.
  ///
  /// `text` is not parsed as markup: `&lt;` means these four characters.
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

  /// Appends text; does nothing for empty text.
  package func append(text: String) {
    guard !text.isEmpty else { return }
    let node = unsafe allocated(xmlNewDocText(tree.raw, visible(text)))
    // libxml2 joins adjacent text nodes, and then frees the new node itself.
    unsafe xmlAddChild(raw, node)
  }

  /// Appends a comment whose text cannot end it: `--` becomes `- -`.
  package func append(comment: String) {
    let node = unsafe allocated(xmlNewDocComment(tree.raw, commentSafe(comment)))
    unsafe xmlAddChild(raw, node)
  }

  /// Removes an attribute without namespace; does nothing if there is none with this name.
  package func removeAttribute(_ name: String) {
    unsafe _ = xmlUnsetNsProp(raw, nil, name)
  }

  /// Sets an attribute without namespace; replaces one with the same name.
  package func setAttribute(_ name: String, _ value: String) {
    unsafe xmlSetNsProp(raw, nil, nameSafe(name), visible(value))
  }
}
