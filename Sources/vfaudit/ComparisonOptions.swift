import ArgumentParser
import Auditing
import Comparing
import Evidence
import Reporting

/// How two audits are made and their comparison is written: the same for `compare` and `plan`.
struct ComparisonOptions: ParsableArguments {
  @Option(
    help: "A policy, for both audits (YAML).", completion: .file(extensions: ["yml", "yaml"]))
  var policy: String?

  @Option(
    name: [.short, .long], help: "text, html, markdown, xml or json; may be given several times.")
  var format: [ComparisonFormat] = []

  @Option(
    name: [.short, .long], help: "Where to write; - is stdout.",
    completion: .file(extensions: ["html", "md", "xml", "json", "txt"]))
  var output: String?

  @Option(
    help: ArgumentHelp("The time of judging, such as 2026-05-01T16:25:00Z.", valueName: "time"))
  var now: String?

  @Flag(help: "Do not say on stderr what was found and where it is.")
  var quiet = false

  func validate() throws {
    try Clock.validate(now)
    guard (output ?? "-") == "-", format.count > 1 else { return }
    throw ValidationError("several formats need --output PATH: each goes into its own file")
  }

  /// Renders a comparison in the formats asked for, and puts each where it belongs.
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
