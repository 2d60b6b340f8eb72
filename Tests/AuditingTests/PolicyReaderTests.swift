import Auditing
import PoolModel
import Testing

@Suite struct PolicyReaderTests {
  private func read(_ yaml: String) throws(PolicyFailure) -> Policy {
    try Policy(yaml: yaml, name: "vfaudit.yml", rules: ["vf-headroom-low", "guest-nic-order"])
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
    #expect(try read("").thresholds == Thresholds())
    #expect(try read("# nothing but a comment\n").thresholds == Thresholds())
  }

  @Test func `thresholds, severities, disabled rules and intents are read`() throws {
    let policy = try read(
      """
      headroom:
        minimum: 2
        percent: 10
      severities:
        vf-headroom-low: note
      disabled: [guest-nic-order]
      expect:
        - guest: web-*
          device: 1
          network: VM SR-IOV
          reason: fast
      """)
    #expect(policy.thresholds.minimumFree == 2)
    #expect(policy.thresholds.percentFree == 10)
    #expect(policy.severities == ["vf-headroom-low": .note])
    #expect(policy.disabled == ["guest-nic-order"])
    #expect(
      policy.expectations == [
        Expectation(
          guest: "web-*", device: 1, network: "VM SR-IOV", reason: "fast", place: "vfaudit.yml:8")
      ])
  }

  @Test func `a refusal names line and key`() {
    #expect(
      refusal("headrom:\n  minimum: 1\n")
        == "vfaudit.yml:1: unknown key “headrom”, expected one of headroom, severities, disabled, expect, waivers"
    )
    #expect(
      refusal("headroom:\n  percent: 120\n")
        == "vfaudit.yml:2: percent: expected a whole number from 0 to 100, found “120”")
    #expect(
      refusal("disabled:\n  - no-such-rule\n")
        == "vfaudit.yml:2: no rule is called “no-such-rule”: vfaudit rules lists them")
    #expect(
      refusal("severities:\n  vf-headroom-low: fatal\n")
        == "vfaudit.yml:2: vf-headroom-low: expected error, warning or note, found “fatal”")
    #expect(
      refusal("expect:\n  - network: x\n") == "vfaudit.yml:2: an entry of expect lacks “guest”")
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

  @Test func `an expectation wins over a tag and names guests by glob`() throws {
    var sketch = PoolSketch()
    sketch.guest("web-1", on: "net", tags: ["sriov"])
    sketch.guest("db", on: "net")
    var inventory = Linker.link(sketch.records)
    try read("expect:\n  - guest: web-*\n    network: Fast\n").stateIntents(in: &inventory)
    let intents = inventory.vifs.map(\.intent?.network)
    #expect(intents == [nil, .network("Fast")])
  }

  @Test func `an expectation that names nobody becomes a gap`() throws {
    var inventory = Linker.link(PoolSketch().records)
    try read("expect:\n  - guest: nobody\n    network: Fast\n").stateIntents(in: &inventory)
    #expect(inventory.gaps.contains { $0.document == "vfaudit.yml:2" })
  }

  @Test func `a waiver has a rule, a subject, a reason, an owner and a last day`() throws {
    let yaml = """
      waivers:
        - rule: guest-nic-order
          subject: router-*
          reason: known
          owner: me
          expires: 2026-12-31
      """
    #expect(
      try read(yaml).waivers == [
        Waiver(
          rule: "guest-nic-order", subject: "router-*", reason: "known", owner: "me",
          expires: "2026-12-31", place: "vfaudit.yml:2")
      ])
    #expect(
      refusal(yaml.replacing("    owner: me\n", with: ""))
        == "vfaudit.yml:2: a waiver lacks “owner”")
    #expect(
      refusal(yaml.replacing("2026-12-31", with: "never"))
        == "vfaudit.yml:6: expires: expected a day such as 2026-12-31, found “never”")
    #expect(
      refusal(yaml.replacing("guest-nic-order", with: "x"))?.contains("no rule is called") == true)
  }
}
