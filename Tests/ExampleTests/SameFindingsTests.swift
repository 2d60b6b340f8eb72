import Auditing
import Evidence
import ProjectFiles
import Reporting
import Testing

/// Every format says the same of every example.
@Suite struct SameFindingsTests {
  private func count(_ text: String, _ part: String) -> Int { text.ranges(of: part).count }

  @Test("the example of a page of one's own tells every finding, too", arguments: ExamplePool.all)
  func areOnLetter(_ pool: ExamplePool) throws {
    let folder = "\(Project.root)/Examples/letterhead"
    let template = try PageTemplate(
      page: try #require(Project.bytes(of: "\(folder)/report.html")), name: "report.html",
      style: Project.bytes(of: "\(folder)/style.css"))
    let report = try pool.report()
    let bytes = try HTMLRenderer(
      template: template, styleHash: { Digest.sha256Base64(Bytes($0)) }
    ).render(report)
    let page = String(decoding: bytes, as: UTF8.self)
    #expect(count(page, "<li>") == report.findings.count)
    #expect(page.contains("Example Works") && page.contains(report.pool.name))
    #expect(!page.contains("tal:") && !page.contains("font: 100%/1.55"))
  }

  @Test("all formats carry the same findings", arguments: ExamplePool.all)
  func areTheSame(_ pool: ExamplePool) throws {
    let report = try pool.report()
    let counting = report.findings.count
    let all = counting + report.waived.count
    let text = { (renderer: any Renderer) in
      String(decoding: try renderer.render(report), as: UTF8.self)
    }
    let page = try text(HTMLRenderer(styleHash: { Digest.sha256Base64(Bytes($0)) }))
    #expect(count(page, "<article class=\"finding ") == all)
    #expect(count(try text(XMLRenderer()), "<finding id=") == all)
    let plain = try text(TextRenderer(usesColour: false)).split(separator: "\n")
    let marks = ["ERROR  ", "WARNING  ", "NOTE  "]
    #expect(plain.count { line in marks.contains { line.hasPrefix($0) } } == all)
    let markdown = try text(MarkdownRenderer()).split(separator: "\n")
    let bullets = Severity.allCases.map { "- **\($0.rawValue)**" }
    #expect(markdown.count { line in bullets.contains { line.hasPrefix($0) } } == all)
    #expect(count(try text(JSONLinesRenderer()), "\n") == all)
    #expect(count(try text(JSONRenderer()), "\"id\" : \"F-") == all)
    #expect(count(try text(SARIFRenderer()), "\"kind\" : \"fail\"") == all)
    let jira = try text(JiraRenderer()).split(separator: "\n")
    let stars = Severity.allCases.map { "* *\($0.rawValue)* " }
    #expect(jira.count { line in stars.contains { line.hasPrefix($0) } } == all)
    let csv = try text(CSVRenderer())
    for finding in report.findings + report.waived {
      #expect(count(csv, ",\(finding.id),") == 1, "\(finding.id)")
    }
    let junit = try text(JUnitRenderer())
    #expect(count(junit, "<failure ") == counting)
    #expect(
      count(junit, "<skipped ") == report.waived.count + report.undetermined.count)
    let numbers = try text(PrometheusRenderer()).split(separator: "\n")
      .filter { $0.hasPrefix("vfaudit_findings{") }
      .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
    #expect(numbers.reduce(0, +) == counting)
  }
}
