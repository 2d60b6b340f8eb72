import Auditing
import Comparing
import Evidence
import Planning
import PoolModel
import ProjectFiles
import Records
import Reporting
import Rules
import Testing

/// The host of the page before and after its reboot, compared; and the reboot as it was planned.
struct GoldenComparison: Sendable, CustomTestStringConvertible {
  /// `i350-after-reboot/reports/since-before-reboot.html`.
  let file: String
  var testDescription: String { file }
  var isPlan: Bool { file.contains("plan-reboot") }

  static let all = [
    "i350-after-reboot/reports/since-before-reboot", "i350-before-reboot/reports/plan-reboot",
  ].flatMap { name in
    ["html", "md", "txt", "xml", "json"].map { GoldenComparison(file: "\(name).\($0)") }
  }

  func comparison() throws -> Comparison { isPlan ? try Self.plan() : try Self.comparison() }

  private static func plan() throws -> Comparison {
    let example = ExamplePool(name: "i350-before-reboot")
    let snapshot = try Source.open("\(example.folder)/snapshot")
    let inventory = Inventory(of: snapshot)
    let today = try example.report()
    var pool = AssumedPool(RecordReader.read(snapshot), inventory)
    try pool.apply(.reboot(host: nil))
    let after = Audit(rules: RuleCatalog.all).report(on: pool.inventory, run: today.run)
    var comparison = Comparison(
      (today, inventory), (after, pool.inventory), titles: ("today", "after the change"))
    comparison.plan = Plan(
      changes: pool.changes, now: inventory, afterChange: pool.inventory,
      afterReboot: pool.inventory)
    return comparison
  }

  private static func comparison() throws -> Comparison {
    let pools = try ["i350-before-reboot", "i350-after-reboot"].map { name in
      let pool = ExamplePool(name: name)
      return (
        report: try pool.report(),
        inventory: Inventory(of: try Source.open("\(pool.folder)/snapshot"))
      )
    }
    return Comparison(pools[0], pools[1])
  }

  func bytes() throws -> [UInt8] {
    let comparison = try comparison()
    switch file.split(separator: ".").last {
    case "html":
      return try ComparisonHTML(styleHash: { Digest.sha256Base64(Bytes($0)) }).render(comparison)
    case "md": return Array(ComparisonMarkdown(comparison).text.utf8)
    case "txt": return Array(ComparisonText(comparison).text.utf8)
    case "json": return try ComparisonJSON().render(comparison)
    default: return try ComparisonXML().render(comparison)
    }
  }
}

@Suite struct ExampleComparisonTests {
  @Test("a comparison is the recorded one, byte for byte", arguments: GoldenComparison.all)
  func isAsRecorded(_ golden: GoldenComparison) throws {
    let path = "\(Project.root)/Examples/\(golden.file)"
    let bytes = try golden.bytes()
    if let problem = Golden.difference(of: bytes, from: path) { Issue.record("\(problem)") }
  }

  @Test("every finding and difference is in every format", arguments: GoldenComparison.all)
  func carriesAll(_ golden: GoldenComparison) throws {
    let comparison = try golden.comparison()
    let flat = String(decoding: try golden.bytes(), as: UTF8.self)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("\\", with: "")
    for compared in comparison.findings {
      #expect(flat.contains(compared.finding.title), "\(compared.finding.id)")
    }
    for difference in comparison.differences {
      #expect(flat.contains(difference.sentence), "\(difference.sentence)")
    }
  }
}
