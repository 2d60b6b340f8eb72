import ArgumentParser
import Auditing
import Evidence
import Reporting

/// Renders a report in the formats asked for, and puts each where it belongs.
struct ReportWriter {
  /// Empty: what the output's name says, else text with all that there is to say.
  let formats: [ReportFormat]
  /// nil and `-`: stdout.
  let output: String?
  let usesColour: Bool
  let isQuiet: Bool

  func write(_ unsealed: AuditReport) throws {
    let report = try Output.rendered { () throws(RenderFailure) in
      try ReportSeal.sealed(unsealed) { Digest.sha256Hex(Bytes($0)) }
    }
    let paths = try FormattedOutput(formats: formats, output: output).write(usual: .text) {
      (format) throws(RenderFailure) in
      switch format {
      case .html:
        try HTMLRenderer(styleHash: { Digest.sha256Base64(Bytes($0)) }).render(report)
      case .xml: try XMLRenderer().render(report)
      case .markdown: try MarkdownRenderer().render(report)
      case .jira: try JiraRenderer().render(report)
      case .csv: try CSVRenderer().render(report)
      case .junit: try JUnitRenderer().render(report)
      case .prometheus: try PrometheusRenderer().render(report)
      case .jsonl: try JSONLinesRenderer().render(report)
      case .text:
        try TextRenderer(usesColour: usesColour && output == nil, saysAll: formats.isEmpty)
          .render(report)
      }
    }
    guard !isQuiet, !paths.isEmpty else { return }
    for line in TextSummary.lines(of: report) { Terminal.say(line) }
    for path in paths { Terminal.say("wrote \(path)") }
  }
}
