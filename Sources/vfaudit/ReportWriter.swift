import ArgumentParser
import Auditing
import Evidence
import Reporting

/// Renders a report in the formats asked for, and puts each where it belongs.
struct ReportWriter {
  /// Empty: what the output's name says, else text.
  let formats: [ReportFormat]
  /// nil and `-`: stdout.
  let output: String?
  let usesColour: Bool
  let isQuiet: Bool

  func write(_ unsealed: AuditReport) throws {
    let report = try seal(unsealed)
    guard let output, output != "-" else {
      return try Terminal.printResult(try render(report, formats.first ?? .text))
    }
    // Everything is rendered before the first file is touched.
    let files = try places(output).map { ($0.path, try render(report, $0.format)) }
    do throws(OutputFailure) {
      for (path, bytes) in files { try OutputFile.write(bytes, to: path) }
    } catch {
      throw Terminal.fail("\(error)", .unwritableOutput)
    }
    guard !isQuiet else { return }
    for line in TextSummary.lines(of: report) { Terminal.say(line) }
    for (path, _) in files { Terminal.say("wrote \(path)") }
  }

  private func seal(_ report: AuditReport) throws -> AuditReport {
    do throws(RenderFailure) {
      return try ReportSeal.sealed(report) { Digest.sha256Hex(Bytes($0)) }
    } catch {
      throw Terminal.fail("\(error): this is a bug of vfaudit, please report it", .bug)
    }
  }

  private func render(_ report: AuditReport, _ format: ReportFormat) throws -> [UInt8] {
    do throws(RenderFailure) {
      switch format {
      case .html:
        return try HTMLRenderer(styleHash: { Digest.sha256Base64(Bytes($0)) }).render(report)
      case .xml: return try XMLRenderer().render(report)
      case .jsonl: return try JSONLinesRenderer().render(report)
      case .text: return try TextRenderer(usesColour: usesColour && output == nil).render(report)
      }
    } catch {
      throw Terminal.fail("\(error): this is a bug of vfaudit, please report it", .bug)
    }
  }

  /// One file for each format. With several, or a name without a known ending, each gets its own.
  private func places(_ output: String) throws -> [(path: String, format: ReportFormat)] {
    let named = ReportFormat.allCases.first { output.hasSuffix(".\($0.fileExtension)") }
    if formats.isEmpty, let named { return [(output, named)] }
    if formats.count == 1, let format = formats.first { return [(output, format)] }
    if formats.isEmpty {
      throw Terminal.fail(
        "\(output): no format is named: end it in .html, .xml, .txt or .jsonl, say --format, or end"
          + " it in / for a folder", .usage)
    }
    let base = named.map { String(output.dropLast($0.fileExtension.utf8.count + 1)) } ?? output
    var seen: Set<String> = []
    return formats.filter { seen.insert($0.rawValue).inserted }
      .map { ("\(base).\($0.fileExtension)", $0) }
  }
}

extension ReportFormat {
  var fileExtension: String {
    switch self {
    case .html: "html"
    case .xml: "xml"
    case .text: "txt"
    case .jsonl: "jsonl"
    }
  }
}
