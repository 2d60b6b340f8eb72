import ArgumentParser
import Auditing
import Evidence
import Reporting

/// Writes a report in each requested format.
struct ReportWriter {
  /// Without formats: chosen by the extension of the output, else text with all details.
  var options: ReportOptions
  /// nil for the built-in page.
  private let template: PageTemplate?

  /// Throws if the user's template is invalid, before a pool is read.
  init(_ options: ReportOptions) throws {
    self.options = options
    template = try TemplateFolder.read(options.template)
  }

  func write(_ original: AuditReport) throws {
    let (unsealed, check) = try options.redaction.applied(to: original)
    let report = try Output.rendered { () throws(RenderFailure) in
      try ReportSeal.sealed(unsealed) { Digest.sha256Hex(Bytes($0)) }
    }
    let paths = try written(report, check)
    guard !options.quiet, !paths.isEmpty else { return }
    for line in TextSummary.lines(of: report) { Terminal.say(line) }
    for path in paths { Terminal.say("wrote \(path)") }
  }

  /// The paths of the written files.
  private func written(_ report: AuditReport, _ check: RedactionCheck?) throws -> [String] {
    guard let folder = options.bundle else {
      return try FormattedOutput(
        formats: options.format, output: options.output, template: template?.name
      ).write(usual: .text) { (format) throws(RenderFailure) in
        try bytes(of: report, as: format, check)
      }
    }
    let bundle = try Output.rendered(with: template?.name) { () throws(RenderFailure) in
      FileBundle([
        ("summary.txt", try bytes(of: report, as: .text, check)),
        ("report.html", try bytes(of: report, as: .html, check)),
        ("report.xml", try bytes(of: report, as: .xml, check)),
      ])
    }
    var paths: [String] = []
    try Output.written { () throws(OutputFailure) in paths = try bundle.write(to: folder) }
    return paths
  }

  /// Throws if a redacted report still contains an original value.
  private func bytes(
    of report: AuditReport, as format: ReportFormat, _ check: RedactionCheck?
  ) throws(RenderFailure) -> [UInt8] {
    let bytes = try renderer(for: format).render(report)
    guard check?.leak(in: String(decoding: bytes, as: UTF8.self)) == nil else {
      throw RenderFailure(
        name: "--redact",
        message: "\(format.rawValue) still contains an original value, so nothing was written")
    }
    return bytes
  }

  private func renderer(for format: ReportFormat) -> any Renderer {
    switch format {
    case .html:
      HTMLRenderer(template: template, styleHash: { Digest.sha256Base64(Bytes($0)) })
    case .xml: XMLRenderer()
    case .markdown: MarkdownRenderer()
    case .jira: JiraRenderer()
    case .json: JSONRenderer()
    case .sarif: SARIFRenderer()
    case .csv: CSVRenderer()
    case .junit: JUnitRenderer()
    case .prometheus: PrometheusRenderer()
    case .jsonl: JSONLinesRenderer()
    case .text:
      TextRenderer(
        usesColour: options.color.isOn && options.output == nil && options.bundle == nil,
        saysAll: options.format.isEmpty && options.bundle == nil)
    }
  }
}
