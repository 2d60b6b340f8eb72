package import Auditing
import XML

/// The page of a comparison, made from its XML alone: one file that asks for nothing.
package struct ComparisonHTML {
  private let styleHash: ([UInt8]) -> String

  /// `styleHash` is SHA-256 in base64.
  package init(styleHash: @escaping ([UInt8]) -> String) { self.styleHash = styleHash }

  package func render(_ comparison: Comparison) throws(RenderFailure) -> [UInt8] {
    try Asset.comparisonPage.filled(
      from: try ComparisonXML().document(of: comparison), styleHash: styleHash)
  }
}

extension Asset {
  /// This page filled from a document.
  func filled(
    from document: Document, styleHash: ([UInt8]) -> String
  ) throws(RenderFailure) -> [UInt8] {
    let template = try Template(
      parsing: bytes, name: name, style: Asset.style.bytes, styleName: Asset.style.name)
    let sources = template.styles.map { "'sha256-\(styleHash(Array($0.utf8)))'" }
    return try TemplateFiller(template: template).fill(
      from: document.withoutNamespace,
      variables: ["style-sources": .string(sources.joined(separator: " "))]
    ).html()
  }
}
