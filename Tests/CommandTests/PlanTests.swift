import ProjectFiles
import Testing

@Suite struct PlanTests {
  private let before = "Examples/i350-before-reboot/snapshot"
  private let after = "Examples/i350-after-reboot/snapshot"

  @Test func `a plan shows what the change does, and ends with 1 where that is bad`() throws {
    let ending = try Vfaudit.run("plan \(before) --assume reboot")
    #expect(ending.status == 1)
    #expect(
      ending.out.contains("xenserver8/eth0 has 4 VFs after the boot; before: 0: igb is loaded"))
    #expect(ending.out.contains("after the change, VLAN 10 (Office) stops"))
    #expect(ending.out.contains("error: VLAN 10 on xenserver8/eth0 passes no traffic"))
    #expect(ending.err == "")
  }

  @Test func `a harmless change ends with 0`() throws {
    let ending = try Vfaudit.run("plan Examples/healthy-pool/snapshot --assume host-lost:xcp1")
    #expect(ending.status == 0)
    #expect(ending.out.contains("can start on xcp2."))
  }

  @Test func `a change that is refused ends with 1 and says with which code`() throws {
    let ending = try Vfaudit.run("plan \(after) --assume start:files-standby")
    #expect(ending.status == 1)
    #expect(ending.out.contains("REFUSED: NETWORK_SRIOV_INSUFFICIENT_CAPACITY"))
  }

  @Test func `a name that is not there, and what is no change, end with 64`() throws {
    let nobody = try Vfaudit.run("plan \(after) --assume start:nobody")
    #expect(nobody.status == 64)
    #expect(nobody.err.contains("no VM has the name “nobody”; the pool has FreeBSD VM, cache-1"))
    #expect(try Vfaudit.run("plan \(after) --assume paint:xen1").status == 64)
    #expect(try Vfaudit.run("plan \(after)").status == 64)
  }

  @Test func `an audit under assumptions says so first, and is proven under them`() throws {
    let folder = try Scratch()
    let path = "\(folder.path)/r.xml"
    let text = try Vfaudit.run("audit \(after) --assume add-vlan:eth2/77").out
    #expect(text.contains("This is not the real pool. Assumed changes: add-vlan:eth2/77."))
    #expect(text.contains("VLAN 77 on xenserver8/eth2 passes no traffic"))
    _ = try Vfaudit.run("audit \(after) --assume add-vlan:eth2/77 -o \(path) --quiet")
    #expect(try Vfaudit.run("verify \(path) \(after)").status == 0)
  }

  @Test func `the plan closes the ticket: what came as predicted, and what nobody predicted`()
    throws
  {
    let folder = try Scratch()
    let plan = "\(folder.path)/plan.xml"
    _ = try Vfaudit.run("plan \(before) --assume reboot -o \(plan) --quiet")
    let now = "--now 2026-05-02"
    let ending = try Vfaudit.run("compare \(before) \(after) --expect \(plan) \(now)")
    #expect(ending.status == 1)
    #expect(ending.out.contains("Not as predicted: 12 of 12 predictions came true, and"))
    #expect(ending.out.contains("as predicted: VLAN 10 on xenserver8/eth0 passes no traffic: new"))
    #expect(ending.out.contains("not predicted: network Lab is new"))
    let again = try Vfaudit.run("compare \(before) \(after) --assume reboot \(now)")
    let isSame = again.out == ending.out
    #expect(isSame)
  }

  @Test func `what was foretold and did not come is not as predicted`() throws {
    let ending = try Vfaudit.run("compare \(before) \(before) --assume reboot -f markdown")
    #expect(ending.status == 1)
    #expect(ending.out.contains("Not as predicted: 0 of 12 predictions came true."))
    #expect(
      ending.out.contains("port xenserver8/eth0: 0 → 4: predicted, but not found"))
  }

  @Test func `a change that did just what was planned is as predicted`() throws {
    // The same pool, with the one difference that the plan foretells.
    let folder = try Scratch()
    let moved = """
      cp -a \(after) \(folder.path)/s && cd \(folder.path)/s/xe \
      && uuid=$(grep -B30 'FreeBSD VM' vif-list.txt | grep '^uuid' | tail -1 | sed 's/.*: //') \
      && awk -v uuid=$uuid '$1 == "uuid" { mine = ($NF == uuid) } \
      mine && $1 == "network-uuid" { sub(/[0-9a-f-]*$/, "61d9e8b2-0c47-fa53-b2e9-8f6140a7d35c") } \
      { print }' vif-list.txt > new && mv new vif-list.txt
      """
    #expect(try Vfaudit.shell(moved).status == 0)
    let ending = try Vfaudit.run(
      "compare \(after) \(folder.path)/s --assume"
        + " 'move-vif:FreeBSD VM/0->61d9e8b2-0c47-fa53-b2e9-8f6140a7d35c'")
    #expect(ending.status == 0, "\(ending.out)")
    #expect(ending.out.contains("As predicted."))
  }

  @Test func `a plan of another snapshot is refused`() throws {
    let folder = try Scratch()
    let plan = "\(folder.path)/plan.xml"
    _ = try Vfaudit.run("plan \(before) --assume reboot -o \(plan) --quiet")
    let ending = try Vfaudit.run("compare \(after) \(after) --expect \(plan)")
    #expect(ending.status == 65)
    #expect(ending.err.contains("was made from a different snapshot than \(after)"))
    let none = try Vfaudit.run("compare \(before) \(after) --expect README.md")
    #expect(none.status == 65)
    #expect(none.err.contains("--expect reads the XML of vfaudit plan"))
  }
}

@Suite struct BaselineTests {
  private let before = "Examples/i350-before-reboot/snapshot"
  private let after = "Examples/i350-after-reboot/snapshot"

  @Test func `what the baseline has does not count as new`() throws {
    let ending = try Vfaudit.run("audit \(after) --baseline \(after) --fail-on new")
    #expect(ending.status == 0)
    #expect(ending.out.contains("all its findings are found again"))
  }

  @Test func `what came counts, and what is over is mentioned`() throws {
    let folder = try Scratch()
    let ending = try Vfaudit.run(
      "audit \(after) --baseline \(before) --fail-on new -f html -f xml -f text -o \(folder.path)/r"
    )
    #expect(ending.status == 1)
    #expect(
      ending.err.contains("Since the baseline: 11 findings new or worse, 11 findings no longer"))
    let text = try #require(Project.text(of: "\(folder.path)/r.txt"))
    #expect(text.contains("i350-vlan-with-sriov, new since the baseline"))
    #expect(text.contains("  fixed: VLAN 10 on eth0 will stop passing traffic"))
    let page = try #require(Project.text(of: "\(folder.path)/r.html"))
    #expect(page.contains("new since the baseline") && page.contains("Compared with the baseline"))
    #expect(
      try Vfaudit.run("verify \(folder.path)/r.xml \(after) --baseline \(before)").status == 0)
  }

  @Test func `another pool is no baseline, and new needs one`() throws {
    let other = try Vfaudit.run("audit \(after) --baseline Examples/healthy-pool/snapshot")
    #expect(other.status == 65)
    #expect(other.err.contains("is of pool campus"))
    #expect(try Vfaudit.run("audit \(after) --fail-on new").status == 64)
  }
}
