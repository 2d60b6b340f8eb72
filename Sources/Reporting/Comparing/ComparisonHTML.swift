import Auditing
package import Comparing

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
