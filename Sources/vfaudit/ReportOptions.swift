import ArgumentParser
import Auditing
import Reporting

/// Options that set the formats and the place of a report.
struct ReportOptions: ParsableArguments {
  @Option(name: [.short, .long], help: "The format of the report. Can be repeated.")
  var format: [ReportFormat] = []

  @Option(
    name: [.short, .long], help: "The output file; - for stdout.",
    completion: .file(extensions: ["html", "xml", "txt"]))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write the files for a ticket into this folder: summary.txt, report.html, report.xml and"
        + " SHA256SUMS. A zip of them is written next to the folder.", valueName: "folder"),
    completion: .directory)
  var bundle: String?

  @Option(
    help: ArgumentHelp(
      "A folder with your own report.html and, optionally, style.css. vfaudit template creates"
        + " one.", valueName: "folder"),
    completion: .directory)
  var template: String?

  @OptionGroup var redaction: RedactOptions

  @Flag(help: "Print no summary on stderr.")
  var quiet = false

  @Option(help: "Colours of text on stdout: auto, always, never. NO_COLOR turns them off.")
  var color: ColourChoice = .auto

  func validate() throws {
    guard bundle == nil || output == nil && format.isEmpty else {
      throw ValidationError("--bundle cannot be combined with --output or --format")
    }
    if let map = redaction.redact {
      let isInBundle = bundle.map { map.hasPrefix($0.hasSuffix("/") ? $0 : "\($0)/") } ?? false
      guard map != output, !isInBundle else {
        throw ValidationError(
          "the map is private: do not write it to the report file or into the bundle folder")
      }
    }
    guard (output ?? "-") == "-", format.count > 1 else { return }
    throw ValidationError("several formats need --output PATH: each is written to its own file")
  }

  /// The options in use that work for a single pool only, by name.
  var ofOnePool: [String] {
    [("--bundle", bundle), ("--redact", redaction.redact)].filter { $0.1 != nil }.map(\.0)
  }
}
