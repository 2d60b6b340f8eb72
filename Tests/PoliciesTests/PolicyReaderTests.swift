import Auditing
import Policies
import PoolModel
import PoolSketch
import Records
import Testing

@Suite struct PolicyReaderTests {
  private func read(_ yaml: String) throws(PolicyFailure) -> Policy {
    try Policy(yaml: yaml, name: "vfaudit.yml", rules: ["vf-headroom-low", "vm-nic-order"])
  }

  private func refusal(_ yaml: String) -> String? {
    do throws(PolicyFailure) {
      _ = try read(yaml)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `an empty file is the built-in policy`() throws {
    #expect(try read("").terms.thresholds == Thresholds())
    #expect(try read("# nothing but a comment\n").terms.thresholds == Thresholds())
  }

  @Test func `thresholds, severities, disabled rules and intents are read`() throws {
    let policy = try read(
      """
      headroom:
        minimum: 2
        percent: 10
      severities:
        vf-headroom-low: note
      disabled: [vm-nic-order]
      expect:
        - vm: web-*
          device: 1
          network: VM SR-IOV
          reason: fast
      """)
    #expect(policy.terms.thresholds.headroom.minimum == 2)
    #expect(policy.terms.thresholds.headroom.percent == 10)
    #expect(policy.terms.severities == ["vf-headroom-low": .note])
    #expect(policy.terms.disabled == ["vm-nic-order"])
    #expect(
      policy.expectations == [
        Expectation(
          vm: "web-*", device: 1, network: "VM SR-IOV", reason: "fast", place: "vfaudit.yml:8")
      ])
  }

  @Test func `a refusal names line and key`() {
    #expect(
      refusal("headrom:\n  minimum: 1\n")
        == "vfaudit.yml:1: unknown key “headrom”, expected one of headroom, severities, disabled, expect, waivers, cards, guest-os"
    )
    #expect(
      refusal("headroom:\n  percent: 120\n")
        == "vfaudit.yml:2: percent: expected a whole number from 0 to 100, found “120”")
    #expect(
      refusal("disabled:\n  - no-such-rule\n")
        == "vfaudit.yml:2: no rule has the id “no-such-rule”: vfaudit rules lists all ids")
    #expect(
      refusal("severities:\n  vf-headroom-low: fatal\n")
        == "vfaudit.yml:2: vf-headroom-low: expected error, warning or note, found “fatal”")
    #expect(
      refusal("expect:\n  - network: x\n")
        == "vfaudit.yml:2: an entry of expect needs exactly one of “vm”, “tag” and “port”")
  }

  @Test(
    "text that is no policy is refused, not read as an empty one",
    arguments: ["just words", "[1, 2]", "a: [", "headroom: 5", "expect: {a: b}", "\u{1}"])
  func refuses(_ yaml: String) {
    #expect(refusal(yaml)?.hasPrefix("vfaudit.yml") == true)
  }

  @Test func `a key that stands there twice is refused`() {
    #expect(refusal("disabled: []\ndisabled: []\n") != nil)
  }

  @Test func `an expectation wins over a tag and names VMs by glob`() throws {
    var sketch = PoolSketch()
    sketch.vm("web-1", on: "net", tags: ["sriov"])
    sketch.vm("db", on: "net")
    var inventory = Linker.link(sketch.records)
    try read("expect:\n  - vm: web-*\n    network: Fast\n").stateIntents(in: &inventory)
    let intents = inventory.vifs.map(\.intent?.network)
    #expect(intents == [nil, .network("Fast")])
  }

  @Test func `an expectation that names nobody becomes a gap`() throws {
    var inventory = Linker.link(PoolSketch().records)
    try read("expect:\n  - vm: nobody\n    network: Fast\n").stateIntents(in: &inventory)
    #expect(inventory.gaps.contains { $0.document == "vfaudit.yml:2" })
  }

  @Test func `a waiver has a rule, a subject, a reason, an owner and a last day`() throws {
    let yaml = """
      waivers:
        - rule: vm-nic-order
          subject: router-*
          reason: known
          owner: me
          expires: 2026-12-31
      """
    #expect(
      try read(yaml).terms.waivers == [
        Waiver(
          rule: "vm-nic-order", subject: "router-*", reason: "known", owner: "me",
          expires: "2026-12-31", place: "vfaudit.yml:2")
      ])
    #expect(
      refusal(yaml.replacing("    owner: me\n", with: ""))
        == "vfaudit.yml:2: a waiver lacks “owner”")
    #expect(
      refusal(yaml.replacing("2026-12-31", with: "never"))
        == "vfaudit.yml:6: expires: expected a day such as 2026-12-31, found “never”")
    #expect(
      refusal(yaml.replacing("vm-nic-order", with: "x"))?.contains("no rule has the id") == true)
  }

  @Test func `a port's threshold wins over its network's, and both over the general one`() throws {
    let policy = try read(
      """
      headroom:
        ports:
          xen1/eth1: { minimum: 3 }
        networks:
          10G *: { percent: 50 }
        minimum: 2
      """)
    var sketch = PoolSketch()
    sketch.card(.x540, ports: "eth0", "eth1", "eth2")
    sketch.sriov("10G a", on: "eth0")
    sketch.sriov("10G b", on: "eth1")
    sketch.sriov("other", on: "eth2")
    let pool = Linker.link(sketch.records)
    let wanted = pool.ports.map {
      policy.terms.thresholds.headroom(of: $0, in: pool).wanted(of: 10)
    }
    #expect(wanted == [5, 3, 2])
    #expect(
      refusal("headroom:\n  ports:\n    a: { most: 1 }\n")
        == "vfaudit.yml:3: unknown key “most”, expected one of minimum, percent")
  }

  @Test func `an intent names VMs by name or by tag, and not by both`() throws {
    #expect(try read("expect:\n  - { tag: fast, network: n }\n").expectations[0].tag == "fast")
    #expect(
      refusal("expect:\n  - { tag: fast, vm: a, network: n }\n")
        == "vfaudit.yml:2: an entry of expect needs exactly one of “vm”, “tag” and “port”")
  }

  @Test func `a policy knows a card and a VM better than the catalogue`() throws {
    let knowledge = try read(
      """
      cards:
        "8086:1f41": { like: i350, name: Intel i354, vfs: 5, source: tried on xen7 }
      guest-os:
        - system: NetBSD 1[1-9]*
          vf: ixgbevf
          support: works
          source: tried on xen8
      """
    ).knowledge
    let card = try #require(knowledge.model(vendor: "8086", device: "1f41"))
    #expect(card.family == .i350 && card.name == "Intel i354" && card.vfsPerPort == 5)
    #expect(card.source == "vfaudit.yml:2: tried on xen7")
    #expect(knowledge.model(vendor: "8086", device: "1521")?.name == "Intel i350")
    let newer = GuestOS(family: .netBSD, name: "NetBSD 11.0")
    let older = GuestOS(family: .netBSD, name: "NetBSD 10.1")
    #expect(
      knowledge.support(of: newer, on: .x540)
        == GuestOSSupport(level: .works, source: "vfaudit.yml:4: tried on xen8"))
    #expect(knowledge.support(of: older, on: .x540)?.level == .silent)
    #expect(knowledge.support(of: newer, on: .i350)?.level == .noDriver)
  }

  @Test func `knowledge without a source, or of an unknown kind, is refused`() {
    #expect(
      refusal("cards:\n  \"8086:1f41\": { like: i350 }\n")
        == "vfaudit.yml:2: “8086:1f41” lacks “source”: who tested it, and when")
    #expect(
      refusal("cards:\n  i354: { like: i350, source: me }\n")
        == "vfaudit.yml:2: expected a PCI id such as 8086:1521 in lower case, found “i354”")
    #expect(
      refusal("cards:\n  \"8086:1f41\": { like: i999, source: me }\n")?
        .hasPrefix("vfaudit.yml:2: like: expected one of i350, ") == true)
    #expect(
      refusal("guest-os:\n  - { system: NetBSD, vf: igbvf, support: works }\n")
        == "vfaudit.yml:2: an entry of guest-os needs “system”, “vf”, “support” and “source”")
  }

  @Test func `a corrected card changes what rules see, and one that no port is gets named`() throws
  {
    let policy = try read(
      """
      cards:
        "8086:1521": { like: i210, source: tried }
        "8086:9999": { like: x540, source: tried }
      guest-os:
        - { system: Plan 9, vf: igbvf, support: works, source: tried }
      """)
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    let inventory = Linker.link(sketch.records, knowledge: policy.knowledge)
    #expect(inventory.ports.map(\.model?.family) == [.i210])
    let run = RunFacts(
      toolVersion: "t", judgedAt: "2026-05-01T00:00:00Z", capturedAt: nil,
      snapshotDigest: "")
    let report = policy.report(on: inventory, by: [], run: run)
    #expect(
      policy.unmatched(in: inventory, report) == [
        "vfaudit.yml:3: cards: no port has the PCI id “8086:9999”",
        "vfaudit.yml:5: guest-os: no VM runs “Plan 9”",
      ])
  }

  @Test func `ports that are to give VFs stand beside the VMs`() throws {
    let policy = try read(
      """
      expect:
        - port: xen*/eth2
          network: VM SR-IOV
          reason: bought for it
        - port: xen1/eth3
      """)
    #expect(policy.expectations.isEmpty)
    #expect(policy.expectedPorts.map(\.pattern) == ["xen*/eth2", "xen1/eth3"])
    #expect(
      policy.expectedPorts.map(\.intent) == [
        PortIntent(network: "VM SR-IOV", statedAt: "vfaudit.yml:2", reason: "bought for it"),
        PortIntent(network: nil, statedAt: "vfaudit.yml:5", reason: ""),
      ])
  }

  @Test func `an entry speaks of VMs or of ports, never of both`() {
    #expect(
      refusal("expect:\n  - { port: a/eth0, vm: b, network: c }")
        == "vfaudit.yml:2: an entry of expect needs exactly one of “vm”, “tag” and “port”")
    #expect(
      refusal("expect:\n  - { port: a/eth0, device: 0 }")
        == "vfaudit.yml:2: “device” is for VIFs: it cannot be used with “port”")
  }

  @Test func `a port of the policy is looked for in the pool, and told where there is none`() throws
  {
    var sketch = PoolSketch()
    sketch.card(.x540, ports: "eth0", "eth1")
    var pool = Linker.link(sketch.records)
    try read("expect:\n  - port: xen1/*0\n  - port: xen9/eth0\n").stateIntents(in: &pool)
    #expect(pool.ports.map { $0.intent?.statedAt } == ["vfaudit.yml:2", nil])
    #expect(pool.gaps.map(\.document) == ["vfaudit.yml:3"])
  }
}
