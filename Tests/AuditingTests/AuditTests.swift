import Auditing
import PoolModel
import PoolSketch
import Records
import Testing

@Suite struct AuditTests {
  private let run = RunFacts(
    toolVersion: "test", judgedAt: "2026-05-01T00:00:00Z", capturedAt: nil, snapshotDigest: "")

  /// A rule that fails for ports whose device is in a list.
  private func rule(
    _ id: String, failsOn devices: [String], severity: Severity = .error, needs: [Need] = []
  ) -> Rule {
    Rule(
      id: id, title: "test", severity: severity, confidence: .source, needs: needs, why: "",
      remedy: "", checkByHand: "", references: [], population: { $0.ports },
      check: { (port: Port, _) in
        guard devices.contains(port.device) else { return nil }
        return FindingDetails(
          title: "\(port.device) is wrong", happens: [], action: "mend", consequence: "bad",
          evidence: [], remedy: [])
      },
      examples: [])
  }

  private func inventory(_ draw: (inout PoolSketch) -> Void) -> Inventory {
    var sketch = PoolSketch()
    draw(&sketch)
    return Linker.link(sketch.records)
  }

  private func report(
    _ rules: [Rule], terms: Terms = Terms(), on inventory: Inventory
  ) -> AuditReport {
    Audit(rules: rules, terms: terms).report(on: inventory, run: run)
  }

  @Test func `every outcome says how many it examined`() {
    let pool = inventory { $0.card(.i350, ports: "eth0", "eth1", "eth2") }
    let report = report([rule("a", failsOn: ["eth1"]), rule("b", failsOn: [])], on: pool)
    #expect(
      report.rules.map(\.sentence) == [
        "3 ports examined, 1 failed", "3 ports examined, none failed",
      ])
  }

  @Test func `nothing to examine is not a pass`() {
    let report = report([rule("a", failsOn: [])], on: inventory { _ in })
    #expect(report.rules[0].outcome == .notApplicable)
    #expect(report.rules[0].sentence == "no port to examine")
  }

  @Test func `a member whose need is missing is undetermined, whatever the check would say`() {
    let pool = inventory { pool in
      pool.card(.i350, ports: "eth0")
      pool.forgetHostFacts()
    }
    let report = report([rule("a", failsOn: ["eth0"], needs: [.activeVFs])], on: pool)
    #expect(report.findings.isEmpty)
    #expect(report.undetermined.map(\.count) == [1])
    #expect(report.undetermined[0].gaps[0].document == "host/host-xen1/sysfs")
  }

  @Test func `findings stand by severity, then rule, then subject`() {
    let pool = inventory { $0.card(.i350, ports: "eth0", "eth1") }
    let rules = [
      rule("notes", failsOn: ["eth0"], severity: .note),
      rule("errors", failsOn: ["eth1", "eth0"]),
    ]
    #expect(
      report(rules, on: pool).findings.map(\.id)
        == ["F-errors-xen1-eth0", "F-errors-xen1-eth1", "F-notes-xen1-eth0"])
  }

  @Test func `the policy changes severities and leaves rules out, and the report says so`() {
    var terms = Terms()
    terms.severities = ["a": .note]
    terms.disabled = ["b"]
    let pool = inventory { $0.card(.i350, ports: "eth0") }
    let report = report(
      [rule("a", failsOn: ["eth0"]), rule("b", failsOn: ["eth0"])], terms: terms, on: pool)
    #expect(report.findings.map(\.severity) == [.note])
    #expect(report.disabledRules == ["b"])
  }

  @Test func `the verdict forbids to sign off when an error is open`() {
    let pool = inventory { $0.card(.i350, ports: "eth0") }
    let verdict = report([rule("a", failsOn: ["eth0"])], on: pool).verdict
    #expect(verdict.sentence == "Do not sign off: eth0 is wrong.")
    #expect(verdict.detail.hasPrefix("1 error, no warnings, no notes on 1 host"))
  }

  @Test func `the verdict never calls a pool good whose facts are missing`() {
    let pool = inventory { pool in
      pool.card(.i350, ports: "eth0")
      pool.forgetHostFacts()
    }
    let verdict = report([rule("a", failsOn: [], needs: [.activeVFs])], on: pool).verdict
    #expect(
      verdict.sentence == "No problems found, but the audit is incomplete: some data is missing.")
  }

  @Test func `the verdict never says that traffic passes while an error could not be ruled out`() {
    let pool = inventory { pool in
      pool.card(.i350, ports: "eth0")
      pool.forgetHostFacts()
    }
    let rules = [
      rule("a", failsOn: [], needs: [.activeVFs]), rule("b", failsOn: ["eth0"], severity: .warning),
    ]
    #expect(
      report(rules, on: pool).verdict.sentence
        == "Resolve 1 warning first. Some rules with severity error were not evaluated.")
  }

  @Test func `rules of lesser severity that were not evaluated do not change a warning's verdict`()
  {
    let pool = inventory { pool in
      pool.card(.i350, ports: "eth0")
      pool.forgetHostFacts()
    }
    let rules = [
      rule("a", failsOn: [], severity: .note, needs: [.activeVFs]),
      rule("b", failsOn: ["eth0"], severity: .warning),
    ]
    #expect(report(rules, on: pool).verdict.sentence == "No errors, but resolve 1 warning first.")
  }

  @Test func `who is hit twice is named once`() {
    let pool = inventory { pool in
      pool.card(.i350, ports: "eth0")
      pool.host("xen1")
    }
    let host = pool.hosts[0].id
    let rule = Rule(
      id: "a", title: "test", severity: .error, confidence: .source, needs: [], why: "",
      remedy: "", checkByHand: "", references: [], population: { $0.ports },
      check: { (_: Port, _) in
        FindingDetails(
          title: "wrong", happens: [], action: "mend", consequence: "bad",
          affected: Affected(hosts: [host, host]), evidence: [], remedy: [])
      },
      examples: [])
    #expect(report([rule], on: pool).findings[0].affected.hosts == ["xen1"])
  }

  @Test func `two subjects of one label get two ids`() {
    let pool = inventory { pool in
      pool.host("xen1")
      pool.card(.i350, ports: "eth0")
    }
    var twice = pool
    twice.ports.append(twice.ports[0])
    twice.vfUses.append(VFUse())
    let report = report([rule("a", failsOn: ["eth0"])], on: twice)
    #expect(report.findings.map(\.id) == ["F-a-xen1-eth0", "F-a-xen1-eth0-2"])
  }

  @Test func `ids of findings differ although their labels look alike`() {
    let pool = inventory { $0.card(.i350, ports: "eth.0", "eth-0", "eth-0-2") }
    let ids = report([rule("a", failsOn: ["eth.0", "eth-0", "eth-0-2"])], on: pool).findings.map(
      \.id)
    #expect(Set(ids).count == 3)
  }
}
