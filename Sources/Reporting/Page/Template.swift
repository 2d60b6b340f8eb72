import XML

/// A page template, read and compiled. All its errors are reported here with their lines, even in
/// parts that a report never fills.
struct Template {
  let name: String
  /// The root element of the template.
  let root: TemplateElement

  /// The namespace of the `tal:` attributes and elements.
  static let namespace = "http://xml.zope.org/namespaces/tal"

  /// Reads a template. `style` replaces the link to `styleName`.
  init(
    parsing bytes: [UInt8], name: String, style: [UInt8], styleName: String
  ) throws(RenderFailure) {
    let document: Document
    do {
      document = try Document(parsingTemplate: bytes, name: name)
    } catch {
      throw RenderFailure(error)
    }
    let compiler = TemplateCompiler(
      name: name, style: try Self.text(of: style, name: styleName), styleName: styleName)
    let root = try compiler.compile(document.root)
    guard root.isPlain else {
      throw RenderFailure(
        name: name, line: document.root.line,
        message: "the root element cannot have tal:condition, repeat, replace or omit-tag")
    }
    self.name = name
    self.root = root
  }

  /// The style exactly as it appears in the page, so that its hash matches the page's element.
  private static func text(of style: [UInt8], name: String) throws(RenderFailure) -> String {
    let text = visible(String(decoding: style, as: UTF8.self).replacing("\r\n", with: "\n"))
    guard !text.contains("</"), !text.contains("<!") else {
      throw RenderFailure(
        name: name, message: "found \"</\" or \"<!\", which would end the style element")
    }
    return text
  }
}

/// A node of a template.
indirect enum TemplateNode {
  case element(TemplateElement)
  case text(String)
  case comment([CommentPart])

  enum CommentPart {
    case text(String)
    /// `${…}`.
    case expression(TemplateExpression)
  }
}

/// An element and its `tal:` attributes.
struct TemplateElement {
  var name: String
  var line: Int
  var attributes: [(name: String, value: String)] = []
  /// White space before it, written only together with the element.
  var gap = ""
  var defines: [Binding] = []
  var condition: TemplateExpression?
  var loop: Binding?
  var content: Content = .children
  var bindings: [Binding] = []
  var omission: Omission = .never
  var children: [TemplateNode] = []

  typealias Binding = (name: String, expression: TemplateExpression)

  enum Content {
    case children
    case content(TemplateExpression)
    case replace(TemplateExpression)
  }

  enum Omission {
    case never
    case always
    case when(TemplateExpression)
  }

  /// Whether it is written exactly once for every report.
  var isPlain: Bool {
    guard case .never = omission, condition == nil, loop == nil else { return false }
    if case .replace = content { return false }
    return true
  }
}

/// XPath expressions, tried from left to right until one has a value: `@free || 'not known'`.
struct TemplateExpression {
  let alternatives: [XPath]
  let line: Int

  init(_ source: String, line: Int, in template: String) throws(RenderFailure) {
    var alternatives: [XPath] = []
    for part in split(source, at: "||") {
      do {
        alternatives.append(try XPath(compiling: trimmed(part)))
      } catch {
        throw RenderFailure(name: template, line: line, message: error.message)
      }
    }
    self.alternatives = alternatives
    self.line = line
  }
}

/// Splits at a separator outside XPath string literals.
func split(_ text: String, at separator: String) -> [Substring] {
  var parts: [Substring] = []
  var start = text.startIndex
  var index = start
  var quote: Character?
  while index < text.endIndex {
    let character = text[index]
    if let open = quote {
      if character == open { quote = nil }
    } else if character == "'" || character == "\"" {
      quote = character
    } else if text[index...].hasPrefix(separator) {
      parts.append(text[start..<index])
      index = text.index(index, offsetBy: separator.count)
      start = index
      continue
    }
    index = text.index(after: index)
  }
  return parts + [text[start...]]
}

/// Without white space at both ends.
func trimmed(_ text: some StringProtocol) -> String {
  guard let first = text.firstIndex(where: { !$0.isWhitespace }),
    let last = text.lastIndex(where: { !$0.isWhitespace })
  else { return "" }
  return String(text[first...last])
}
