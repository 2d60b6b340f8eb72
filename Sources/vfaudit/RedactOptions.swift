import ArgumentParser
import Auditing
import Evidence
import PoolModel
import Redacting
import Reporting
import Rules

/// Names and addresses as tokens.
struct RedactOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Put tokens (vm-3) in place of names, uuids, MAC and IP addresses, and keep what they stand"
        + " for in this private file (0600). One that is there goes on: the same names keep their"
        + " tokens. vfaudit reveal reads answers back.",
      valueName: "map"),
    completion: .file())
  var redact: String?

  @Flag(help: "With --redact: keep the first half of a MAC, which tells the card's vendor.")
  var keepMacVendors = false

  func validate() throws {
    guard !keepMacVendors || redact != nil else {
      throw ValidationError("--keep-mac-vendors needs --redact: there is no MAC to keep it of")
    }
  }

  /// The report with tokens, and what looks for anything left; as it is where nobody asked.
  func applied(to report: AuditReport) throws -> (report: AuditReport, check: RedactionCheck?) {
    guard let redact else { return (report, nil) }
    var redaction = Redaction(
      continuing: try RedactionMapFile.read(redact), keepsVendors: keepMacVendors)
    let redacted = redaction.redact(report)
    for name in redaction.keptInSentences {
      Terminal.say(
        "note: “\(TextSummary.visible(name))” is too short to be told from other text: it is"
          + " redacted where it stands alone, not in sentences")
    }
    try RedactionMapFile.write(redaction.map, to: redact)
    return (redacted, RedactionCheck(redaction.originals, besides: try Self.ownWords()))
  }

  /// What vfaudit says by itself: of a pool of which nothing is known.
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

/// The private file behind `--redact`.
enum RedactionMapFile {
  /// An empty map where there is no such file.
  static func read(_ path: String) throws -> RedactionMap {
    guard OutputFile.exists(path) else { return RedactionMap() }
    do {
      let bytes = try InputFile.read(path, limit: 64 << 20)
      return try RedactionMap(parsing: String(decoding: bytes.array, as: UTF8.self))
    } catch let failure as RedactionMap.UnreadableLine {
      throw Terminal.fail(
        "\(path):\(failure.number): expected a token, a tab and its original: this is no map of"
          + " vfaudit's, and is left as it is", .unusableInput)
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
