import Auditing
import Comparing
import PoolModel
import PoolSketch
import Testing

@Suite struct FleetSummaryTests {
  /// A pool with so many ports that fail a rule of this severity.
  private func pool(
    _ name: String, _ severity: Severity = .note, ports: Int = 0, product: String? = nil,
    captured: String? = nil
  ) -> FleetSummary.PoolLine {
    var sketch = PoolSketch()
    if ports > 0 { sketch.card(.x540, ports: "eth0") }
    if ports > 1 { sketch.card(.x540, ports: "eth1") }
    let rule = Rule(
      id: "r-\(severity.rawValue)", title: "broken port", severity: severity, confidence: .source,
      needs: [], why: "", remedy: "", checkByHand: "", references: [], population: { $0.ports },
      check: { (port: Port, _) in
        FindingDetails(
          title: port.device, happens: [], action: "", consequence: "", evidence: [], remedy: [])
      },
      examples: [])
    var report = Audit(rules: [rule]).report(
      on: Linker.link(sketch.records),
      run: RunFacts(toolVersion: "t", judgedAt: "", capturedAt: captured, snapshotDigest: ""))
    report.pool.name = name
    report.pool.product = product
    return FleetSummary.PoolLine(report, folder: name)
  }

  @Test func `the worst pool comes first: errors, then warnings, then notes, then what is open`() {
    let fleet = FleetSummary(
      pools: [
        pool("fine"), pool("noted", .note, ports: 2), pool("warned", .warning, ports: 1),
        pool("broken", .error, ports: 1), pool("worse", .error, ports: 2),
      ], unread: [])
    #expect(fleet.pools.map(\.name) == ["worse", "broken", "warned", "noted", "fine"])
  }

  @Test func `a rule says in how many pools it fails, the worst first`() {
    let fleet = FleetSummary(
      pools: [
        pool("a", .warning, ports: 1), pool("b", .warning, ports: 1), pool("c", .error, ports: 1),
      ], unread: [])
    #expect(fleet.failedRules.map(\.rule.id) == ["r-error", "r-warning"])
    #expect(fleet.failedRules.map { $0.pools.map(\.name) } == [["c"], ["a", "b"]])
  }

  @Test func `a pool stands out by its product, the age of its data, or what it alone has`() {
    let old = "2026-05-01T00:00:00Z"
    let new = "2026-05-11T00:00:00Z"
    let fleet = FleetSummary(
      pools: [
        pool("a", .error, ports: 1, product: "XCP-ng 8.2", captured: new),
        pool("b", product: "XCP-ng 8.3", captured: old),
        pool("c", product: "XCP-ng 8.3", captured: new),
      ], unread: [])
    #expect(
      fleet.outliers.map { "\($0.pool.name) \($0.what)" } == [
        "a runs XCP-ng 8.2; 2 of 3 pools run XCP-ng 8.3",
        "b its data is 10 days older than that of the newest pool",
        "a the only pool with a broken port",
      ])
  }

  @Test func `of two pools nobody stands out`() {
    let fleet = FleetSummary(
      pools: [pool("a", product: "A"), pool("b", .error, ports: 1, product: "B")], unread: [])
    #expect(fleet.outliers.isEmpty)
  }
}
