import Auditing
import PoolModel
import PoolSketch
import Records
import Rules
import Testing

/// Rules about VFs on a live pool, of which no database was captured: what `ip link` shows counts.
@Suite struct LiveVFTests {
  /// Two VMs on the VFs of a port, each VF with the address of its VIF.
  private func judgement(
    _ rule: Rule, _ change: (inout PoolSketch) -> Void = { _ in }
  ) -> Judgement {
    var pool = PoolSketch()
    pool.card(.x540, ports: "eth0")
    pool.vfs(3, on: "eth0")
    pool.sriov("Fast", on: "eth0", remaining: 1)
    pool.vlanOverSRIOV(30, "Storage", on: "eth0")
    pool.vm("a", on: "Fast")
    pool.vm("b", on: "Storage")
    pool.ipLink(vf: 0, on: "eth0", mac: pool.mac(of: "a" / 0))
    pool.ipLink(vf: 1, on: "eth0", mac: pool.mac(of: "b" / 0), vlan: 30)
    pool.ipLink(vf: 2, on: "eth0", mac: "02:00:00:99:99:99", vlan: 7)
    change(&pool)
    return rule.judge(Linker.link(pool.records), thresholds: Thresholds())
  }

  private func failed(_ judgement: Judgement) -> [String] {
    judgement.examinations.compactMap { examination in
      if case .failed = examination.verdict { examination.subject.label } else { nil }
    }
  }

  @Test func `a complaint without a VF's number is one finding, which names every VM it can be`() {
    let judgement = judgement(.vfReportedByKernel) { pool in
      pool.kernelLog("[ 9.1] ixgbe PORT eth0: 7 Spoofed packets detected", on: "eth0")
    }
    let found = judgement.examinations.compactMap { examination in
      if case .failed(let details) = examination.verdict { details } else { nil }
    }
    #expect(found.count == 1)
    #expect(found.first?.affected.vms.count == 2)
    #expect(found.first?.confidence == .inferred)
    #expect(found.first?.title.hasPrefix("A VF of xen1/eth0 sends") == true)
  }

  @Test func `a complaint is not hung on a VM where nothing shows which VF it has`() {
    let judgement = judgement(.vfReportedByKernel) { pool in
      pool.kernelLog("[ 9.1] igb PORT: Spoof event(s) detected on VF 2", on: "eth0")
      pool.forgetIPLink()
    }
    #expect(judgement.outcome == .undetermined && failed(judgement).isEmpty)
  }

  @Test(
    "every VF of sysfs is examined, and a healthy pool passes",
    arguments: [Rule.vfBindingMismatch, .vfClaimedTwice, .vfLeaked, .vfClaimedByDom0])
  func examinesAll(_ rule: Rule) {
    let judgement = judgement(rule)
    #expect(judgement.examined == 3 && judgement.outcome == .passed)
  }

  @Test func `a VF with its VIF's MAC and another VLAN is found by ip link alone`() {
    let judgement = judgement(.vfBindingMismatch) { pool in
      pool.setIPLink(vlan: 31, vf: 1, on: "eth0")
    }
    #expect(failed(judgement) == ["xen1/0000:01:10.4"])
  }

  @Test func `a VF that a VIF has and another VM's other-config names is claimed twice`() {
    let judgement = judgement(.vfClaimedTwice) { pool in
      pool.vm("manual")
      pool.passThrough("0000:01:10.0", to: "manual")
    }
    #expect(failed(judgement) == ["xen1/0000:01:10.0"])
  }

  @Test func `a VF that is neither free nor in use may be kept for a VM: the database shows it`() {
    let judgement = judgement(.vfLeaked) { $0.remaining(0, on: "eth0") }
    #expect(judgement.outcome == .undetermined && judgement.examined == 3)
  }

  @Test(
    "without ip link and the database it is not known who holds a VF",
    arguments: [Rule.vfBindingMismatch, .vfClaimedTwice])
  func isNotKnown(_ rule: Rule) {
    let judgement = judgement(rule) { $0.forgetIPLink() }
    #expect(judgement.outcome == .undetermined && judgement.examined == 3)
  }
}
