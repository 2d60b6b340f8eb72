package import Auditing
import XML

/// Writes the report as one HTML file that asks for nothing: no script, no image, no request.
///
/// The page is made from the XML report alone, by filling a template.
package struct HTMLRenderer: Renderer {
  private let template: [UInt8]
  private let name: String
  private let style: [UInt8]
  private let styleHash: ([UInt8]) -> String

  /// A renderer with the built-in page.
  ///
  /// `styleHash` is SHA-256 in base64: the page's content security policy admits this style only.
  package init(styleHash: @escaping ([UInt8]) -> String) {
    self.init(
      template: Asset.page.bytes, name: Asset.page.name, style: Asset.style.bytes,
      styleHash: styleHash)
  }

  /// A renderer with a template of the user's own; `name` stands in messages.
  ///
  /// `style` takes the place of `<link rel="stylesheet" href="style.css"/>`.
  package init(
    template: [UInt8], name: String, style: [UInt8], styleHash: @escaping ([UInt8]) -> String
  ) {
    self.template = template
    self.name = name
    self.style = style
    self.styleHash = styleHash
  }

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    try Asset(name: name, bytes: template).filled(
      from: try XMLRenderer().document(of: report), style: style, styleHash: styleHash)
  }
}

extension Asset {
  /// This page filled from a document; its policy admits the style that stands in it, and nothing
  /// else. `styleHash` is SHA-256 in base64.
  func filled(
    from document: Document, style: [UInt8] = Asset.style.bytes, styleHash: ([UInt8]) -> String
  ) throws(RenderFailure) -> [UInt8] {
    let template = try Template(
      parsing: bytes, name: name, style: style, styleName: Asset.style.name)
    let sources = template.styles.map { "'sha256-\(styleHash(Array($0.utf8)))'" }
    return try TemplateFiller(template: template).fill(
      from: document.withoutNamespace,
      variables: [
        "style-sources": .string(sources.isEmpty ? "'none'" : sources.joined(separator: " "))
      ]
    ).html()
  }
}

extension Document {
  /// The same tree with plain names, so that a template can say `finding`, not `r:finding`.
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
