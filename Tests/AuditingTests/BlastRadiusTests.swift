import Auditing
import PoolModel
import PoolSketch
import Testing

/// Who is hit by the worst findings, summed up in the verdict's sentence.
@Suite struct BlastRadiusTests {
  /// Fails for every port and hits whoever runs on its networks.
  private func rule(_ id: String, _ severity: Severity) -> Rule {
    Rule(
      id: id, title: "test", severity: severity, confidence: .source, needs: [], why: "",
      remedy: "", checkByHand: "", references: [], population: { $0.ports },
      check: { (port: Port, inventory) in
        FindingDetails(
          title: "\(port.device) is wrong", happens: [], action: "mend", consequence: "bad",
          affected: Affected(
            vms: inventory.vms.map(\.id), networks: port.network.map { [$0] } ?? [],
            hosts: [port.host], hostTraffic: inventory.hostTraffic(over: port)),
          evidence: [], remedy: [])
      },
      examples: [])
  }

  private func sentence(_ rules: [Rule], terms: Terms = Terms()) -> String {
    var pool = PoolSketch()
    pool.highAvailability(true)
    pool.card(.i350, ports: "eth0", "eth1")
    pool.management(on: "eth0")
    pool.vm("a", on: "Pool-wide network on eth0")
    pool.vm("b", on: "Pool-wide network on eth1", isRunning: false)
    return Audit(rules: rules, terms: terms).report(
      on: Linker.link(pool.records),
      run: RunFacts(
        toolVersion: "t", judgedAt: "2026-05-01T00:00:00Z", capturedAt: nil, snapshotDigest: "")
    ).verdict.sentence
  }

  @Test func `each who is hit counts once, however many findings name them`() {
    #expect(
      sentence([rule("a", .error), rule("b", .error)]).hasSuffix(
        " Affected: 1 running VM, 1 stopped VM, 2 networks, 1 host and"
          + " management and HA traffic."))
  }

  @Test func `lesser findings do not swell it`() {
    #expect(sentence([rule("a", .warning), rule("b", .note)]).contains("Affected: 1 running"))
    #expect(!sentence([rule("a", .note)]).contains("Affected"))
  }

  @Test func `a waived finding does not count`() {
    var terms = Terms()
    terms.waivers = [
      Waiver(
        rule: "a", subject: "xen1/eth0", reason: "r", owner: "o", expires: "2026-12-31",
        place: "p:1")
    ]
    #expect(
      sentence([rule("a", .error)], terms: terms).hasSuffix(
        " Affected: 1 running VM, 1 stopped VM, 1 network and 1 host."))
  }
}
