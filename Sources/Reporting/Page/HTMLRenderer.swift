package import Auditing
import XML

/// Writes the report as one HTML file without scripts, images or external resources.
///
/// The page is made only from the XML report, by filling a template.
package struct HTMLRenderer: Renderer {
  private let page: Asset
  private let style: [UInt8]
  private let styleHash: ([UInt8]) -> String

  /// A renderer with the built-in page or the user's own.
  ///
  /// `styleHash` is SHA-256 in base64: the page's content security policy allows only its own
  /// styles.
  package init(template: PageTemplate? = nil, styleHash: @escaping ([UInt8]) -> String) {
    page = template.map { Asset(name: $0.name, bytes: $0.page) } ?? Asset.page
    style = template?.style ?? Asset.style.bytes
    self.styleHash = styleHash
  }

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    try page.filled(
      from: try XMLRenderer().document(of: report), style: style, styleHash: styleHash)
  }
}

extension Asset {
  /// This page filled from a document. Its content security policy allows only the styles in it.
  /// `styleHash` is SHA-256 in base64.
  func filled(
    from document: Document, style: [UInt8] = Asset.style.bytes, styleHash: ([UInt8]) -> String
  ) throws(RenderFailure) -> [UInt8] {
    let template = try Template(
      parsing: bytes, name: name, style: style, styleName: Asset.style.name)
    let page = try TemplateFiller(template: template).fill(
      from: document.withoutNamespace,
      variables: ["style-sources": .string(PageStyles.placeholder)])
    try PageStyles(of: page, name: name).admit(hash: styleHash)
    return page.html()
  }
}

/// The styles of a filled page; its content security policy allows them by their hashes.
private struct PageStyles {
  /// A placeholder in the policy until the page is filled, because a style can depend on the
  /// report.
  static let placeholder = "'style-sources'"
  private let page: Document
  private let styles: [String]

  init(of page: Document, name: String) throws(RenderFailure) {
    self.page = page
    styles = try Self.elements("//style", of: page).map(\.text)
    for text in styles where text.contains("</") || text.contains("<!") {
      throw RenderFailure(
        name: name, message: "a style contains \"</\" or \"<!\", which would end its element")
    }
  }

  func admit(hash: ([UInt8]) -> String) throws(RenderFailure) {
    let sources = styles.map { "'sha256-\(hash(Array($0.utf8)))'" }
    for policy in try Self.elements("//meta[contains(@content, \"\(Self.placeholder)\")]", of: page)
    {
      let text = (policy.attribute("content") ?? "").replacing(
        Self.placeholder, with: sources.isEmpty ? "'none'" : sources.joined(separator: " "))
      policy.setAttribute("content", text)
    }
  }

  private static func elements(
    _ path: String, of page: Document
  ) throws(RenderFailure) -> [Element] {
    do {
      return try XPath(compiling: path).evaluate(at: page.root).items.compactMap(\.element)
    } catch {
      throw RenderFailure(error)
    }
  }
}

extension Document {
  /// The same tree without namespace, so that a template can use `finding` instead of `r:finding`.
  var withoutNamespace: Document {
    let copy = Document(root: root.name)
    copy.root.take(root)
    return copy
  }
}

extension Element {
  fileprivate func take(_ source: Element) {
    for attribute in source.attributes { setAttribute(attribute.name, attribute.value) }
    for node in source.children {
      switch node {
      case .element(let child): append(child.name).take(child)
      case .text(let text): append(text: text)
      case .comment: break
      }
    }
  }
}
