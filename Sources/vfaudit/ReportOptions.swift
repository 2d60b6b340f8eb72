import ArgumentParser
import Auditing
import Reporting

/// How a report is written, and where.
struct ReportOptions: ParsableArguments {
  @Option(name: [.short, .long], help: "How to write the report; may be given several times.")
  var format: [ReportFormat] = []

  @Option(
    name: [.short, .long], help: "Where to write; - is stdout.",
    completion: .file(extensions: ["html", "xml", "txt"]))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write what a ticket wants into this folder: summary.txt, report.html, report.xml and"
        + " SHA256SUMS, and beside it a zip of them.", valueName: "folder"),
    completion: .directory)
  var bundle: String?

  @Option(
    help: ArgumentHelp(
      "A folder with a report.html of your own, and maybe a style.css: vfaudit template writes one"
        + " to begin with.", valueName: "folder"),
    completion: .directory)
  var template: String?

  @OptionGroup var redaction: RedactOptions

  @Flag(help: "Do not say on stderr what was found and where the report is.")
  var quiet = false

  @Option(help: "Colours in text on stdout: auto, always, never. NO_COLOR is honoured.")
  var color: ColourChoice = .auto

  func validate() throws {
    guard bundle == nil || output == nil && format.isEmpty else {
      throw ValidationError("--bundle has its own formats and names: leave --output and --format")
    }
    if let map = redaction.redact {
      let isInBundle = bundle.map { map.hasPrefix($0.hasSuffix("/") ? $0 : "\($0)/") } ?? false
      guard map != output, !isInBundle else {
        throw ValidationError("the map is private: keep it apart from what goes into the ticket")
      }
    }
    guard (output ?? "-") == "-", format.count > 1 else { return }
    throw ValidationError("several formats need --output PATH: each goes into its own file")
  }

  /// The options that make sense for one pool only, by name.
  var ofOnePool: [String] {
    [("--bundle", bundle), ("--redact", redaction.redact)].filter { $0.1 != nil }.map(\.0)
  }
}
