internal import CLibXML2

extension Document {
  /// Writes UTF-8 XML with a declaration; elements that contain text are not indented.
  package func bytes(indented: Bool = false) -> [UInt8] {
    var text: UnsafeMutablePointer<xmlChar>?
    var count: Int32 = 0
    unsafe xmlDocDumpFormatMemoryEnc(root.tree.raw, &text, &count, "UTF-8", indented ? 1 : 0)
    defer { unsafe vf_free(text) }
    return unsafe Array(UnsafeBufferPointer(start: text, count: Int(count)))
  }

  /// Writes the canonical form (C14N 1.0 without comments): equal documents give equal bytes.
  ///
  /// Throws if a namespace is a relative reference, which has no canonical form.
  package func canonical() throws(Failure) -> [UInt8] {
    var text: UnsafeMutablePointer<xmlChar>?
    let mode = Int32(bitPattern: XML_C14N_1_0.rawValue)
    let count = unsafe xmlC14NDocDumpMemory(root.tree.raw, nil, mode, nil, 0, &text)
    defer { unsafe vf_free(text) }
    guard count >= 0 else { throw Failure(name: name, message: "has no canonical form") }
    return unsafe Array(UnsafeBufferPointer(start: text, count: Int(count)))
  }

  /// Writes a UTF-8 page that begins with `<!DOCTYPE html>`; names are written unchanged.
  ///
  /// No `meta` element is added, since the page declares its character set itself. The text of
  /// `style` and `script` is not escaped, as HTML requires; `</` in it becomes `<\/`. libxml2 knows
  /// only the void elements of HTML 4: `wbr`, `source` and `track` get an end tag, which browsers
  /// ignore.
  package func html() -> [UInt8] {
    unsafe defuseRawText(under: root.raw)
    let tree = root.tree
    // Without an encoding, the writer writes every non-ASCII character as a number.
    if unsafe tree.raw.pointee.encoding == nil {
      unsafe tree.raw.pointee.encoding = UnsafePointer(xmlStrdup("UTF-8"))
    }
    guard let buffer = unsafe xmlAllocOutputBuffer(nil) else { return [] }
    defer { unsafe _ = xmlOutputBufferClose(buffer) }
    unsafe xmlOutputBufferWriteString(buffer, "<!DOCTYPE html>\n")
    // The only libxml2 writer that does not change `meta` elements.
    unsafe htmlDocContentDumpFormatOutput(buffer, tree.raw, nil, 0)
    unsafe xmlOutputBufferFlush(buffer)
    return unsafe Array(
      UnsafeBufferPointer(
        start: xmlOutputBufferGetContent(buffer), count: xmlOutputBufferGetSize(buffer)))
  }
}

/// Prevents data inside `style` and `script` from ending the element, since libxml2 writes that
/// text unescaped.
private func defuseRawText(under root: UnsafeMutablePointer<xmlNode>) {
  var node = unsafe root
  while true {
    if unsafe node.pointee.type == XML_TEXT_NODE, unsafe isRaw(node.pointee.parent) {
      let text = unsafe content(node)
      let safe = defused(text)
      if safe != text { unsafe xmlNodeSetContent(node, safe) }  // literal for a text node
    }
    guard let next = unsafe following(node, under: root) else { return }
    unsafe node = next
  }
}

/// The next node in document order below `root`.
private func following(
  _ node: UnsafeMutablePointer<xmlNode>, under root: UnsafeMutablePointer<xmlNode>
) -> UnsafeMutablePointer<xmlNode>? {
  if unsafe node.pointee.type == XML_ELEMENT_NODE, let child = unsafe node.pointee.children {
    return unsafe child
  }
  var place = unsafe node
  while unsafe place != root {
    if let next = unsafe place.pointee.next { return unsafe next }
    guard let parent = unsafe place.pointee.parent else { return nil }
    unsafe place = parent
  }
  return nil
}

private func isRaw(_ element: UnsafeMutablePointer<xmlNode>?) -> Bool {
  guard let name = unsafe element?.pointee.name else { return false }
  return unsafe xmlStrcasecmp(name, "style") == 0 || xmlStrcasecmp(name, "script") == 0
}

/// Both CSS and JavaScript read a backslash before a punctuation character as that character.
private func defused(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    if scalar == "/" || scalar == "!", result.unicodeScalars.last == "<" { result += "\\" }
    result.unicodeScalars.append(scalar)
  }
  return result
}
