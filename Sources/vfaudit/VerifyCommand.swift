import ArgumentParser
import Auditing
import Evidence
import PoolModel
import Redacting
import Reporting

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks that a report matches its snapshot.",
    discussion: """
      Reads an XML report, audits the snapshot again with the report's audit time, and compares \
      the report's own digest, the digests of snapshot and policy, and then the complete content. \
      The first difference is shown with its place.

        vfaudit verify report.xml before.tar.gz --policy vfaudit.yml

      The digest is the SHA-256 of the report in canonical XML, without the digest itself and \
      without the audit time:

        sed '2,3s/ \\(content-sha256\\|judged-at\\)="[^"]*"//' report.xml |
          xmllint --c14n - | sha256sum

      Exit status: 0 verified; 1 not verified; 64 usage; 65 the report or the snapshot cannot be \
      used.
      """)

  @Argument(help: "The XML report.", completion: .file(extensions: ["xml"]))
  var report: String

  @Argument(help: "The snapshot that the report was made from.", completion: .file())
  var snapshot: [String]

  @Option(
    help: "The policy that the report was made with.",
    completion: .file(extensions: ["yml", "yaml"]))
  var policy: String?

  @Option(
    help: ArgumentHelp("The baseline that the report was made with.", valueName: "snapshot"),
    completion: .file())
  var baseline: String?

  @Option(
    help: "The map of a redacted report. The new audit is redacted with it before comparing.",
    completion: .file())
  var map: String?

  @Flag(help: "Print nothing; only set the exit status.")
  var quiet = false

  func run() async throws {
    let proof = try proof()
    if !quiet {
      try Terminal.printResult(proof.lines.map { TextSummary.visible($0) + "\n" }.joined())
    }
    guard proof.isProven else { throw ExitCode.findings }
  }

  private func proof() throws -> Proof {
    let written = try readReport()
    let auditor = try SnapshotAuditor(policy: policy, now: written.judgedAt)
    var assumed = AssumeOptions()
    assumed.assume = written.assumptions
    let redaction = try redaction(of: written)
    let audited = try auditor.audit(
      try SnapshotInput.open(snapshot), assuming: assumed, since: baseline)
    let again =
      redaction.map { redaction in
        var redaction = redaction
        return redaction.redact(audited)
      } ?? audited
    return try Output.rendered { () throws(RenderFailure) in
      Proof(
        name: report, written: written, content: Digest.sha256Hex(Bytes(try written.content())),
        again: try WrittenReport(XMLRenderer().render(again), name: "report.xml"))
    }
  }

  /// nil for a report that is not redacted.
  private func redaction(of written: WrittenReport) throws -> Redaction? {
    guard written.isRedacted else { return nil }
    guard let map else {
      throw Terminal.fail("\(report) is redacted: name its map with --map", .usage)
    }
    guard OutputFile.exists(map) else {
      throw Terminal.fail("\(map): No such file or directory", .unusableInput)
    }
    // The map holds all tokens, including any vendor prefixes that were kept.
    return Redaction(continuing: try RedactionMapFile.read(map), keepsVendors: false)
  }

  private func readReport() throws -> WrittenReport {
    let bytes: Bytes
    do throws(SourceFailure) {
      bytes = try InputFile.read(report, limit: 256 << 20)
    } catch {
      throw Terminal.fail("\(error)", .unusableInput)
    }
    do throws(RenderFailure) {
      return try WrittenReport(bytes.array, name: report)
    } catch {
      throw Terminal.fail("\(error); verify reads the XML report", .unusableInput)
    }
  }
}

/// The result of comparing a report with a second audit.
private struct Proof {
  let name: String
  let written: WrittenReport
  /// The digest computed from the report's content.
  let content: String
  let again: WrittenReport

  var isProven: Bool { isUnchanged && written.firstDifference(from: again) == nil }

  private var isUnchanged: Bool { written.contentDigest == content }

  var lines: [String] {
    var lines = ["\(name): \(isProven ? "verified" : "NOT verified")"]
    if let recorded = written.contentDigest {
      lines.append(
        isUnchanged
          ? "  content   sha256:\(content), unchanged"
          : "  content   CHANGED since it was written: sha256:\(content), recorded: \(recorded)"
      )
    } else {
      lines.append("  content   the report has no digest")
    }
    lines.append("  snapshot  " + compared(written.snapshotDigest, again.snapshotDigest))
    lines.append("  policy    " + compared(written.policyDigest, again.policyDigest))
    if written.tool != again.tool {
      lines.append(
        "  vfaudit   written by \(written.tool), audited again by \(again.tool): results may differ"
      )
    }
    guard let difference = written.firstDifference(from: again) else {
      return lines + [
        "  audit     audited again: identical, \(counted(written.findings, "finding")),"
          + " \(counted(written.rules, "rule"))"
      ]
    }
    return lines + [
      "  audit     audited again: first difference at \(difference.place)",
      "              report    \(shown(difference.here))",
      "              snapshot  \(shown(difference.there))",
    ]
  }

  private func compared(_ one: String?, _ other: String?) -> String {
    switch (one, other) {
    case (nil, nil): "none, as in the report"
    case (let one?, nil): "the report was made with sha256:\(one): name it with --policy"
    case (nil, _?): "the report was made without one"
    case (let one?, let other?):
      one == other
        ? "sha256:\(one), identical" : "DIFFERENT: sha256:\(other), the report has \(one)"
    }
  }

  private func shown(_ text: String?) -> String {
    guard let text else { return "nothing" }
    return text.isEmpty ? "empty" : "“\(text.count > 200 ? text.prefix(200) + "…" : text)”"
  }
}
