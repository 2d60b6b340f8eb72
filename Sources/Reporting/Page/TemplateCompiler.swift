import XML

/// Compiles the elements of a template for the filler.
struct TemplateCompiler {
  let name: String
  let style: String
  let styleName: String

  init(name: String, style: String, styleName: String) {
    self.name = name
    self.style = style
    self.styleName = styleName
  }

  func compile(_ element: Element) throws(RenderFailure) -> TemplateElement {
    if element.name == "link", element.attribute("rel") == "stylesheet" {
      return try inlined(element)
    }
    var result = TemplateElement(name: element.name, line: element.line)
    if element.namespace == Template.namespace { result.omission = .always }
    for attribute in element.attributes {
      switch attribute.namespace {
      case nil: result.attributes.append((attribute.name, attribute.value))
      case Template.namespace: try bind(attribute, to: &result)
      case "http://www.w3.org/XML/1998/namespace":
        result.attributes.append(("xml:\(attribute.name)", attribute.value))
      case .some(let other):
        throw failure(
          result.line, "\(attribute.name): HTML has no attributes in namespace \(other)")
      }
    }
    result.children = try compile(element.children, at: element.line)
    return result
  }

  private func compile(
    _ nodes: [Node], at line: Int
  ) throws(RenderFailure) -> [TemplateNode] {
    var result: [TemplateNode] = []
    for node in nodes {
      switch node {
      case .text(let text): result.append(.text(text))
      case .comment(let text):
        // As in Chameleon, a comment that begins with "!" is not written to the page.
        if !text.hasPrefix("!") { result.append(.comment(try comment(text, at: line))) }
      case .element(let element):
        var child = try compile(element)
        if !child.isPlain, case .text(let text)? = result.last, text.allSatisfy(\.isWhitespace) {
          child.gap = text
          result.removeLast()
        }
        result.append(.element(child))
      }
    }
    return result
  }

  private func inlined(_ link: Element) throws(RenderFailure) -> TemplateElement {
    let href = link.attribute("href") ?? ""
    guard href == styleName else {
      throw failure(
        link.line, "stylesheet \"\(href)\" would be a request: only \(styleName) can be embedded")
    }
    var element = TemplateElement(name: "style", line: link.line)
    element.children = [.text(style)]
    return element
  }

  private func bind(
    _ attribute: Attribute, to element: inout TemplateElement
  ) throws(RenderFailure) {
    let line = element.line
    switch attribute.name {
    case "define": element.defines = try bindings(attribute, line)
    case "condition": element.condition = try expression(attribute.value, line)
    case "repeat":
      let bindings = try bindings(attribute, line)
      guard bindings.count == 1 else {
        throw failure(line, "tal:repeat needs one name and one expression")
      }
      element.loop = bindings[0]
    case "content", "replace":
      guard case .children = element.content else {
        throw failure(line, "tal:content and tal:replace cannot be combined")
      }
      let value = try expression(attribute.value, line)
      element.content = attribute.name == "content" ? .content(value) : .replace(value)
    case "attributes": element.bindings = try bindings(attribute, line)
    case "omit-tag":
      let text = trimmed(attribute.value)
      element.omission = text.isEmpty ? .always : .when(try expression(text, line))
    default: throw failure(line, "unknown tal attribute \"tal:\(attribute.name)\"")
    }
  }

  /// `name expression; name expression`.
  private func bindings(
    _ attribute: Attribute, _ line: Int
  ) throws(RenderFailure) -> [TemplateElement.Binding] {
    var result: [TemplateElement.Binding] = []
    for part in split(attribute.value, at: ";") {
      let text = trimmed(part)
      if text.isEmpty { continue }
      guard let blank = text.firstIndex(where: \.isWhitespace) else {
        throw failure(line, "tal:\(attribute.name): \"\(text)\" has no expression")
      }
      result.append((String(text[..<blank]), try expression(String(text[blank...]), line)))
    }
    return result
  }

  private func expression(
    _ source: String, _ line: Int
  ) throws(RenderFailure) -> TemplateExpression {
    try TemplateExpression(source, line: line, in: name)
  }

  private func comment(
    _ text: String, at line: Int
  ) throws(RenderFailure) -> [TemplateNode.CommentPart] {
    var parts: [TemplateNode.CommentPart] = []
    var rest = text[...]
    while let begin = rest.firstRange(of: "${") {
      guard let end = rest[begin.upperBound...].firstIndex(of: "}") else { break }
      parts.append(.text(String(rest[..<begin.lowerBound])))
      parts.append(.expression(try expression(String(rest[begin.upperBound..<end]), line)))
      rest = rest[rest.index(after: end)...]
    }
    return parts + [.text(String(rest))]
  }

  private func failure(_ line: Int, _ message: String) -> RenderFailure {
    RenderFailure(name: name, line: line, message: message)
  }
}
