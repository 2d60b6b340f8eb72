import Auditing
import Evidence
import Policies
import PoolModel
import ProjectFiles
import Reporting
import Rules
import Testing

/// A folder of Examples/: a pool, its policy, and the reports that come out.
struct ExamplePool: Sendable, CustomTestStringConvertible {
  let name: String
  var testDescription: String { name }
  var folder: String { "\(Project.root)/Examples/\(name)" }

  static let all = Project.entries(of: "\(Project.root)/Examples")
    .map { ExamplePool(name: $0) }
    .filter { !Project.entries(of: "\($0.folder)/snapshot").isEmpty }

  func report() throws -> AuditReport {
    let snapshot = try Source.open("\(folder)/snapshot")
    var policy = Policy()
    var digest: String?
    if let yaml = Project.text(of: "\(folder)/vfaudit.yml") {
      policy = try Policy(
        yaml: yaml, name: "vfaudit.yml", rules: Set(RuleCatalog.all.map(\.id)))
      digest = Digest.sha256Hex(Bytes(yaml))
    }
    let time = try #require(snapshot.capturedAt)
    let report = policy.report(
      on: Inventory(of: snapshot), by: RuleCatalog.all,
      run: RunFacts(
        toolVersion: "golden", judgedAt: time, capturedAt: time,
        snapshotDigest: snapshot.manifestDigest, policyName: digest.map { _ in "vfaudit.yml" },
        policyDigest: digest))
    return try ReportSeal.sealed(report) { Digest.sha256Hex(Bytes($0)) }
  }
}

/// A report in one format, under the name of its golden file.
struct GoldenReport: Sendable, CustomTestStringConvertible {
  let pool: ExamplePool
  let file: String
  var testDescription: String { "\(pool.name)/\(file)" }

  static let all = ExamplePool.all.flatMap { pool in
    ["report.html", "report.txt", "report.xml"].map { GoldenReport(pool: pool, file: $0) }
  }

  func bytes() throws -> [UInt8] {
    let report = try pool.report()
    switch file {
    case "report.html":
      return try HTMLRenderer(styleHash: { Digest.sha256Base64(Bytes($0)) }).render(report)
    case "report.xml": return try XMLRenderer().render(report)
    default: return try TextRenderer(usesColour: false).render(report)
    }
  }
}

@Suite struct ExampleReportTests {
  @Test func `there are examples`() {
    #expect(ExamplePool.all.count >= 4)
  }

  /// `RECORD=1` writes the files and still fails, so that a recording never passes for a check.
  @Test("a report is the recorded one, byte for byte", arguments: GoldenReport.all)
  func isAsRecorded(_ golden: GoldenReport) throws {
    let path = "\(golden.pool.folder)/reports/\(golden.file)"
    let bytes = try golden.bytes()
    if let problem = Golden.difference(of: bytes, from: path) { Issue.record("\(problem)") }
  }

  @Test("the same snapshot gives the same bytes again", arguments: GoldenReport.all)
  func isDeterministic(_ golden: GoldenReport) throws {
    #expect(try golden.bytes() == golden.bytes())
  }

  @Test("an example has a README that shows how to run it", arguments: ExamplePool.all)
  func hasReadme(_ pool: ExamplePool) throws {
    let text = try #require(Project.text(of: "\(pool.folder)/README.md"))
    #expect(text.contains("vfaudit audit Examples/\(pool.name)/snapshot"))
  }

  @Test("the healthy pool has nothing wrong, and everything could be decided")
  func healthy() throws {
    let report = try ExamplePool(name: "healthy-pool").report()
    #expect(report.findings.isEmpty)
    #expect(report.undetermined.isEmpty)
    #expect(report.gaps.isEmpty)
  }

  @Test("a MAC address of an example is made up, or the page's own", arguments: ExamplePool.all)
  func hasNoRealAddresses(_ pool: ExamplePool) throws {
    let page: Set<String> = ["6a:2c:61:fd:ff:9b", "2a:81:8d:da:3a:f0", "56:b1:98:a4:e0:31"]
    let harmless: Set<String> = ["00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "fe:ff:ff:ff:ff:ff"]
    for document in try Source.open("\(pool.folder)/snapshot").documents {
      let text = document.bytes.string(in: 0..<document.bytes.count).lowercased()
      for match in text.matches(of: #/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/#) {
        let mac = String(match.output)
        let second = mac[mac.index(after: mac.startIndex)]
        #expect(
          "26ae".contains(second) || page.contains(mac) || harmless.contains(mac),
          "\(document.name): \(mac)")
      }
    }
  }
}
