import Auditing
import Evidence
import Reporting

/// Renders a comparison in the formats asked for, and puts each where it belongs.
struct ComparisonWriter {
  /// Empty: what the output's name says, else text.
  let formats: [ComparisonFormat]
  /// nil and `-`: stdout.
  let output: String?
  let isQuiet: Bool

  func write(_ comparison: Comparison) throws {
    let paths = try FormattedOutput(formats: formats, output: output).write(usual: .text) {
      (format) throws(RenderFailure) in
      switch format {
      case .html:
        try ComparisonHTML(styleHash: { Digest.sha256Base64(Bytes($0)) }).render(comparison)
      case .xml: try ComparisonXML().render(comparison)
      case .markdown: Array(ComparisonMarkdown(comparison).text.utf8)
      case .text: Array(ComparisonText(comparison).text.utf8)
      case .json: try ComparisonJSON().render(comparison)
      }
    }
    guard !isQuiet, !paths.isEmpty else { return }
    Terminal.say(comparison.sentence)
    for path in paths { Terminal.say("wrote \(path)") }
  }
}
