import Auditing
import PoolModel
import Records
import Redacting
import Reporting
import Testing

/// What holds for every format.
@Suite struct FormatTests {
  private func text(_ format: ReportFormat, of report: AuditReport) throws -> String {
    let bytes =
      switch format {
      case .html: try HTMLRenderer(styleHash: { _ in "hash" }).render(report)
      case .xml: try XMLRenderer().render(report)
      case .markdown: try MarkdownRenderer().render(report)
      case .jira: try JiraRenderer().render(report)
      case .json: try JSONRenderer().render(report)
      case .sarif: try SARIFRenderer().render(report)
      case .jsonl: try JSONLinesRenderer().render(report)
      case .csv: try CSVRenderer().render(report)
      case .junit: try JUnitRenderer().render(report)
      case .prometheus: try PrometheusRenderer().render(report)
      case .text: try TextRenderer(usesColour: false).render(report)
      }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("every finding is in every format", arguments: ReportFormat.allCases)
  func carriesFindings(_ format: ReportFormat) throws {
    let findings = (1...40).map { number in
      SampleReport.finding(
        "VM-\(number)-end", number.isMultiple(of: 2) ? .error : .warning,
        number: number)
    }
    let text = try text(format, of: SampleReport.make(findings: findings))
    // Numbers only.
    guard format != .prometheus else { return }
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
    case .jira, .markdown:
      #expect(text.contains("desk-1-unknown | not known | not known | not known | not known |"))
    case .json:
      #expect(text.contains(#""free" : null"#) && text.contains(#""product" : null"#))
    case .csv, .junit, .sarif: #expect(!text.contains(",nil") && !text.contains("Optional("))
    case .prometheus:
      #expect(text.contains(#"vfaudit_port_vfs_free{pool="desk-1""#))
      #expect(
        !text.contains(#"vfs_free{pool="desk-1",pool_uuid="",host="xen1",device="desk-1-unknown""#))
    case .text: #expect(text.contains("?: not known"))
    }
  }

  @Test(
    "a hostile name is inert", arguments: ReportFormat.allCases, SampleReport.hostileNames)
  func defusesNames(_ format: ReportFormat, _ name: String) throws {
    let text = try text(format, of: SampleReport.make(name))
    let isPage = format == .html || format == .xml || format == .junit
    #expect(!text.contains("<script>alert(1)") || !isPage)
    #expect(!text.unicodeScalars.contains("\u{0}"))
    #expect(!text.unicodeScalars.contains("\u{1B}"))
    #expect(!text.unicodeScalars.contains("\u{202E}"))
    if format == .text {
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        #expect(!line.hasPrefix("ERROR  forged"))
      }
    }
  }

  @Test(
    "a hostile name is redacted like any other", arguments: ReportFormat.allCases,
    SampleReport.hostileNames)
  func redactsNames(_ format: ReportFormat, _ name: String) throws {
    var redaction = Redaction(keepsVendors: false)
    let text = try text(format, of: redaction.redact(SampleReport.make(name)))
    #expect(!text.contains(name))
    #expect(RedactionCheck(redaction.originals, besides: "").leak(in: text) == nil)
    #expect(format == .prometheus || text.contains("host-1"))
  }

  @Test func `a fingerprint of SARIF does not change with lines, time or order`() throws {
    var findings = (1...4).map { SampleReport.finding("VM-\($0)", .error, number: $0) }
    func fingerprints(_ report: AuditReport) throws -> [String] {
      try text(.sarif, of: report).split(separator: "\n")
        .filter { $0.contains("\"vfauditFindingId/v1\"") }.map(String.init).sorted()
    }
    let first = try fingerprints(SampleReport.make(findings: findings))
    #expect(Set(first).count == 5)  // and one of the rule that is open
    findings.reverse()
    for index in findings.indices {
      findings[index].evidence[0].quotation.lines = [70 + index]
      findings[index].title += " any more"
    }
    var later = SampleReport.make(findings: findings)
    later.run.judgedAt = "2026-07-01T00:00:00Z"
    later.run.capturedAt = "2026-07-01T00:00:00Z"
    #expect(try fingerprints(later) == first)
  }

  @Test func `a report without any finding says so`() throws {
    let report = SampleReport.make(findings: [])
    #expect(try text(.html, of: report).contains("No errors: no immediate action"))
    #expect(!(try text(.text, of: report).contains("ACT NOW")))
  }

  @Test func `a cell is never a formula, and stays one cell`() throws {
    let report = SampleReport.make("=cmd|' /C calc'!A0")
    let lines = try text(.csv, of: report).split(separator: "\r\n")
    #expect(lines.count == 3)
    #expect(lines[1].contains(",'=cmd|' /C calc'!A0,"))
    let quoted = try text(.csv, of: SampleReport.make("a \"b\", c"))
    #expect(quoted.contains(#","a ""b"", c","#))
  }

  @Test func `code in Markdown ends where its name ends, whatever is in it`() throws {
    let text = try text(.markdown, of: SampleReport.make("`x` | <b>"))
    #expect(text.contains("# SR-IOV audit of \\`x\\` \\| &lt;b&gt;"))
    for line in text.split(separator: "\n") where line.hasPrefix("|") {
      #expect(line.replacing("\\|", with: "").count { $0 == "|" } == 6, "\(line)")
    }
  }

  @Test func `nothing in a name is markup to Jira`() throws {
    let name = "{code}x *b* [~root] a|b -- ?? c\\\\d {noformat}"
    let text = try text(.jira, of: SampleReport.make(name))
    #expect(
      text.hasPrefix(
        #"h1. SR-IOV audit of \{code\}x \*b\* \[\~root\] a\|b \-\- &#63;&#63; c&#92;&#92;d \{noformat\},"#
      ))
    for line in text.split(separator: "\n") where line.hasPrefix("| xen1") {
      #expect(line.replacing("\\|", with: "").count { $0 == "|" } == 6, "\(line)")
    }
    // Two blocks of code, each begun and ended once; the command still names the VM.
    #expect(text.components(of: "{code:bash}") == 2)
    #expect(text.components(of: "\n{code}\n") == 2)
    #expect(text.components(of: "{code") == 4 + text.components(of: "\\{code"))
    #expect(text.contains("xe vm-shutdown vm='{''code}x "))
  }

  @Test(
    "what goes into a ticket has the size that tickets take",
    arguments: [(ReportFormat.text, 25_000), (.jira, 32_000)])
  func fits(_ format: ReportFormat, _ limit: Int) throws {
    let findings = (1...300).map { SampleReport.finding("VM-\($0)", .error, number: $0) }
    let many = try text(format, of: SampleReport.make(findings: findings))
    #expect(many.utf8.count <= limit && many.utf8.count > limit - 1000)
    #expect(many.contains("of 300 findings in full"))
    // One that is too large keeps no other from its place.
    var large = SampleReport.finding("large", .error, number: 0)
    large.remedy = [
      RemedyStep("Stop all.", commands: .init(repeating: Command("xe", "vm-shutdown"), count: 3000))
    ]
    let one = try text(
      format, of: SampleReport.make(findings: [large, SampleReport.finding("small", .error)]))
    #expect(one.contains("1 of 2 findings in full") && one.contains("vm=small"))
    // Names of ten kilobytes leave no room even for what stands before the findings.
    let long = try text(format, of: SampleReport.make(String(repeating: "x", count: 10_000)))
    #expect(long.utf8.count <= limit && long.contains("… cut off here"))
  }

  @Test func `JUnit counts what it has`() throws {
    let text = try text(.junit, of: SampleReport.make())
    #expect(text.contains(#"tests="3" failures="2" errors="0" skipped="1""#))
    #expect(text.components(of: "<testcase ") == 3)
    #expect(text.components(of: "<failure ") == 2)
  }

  @Test func `a label of Prometheus cannot end early`() throws {
    let text = try text(.prometheus, of: SampleReport.make(#"a"} 1\#n"#))
    #expect(text.contains(#"pool="a\"} 1\\u{A}""#))
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      #expect(line.hasPrefix("vfaudit_"))
      #expect(line.split(separator: " ").last.flatMap { Int($0) } != nil)
    }
  }
}

extension String {
  /// How often a text stands in it.
  fileprivate func components(of text: String) -> Int {
    var count = 0
    var rest = self[...]
    while let found = rest.firstRange(of: text) {
      count += 1
      rest = rest[found.upperBound...]
    }
    return count
  }
}
