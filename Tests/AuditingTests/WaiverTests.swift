import Auditing
import PoolModel
import PoolSketch
import Testing

@Suite struct WaiverTests {
  /// Fails for both ports of a pool, on a day in May.
  private func report(_ waivers: [Waiver], at time: String = "2026-05-01T23:59:59Z") -> AuditReport
  {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0", "eth1")
    var terms = Terms()
    terms.waivers = waivers
    let rule = Rule(
      id: "a", title: "test", severity: .error, confidence: .source, needs: [], why: "",
      remedy: "", checkByHand: "", references: [], population: { $0.ports },
      check: { (port: Port, _) in
        FindingDetails(
          title: "\(port.device) is wrong", happens: [], action: "mend", consequence: "bad",
          evidence: [], remedy: [])
      },
      examples: [])
    return Audit(rules: [rule], terms: terms).report(
      on: Linker.link(sketch.records),
      run: RunFacts(toolVersion: "t", judgedAt: time, capturedAt: nil, snapshotDigest: ""))
  }

  private func waiver(_ subject: String, expires: String = "2026-05-01", rule: String = "a")
    -> Waiver
  {
    Waiver(
      rule: rule, subject: subject, reason: "moves", owner: "me", expires: expires, place: "p:1")
  }

  @Test func `a waived finding is shown and does not count`() {
    let report = report([waiver("xen1/eth0")])
    #expect(report.findings.map(\.subject.label) == ["xen1/eth1"])
    #expect(report.waived.map(\.subject.label) == ["xen1/eth0"])
    #expect(report.waived[0].waiver?.waiver.reason == "moves")
    #expect(report.actNow.count == 1)
    #expect(report.counts[0].findings == 1 && report.counts[0].waived == 1)
    #expect(report.verdict.detail.contains("1 waived finding is not counted."))
  }

  @Test func `it holds until the end of its last day, UTC, and counts from then on`() {
    #expect(report([waiver("xen1/eth0")]).waived.count == 1)
    let next = report([waiver("xen1/eth0")], at: "2026-05-02T00:00:00Z")
    #expect(next.waived.isEmpty)
    #expect(next.findings[0].waiver?.isExpired == true)
  }

  @Test func `a subject is named by label, glob or uuid, and the rule has to be the same`() {
    #expect(report([waiver("xen1/*")]).waived.count == 2)
    #expect(report([waiver("XEN1/eth0")]).waived.isEmpty)
    #expect(report([waiver("xen1/eth0", rule: "b")]).waived.isEmpty)
    let uuid = report([]).findings[0].subject.uuid
    #expect(report([waiver(uuid)]).waived.count == 1)
  }

  @Test func `of two waivers the one that still holds is taken`() {
    let both = [
      waiver("xen1/eth0", expires: "2020-01-01"), waiver("xen1/*", expires: "2030-01-01"),
    ]
    #expect(report(both).waived.count == 2)
  }

  @Test func `a label counts to the letter, also where it looks like a glob`() {
    let finding = Waiver(
      rule: "a", subject: "web[1]/0", reason: "r", owner: "o", expires: "2030-01-01", place: "p:1")
    let named = report([], at: "2026-05-01T00:00:00Z").findings[0]
    var other = named
    other.subject = Subject(.vif, uuid: "u-1", label: "web[1]/0")
    #expect(finding.names(other) && !finding.names(named))
  }
}
