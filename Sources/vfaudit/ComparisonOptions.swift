import ArgumentParser
import Auditing
import Comparing
import Evidence
import Reporting

/// Options of `compare` and `plan`: how both audits run and where the comparison is written.
struct ComparisonOptions: ParsableArguments {
  @Option(
    help: "A policy file (YAML), used for both audits.",
    completion: .file(extensions: ["yml", "yaml"]))
  var policy: String?

  @Option(
    name: [.short, .long], help: "text, html, markdown, xml or json. Can be repeated.")
  var format: [ComparisonFormat] = []

  @Option(
    name: [.short, .long], help: "The output file; - for stdout.",
    completion: .file(extensions: ["html", "md", "xml", "json", "txt"]))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The audit time, such as 2026-05-01T16:25:00Z. Default: now.", valueName: "time"))
  var now: String?

  @Flag(help: "Print no summary on stderr.")
  var quiet = false

  func validate() throws {
    try Clock.validate(now)
    guard (output ?? "-") == "-", format.count > 1 else { return }
    throw ValidationError("several formats need --output PATH: each is written to its own file")
  }

  /// Writes a comparison in each requested format.
  func write(_ comparison: Comparison) throws {
    let paths = try FormattedOutput(formats: format, output: output).write(usual: .text) {
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
    guard !quiet, !paths.isEmpty else { return }
    Terminal.say(comparison.sentence)
    for path in paths { Terminal.say("wrote \(path)") }
  }
}
