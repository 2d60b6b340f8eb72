import Testing

@Suite struct ExplainTests {
  private let snapshot = "--snapshot Examples/i350-after-reboot/snapshot"

  @Test func `a member's outcome is told with every fact, its witness and its place`() throws {
    let ending = try Vfaudit.run("explain vf-headroom-exhausted xenserver8/eth1 \(snapshot)")
    #expect(ending.status == 0)
    #expect(ending.out.contains("failed: 4 ports with an SR-IOV network examined"))
    #expect(ending.out.contains("xenserver8/eth1: failed\n  eth1 has no VF left\n"))
    #expect(ending.out.contains("free VFs: 0 (xapi, xe/network-sriov-remaining-capacity:3)"))
    #expect(!ending.out.contains("xenserver8/eth2"))
  }

  @Test func `what is not known is told with the command that would tell`() throws {
    let ending = try Vfaudit.run(
      "explain vm-without-vf-driver lab-1 \(snapshot)")
    #expect(ending.out.contains("lab-1: not evaluated\n  not known: the guest OS of lab-1"))
  }

  @Test func `a member that is not there is answered with those that are`() throws {
    let ending = try Vfaudit.run("explain vf-headroom-exhausted eth1 \(snapshot)")
    #expect(ending.status == 64)
    #expect(ending.err.contains("it examines xenserver8/eth1, xenserver8/eth2"))
  }

  @Test func `a rule that is not there is refused`() throws {
    #expect(try Vfaudit.run("explain no-such-rule \(snapshot)").status == 64)
  }
}
