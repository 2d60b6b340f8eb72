import ArgumentParser
import Auditing
import Evidence
import PoolModel
import Redacting
import Reporting
import Rules

/// Options that replace names and addresses with tokens.
struct RedactOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Replace names, uuids, MAC and IP addresses with tokens (vm-3), and save the original values"
        + " in this private file (mode 0600). An existing map is continued: the same names keep"
        + " their tokens. vfaudit reveal restores the names.",
      valueName: "map"),
    completion: .file())
  var redact: String?

  @Flag(help: "With --redact: keep the first half of each MAC, which identifies the card's vendor.")
  var keepMacVendors = false

  func validate() throws {
    guard !keepMacVendors || redact != nil else {
      throw ValidationError("--keep-mac-vendors needs --redact")
    }
  }

  /// The redacted report and the check for leftover names. Without `--redact` the same report and
  /// nil.
  func applied(to report: AuditReport) throws -> (report: AuditReport, check: RedactionCheck?) {
    guard let redact else { return (report, nil) }
    var redaction = Redaction(
      continuing: try RedactionMapFile.read(redact), keepsVendors: keepMacVendors)
    let redacted = redaction.redact(report)
    for name in redaction.keptInSentences {
      Terminal.say(
        "note: “\(TextSummary.visible(name))” is too short to be recognised inside other text: it"
          + " is redacted where it is a whole value, not inside sentences")
    }
    try RedactionMapFile.write(redaction.map, to: redact)
    return (redacted, RedactionCheck(redaction.originals, besides: try Self.ownWords()))
  }

  /// The texts of vfaudit itself: the report on an empty pool. Names that occur here are no leak.
  private static func ownWords() throws -> String {
    let run = RunFacts(
      toolVersion: Version.current, judgedAt: "-", capturedAt: nil, snapshotDigest: "")
    let report = Audit(rules: RuleCatalog.all).report(on: Inventory(poolName: ""), run: run)
    return try Output.rendered { () throws(RenderFailure) in
      let formats: [any Renderer] = [
        HTMLRenderer(styleHash: { _ in "" }), TextRenderer(usesColour: false, saysAll: true),
        XMLRenderer(),
      ]
      let texts = try formats.map { (renderer) throws(RenderFailure) in try renderer.render(report)
      }
      return String(decoding: Array(texts.joined()) + ReportSchema.bytes, as: UTF8.self)
    }
  }
}

/// The private file named by `--redact`.
enum RedactionMapFile {
  /// An empty map if the file does not exist.
  static func read(_ path: String) throws -> RedactionMap {
    guard OutputFile.exists(path) else { return RedactionMap() }
    do {
      let bytes = try InputFile.read(path, limit: 64 << 20)
      return try RedactionMap(parsing: String(decoding: bytes.array, as: UTF8.self))
    } catch let failure as RedactionMap.UnreadableLine {
      throw Terminal.fail(
        "\(path):\(failure.number): expected a token, a tab and the original value: this is not a"
          + " map made by vfaudit, and it is left unchanged", .unusableInput)
    } catch let failure as SourceFailure {
      throw Terminal.fail("\(failure)", .unusableInput)
    }
  }

  static func write(_ map: RedactionMap, to path: String) throws {
    try Output.written { () throws(OutputFailure) in
      try OutputFile.writePrivately(Array(map.text.utf8), to: path)
    }
  }
}
