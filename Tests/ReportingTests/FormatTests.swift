import Auditing
import Reporting
import Testing

/// What holds for every format.
@Suite struct FormatTests {
  private func text(_ format: ReportFormat, of report: AuditReport) throws -> String {
    let bytes =
      switch format {
      case .html: try HTMLRenderer(styleHash: { _ in "hash" }).render(report)
      case .xml: try XMLRenderer().render(report)
      case .jsonl: try JSONLinesRenderer().render(report)
      case .text: try TextRenderer(usesColour: false).render(report)
      }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("every finding is in every format", arguments: ReportFormat.allCases)
  func carriesFindings(_ format: ReportFormat) throws {
    let findings = (1...40).map { number in
      SampleReport.finding(
        "guest-\(number)-end", number.isMultiple(of: 2) ? .error : .warning,
        number: number)
    }
    let text = try text(format, of: SampleReport.make(findings: findings))
    for finding in findings {
      #expect(text.contains(finding.title))
      #expect(text.contains("vm=\(finding.subject.label)"))
    }
  }

  @Test("what is not known is never a number", arguments: ReportFormat.allCases)
  func keepsUnknowns(_ format: ReportFormat) throws {
    let text = try text(format, of: SampleReport.make())
    switch format {
    case .html: #expect(text.contains("not known"))
    case .xml:
      #expect(
        text.contains(
          #"label="xen1/desk-1-unknown" host="xen1" device="desk-1-unknown" uuid="p"/>"#))
    case .jsonl: #expect(text.contains(#""pool_uuid":null"#))
    case .text: #expect(text.contains("? is not known"))
    }
  }

  @Test(
    "a hostile name is inert", arguments: ReportFormat.allCases, SampleReport.hostileNames)
  func defusesNames(_ format: ReportFormat, _ name: String) throws {
    let text = try text(format, of: SampleReport.make(name))
    #expect(!text.contains("<script>alert(1)") || format == .text || format == .jsonl)
    #expect(!text.unicodeScalars.contains("\u{0}"))
    #expect(!text.unicodeScalars.contains("\u{1B}"))
    #expect(!text.unicodeScalars.contains("\u{202E}"))
    if format == .text {
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        #expect(!line.hasPrefix("ERROR  forged"))
      }
    }
  }

  @Test func `a report without any finding says so`() throws {
    let report = SampleReport.make(findings: [])
    #expect(try text(.html, of: report).contains("No error was found"))
    #expect(!(try text(.text, of: report).contains("ACT NOW")))
  }
}
