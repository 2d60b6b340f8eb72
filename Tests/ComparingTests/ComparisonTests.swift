import Auditing
import Comparing
import Policies
import PoolModel
import PoolSketch
import Records
import Testing

/// Two states of one pool, and what became of everything.
@Suite struct ComparisonTests {
  /// Fails for ports without a VF, needs the number of VFs, and hits the VMs of the pool.
  private let rule = Rule(
    id: "no-vf", title: "port without VFs", severity: .warning, confidence: .source,
    needs: [.activeVFs], why: "", remedy: "", checkByHand: "", references: [],
    population: { $0.ports },
    check: { (port: Port, inventory) in
      guard port.activeVFs?.value == 0 else { return nil }
      return FindingDetails(
        title: "\(port.device) has none", happens: [], action: "mend", consequence: "bad",
        affected: Affected(vms: inventory.vms.map(\.id)), evidence: [], remedy: [])
    },
    examples: [])

  private func audited(
    _ terms: Terms = Terms(), _ draw: (inout PoolSketch) -> Void
  ) -> (report: AuditReport, inventory: Inventory) {
    var sketch = PoolSketch()
    draw(&sketch)
    let inventory = Linker.link(sketch.records)
    let report = Audit(rules: [rule], terms: terms).report(
      on: inventory,
      run: RunFacts(
        toolVersion: "t", judgedAt: "2026-05-01T00:00:00Z", capturedAt: nil, snapshotDigest: ""))
    return (report, inventory)
  }

  private func changes(
    _ before: (inout PoolSketch) -> Void, _ after: (inout PoolSketch) -> Void
  ) -> [String] {
    Comparison(audited(draw: before), audited(draw: after)).findings.map {
      "\($0.finding.subject.label) \($0.change)"
    }
  }

  private func differences(
    _ before: (inout PoolSketch) -> Void, _ after: (inout PoolSketch) -> Void
  ) -> [String] {
    Comparison(audited(draw: before), audited(draw: after)).differences.map(\.sentence)
  }

  private func audited(
    draw: (inout PoolSketch) -> Void
  ) -> (report: AuditReport, inventory: Inventory) { audited(Terms(), draw) }

  private func twoPorts(_ pool: inout PoolSketch) { pool.card(.i350, ports: "eth0", "eth1") }

  @Test func `a finding that came is new, one that passes again is fixed, the rest is unchanged`() {
    let changes = changes(
      { pool in
        twoPorts(&pool)
        pool.vfs(4, on: "eth1")
        pool.card(.i350, ports: "eth2")
      },
      { pool in
        twoPorts(&pool)
        pool.vfs(4, on: "eth0")
        pool.card(.i350, ports: "eth2")
      })
    #expect(changes == ["xen1/eth1 new", "xen1/eth0 fixed", "xen1/eth2 unchanged"])
  }

  @Test func `what cannot be told any more is never called fixed`() {
    let changes = changes(
      twoPorts,
      { pool in
        twoPorts(&pool)
        pool.forgetHostFacts()
      })
    #expect(changes == ["xen1/eth0 undetermined", "xen1/eth1 undetermined"])
  }

  @Test func `a list that is missing leaves its findings undetermined, and nothing is gone`() {
    let comparison = Comparison(
      audited(draw: twoPorts),
      audited { pool in
        twoPorts(&pool)
        pool.forget(.pif)
        pool.forgetHostFacts()
      })
    #expect(comparison.findings.allSatisfy { $0.change != .fixed })
    #expect(!comparison.differences.contains { $0.change == .removed && $0.subject.kind == .port })
    #expect(comparison.notCompared.contains { $0.hasSuffix("not known after") })
  }

  @Test func `a finding whose subject went away has lost its subject`() {
    let changes = changes(twoPorts, { $0.card(.i350, ports: "eth0") })
    #expect(changes == ["xen1/eth1 gone", "xen1/eth0 unchanged"])
  }

  @Test func `more running VMs make it worse, fewer better, and it says so`() {
    let one = audited { pool in
      pool.card(.i350, ports: "eth0")
      pool.vm("a", on: "Pool-wide network on eth0")
    }
    let two = audited { pool in
      pool.card(.i350, ports: "eth0")
      pool.vm("a", on: "Pool-wide network on eth0")
      pool.vm("b", on: "Pool-wide network on eth0")
    }
    let worse = Comparison(one, two).findings[0]
    #expect(worse.change == .worse && worse.reason == "affects 2 running VMs, 1 before")
    #expect(Comparison(two, one).findings[0].change == .better)
  }

  @Test func `a waiver makes it better, and its end worse`() {
    var terms = Terms()
    terms.waivers = [
      Waiver(
        rule: "no-vf", subject: "*", reason: "r", owner: "o", expires: "2026-12-31", place: "p:1")
    ]
    let plain = audited { $0.card(.i350, ports: "eth0") }
    let waived = audited(terms) { $0.card(.i350, ports: "eth0") }
    #expect(Comparison(plain, waived).findings.map(\.change) == [.better])
    #expect(Comparison(waived, plain).findings.map(\.change) == [.worse])
  }

  @Test func `a VIF made anew with the same address in the same place has moved`() {
    func pool(_ network: String, _ uuid: String) -> (inout PoolSketch) -> Void {
      { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.vm("web", on: "Pool-wide network on \(network)")
        pool.set("web" / 0) { vif in
          vif.mac = "02:00:00:00:00:07"
          vif.uuid = uuid
        }
      }
    }
    #expect(
      differences(pool("eth0", "old"), pool("eth1", "new")) == [
        "VIF web/0 moved from Pool-wide network on eth0 to Pool-wide network on eth1"
      ])
  }

  @Test func `a name is no identity: a rename is a rename`() {
    let before: (inout PoolSketch) -> Void = { pool in
      pool.card(.i350, ports: "eth0")
      pool.vm("web", on: "Pool-wide network on eth0")
    }
    let renamed = differences(
      before,
      { pool in
        before(&pool)
        pool.set("web") { $0.nameLabel = "www" }
      })
    #expect(renamed == ["VM web was renamed to www"])
    let replaced = differences(
      before,
      { pool in
        before(&pool)
        pool.set("web") { $0.uuid = "another" }
        pool.set("web" / 0) { vif in
          vif.vm = .uuid("another")
          vif.uuid = "another-vif"
        }
      })
    #expect(
      replaced == [
        "VM web is new", "VM web was removed", "VIF web/0 is new", "VIF web/0 was removed",
      ])
  }

  @Test func `states and counts that people care about differ, in words`() {
    let differences = differences(
      { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("web", on: "Pool-wide network on eth0")
      },
      { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.vm("web", on: "Pool-wide network on eth0", isRunning: false)
      })
    #expect(differences.contains("active VFs of port xen1/eth0: 0 → 4"))
    #expect(differences.contains("power state of VM web: running → halted"))
  }

  @Test func `the order of the records changes nothing`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0", "eth1")
    sketch.vm("a", on: "Pool-wide network on eth0")
    sketch.vm("b", on: "Pool-wide network on eth1")
    let one = Linker.link(sketch.records)
    var records = sketch.records
    records.pifs.reverse()
    records.vms.reverse()
    records.vifs.reverse()
    records.networks.reverse()
    let other = Linker.link(records)
    let run = RunFacts(toolVersion: "t", judgedAt: "", capturedAt: nil, snapshotDigest: "")
    let audit = Audit(rules: [rule])
    let comparison = Comparison(
      (audit.report(on: one, run: run), one), (audit.report(on: other, run: run), other))
    #expect(comparison.isSame)
    #expect(comparison.sentence == "Nothing has changed.")
  }

  @Test func `the sentence counts, the most urgent first`() {
    let comparison = Comparison(
      audited { pool in
        twoPorts(&pool)
        pool.vfs(4, on: "eth1")
      },
      audited { pool in
        twoPorts(&pool)
        pool.vfs(4, on: "eth0")
      })
    #expect(comparison.sentence == "1 finding is new and 1 is fixed.")
    #expect(comparison.detail.hasPrefix("Unchanged findings: 0; "))
  }

  @Test(
    "a field that one list lacks is not known, and no difference",
    arguments: [
      "enabled", "management", "PIF network", "master", "host", "VM config", "addresses", "limit",
    ])
  func lackingField(_ field: String) {
    var sketch = PoolSketch()
    sketch.host("xen1", isEnabled: false)
    sketch.card(.i350, ports: "eth0")
    sketch.management(on: "eth0")
    sketch.host("xen2")
    sketch.vm("web", on: "Pool-wide network on eth0")
    sketch.set("web") { $0.otherConfig = ["pci": "0/0000:07:10.0"] }
    sketch.set("web" / 0) { $0.ipv4Allowed = ["192.0.2.7"] }
    sketch.limit("web" / 0, kbps: 1000)
    sketch.coordinator("xen2")
    let before = Linker.link(sketch.records)
    var records = sketch.records
    switch field {
    case "enabled": for index in records.hosts.indices { records.hosts[index].enabled = nil }
    case "management": for index in records.pifs.indices { records.pifs[index].management = nil }
    case "PIF network":
      for index in records.pifs.indices { records.pifs[index].network = .notCaptured }
    case "master": for index in records.pools.indices { records.pools[index].master = .notCaptured }
    case "host": for index in records.vms.indices { records.vms[index].residentOn = .notCaptured }
    case "VM config": for index in records.vms.indices { records.vms[index].otherConfig = nil }
    case "addresses":
      for index in records.vifs.indices {
        records.vifs[index].ipv4Allowed = nil
        records.vifs[index].ipv6Allowed = nil
      }
    default:
      for index in records.vifs.indices { records.vifs[index].qosAlgorithmParams = nil }
    }
    let after = Linker.link(records)
    let run = RunFacts(toolVersion: "t", judgedAt: "", capturedAt: nil, snapshotDigest: "")
    let audit = Audit(rules: [])
    let one = (report: audit.report(on: before, run: run), inventory: before)
    let other = (report: audit.report(on: after, run: run), inventory: after)
    for comparison in [Comparison(one, other), Comparison(other, one)] {
      #expect(comparison.differences.isEmpty, "\(comparison.differences.map(\.sentence))")
      #expect(!comparison.notCompared.isEmpty)
    }
  }
}
