import Auditing
package import Comparing

/// The HTML page of a comparison, made only from its XML: one file without scripts or external
/// resources.
package struct ComparisonHTML {
  private let styleHash: ([UInt8]) -> String

  /// `styleHash` is SHA-256 in base64.
  package init(styleHash: @escaping ([UInt8]) -> String) { self.styleHash = styleHash }

  package func render(_ comparison: Comparison) throws(RenderFailure) -> [UInt8] {
    try Asset.comparisonPage.filled(
      from: try ComparisonXML().document(of: comparison), styleHash: styleHash)
  }
}
