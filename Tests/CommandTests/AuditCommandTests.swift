import Glibc
import ProjectFiles
import Testing

@Suite struct AuditCommandTests {
  private let before = "audit Examples/i350-before-reboot/snapshot --now 2026-05-01"

  @Test func `findings end with 1, and the report stands on stdout alone`() throws {
    let ending = try Vfaudit.run(before)
    #expect(ending.status == 1)
    #expect(ending.out.contains("i350-vlan-at-next-reboot"))
    #expect(ending.err == "")
  }

  @Test func `a healthy pool ends with 0, strictly too`() throws {
    #expect(try Vfaudit.run("audit Examples/healthy-pool/snapshot --strict").status == 0)
  }

  @Test func `strict ends with 2 when nothing fails and something is not known`() throws {
    let ending = try Vfaudit.run(
      "audit Examples/ixgbe-and-bcm57416/snapshot --strict --fail-on never")
    #expect(ending.status == 2)
  }

  @Test func `never lets findings pass`() throws {
    #expect(try Vfaudit.run(before + " --fail-on never").status == 0)
  }

  @Test func `the format follows the name of the output`() throws {
    let folder = try Scratch()
    let ending = try Vfaudit.run(before + " -o \(folder.path)/r.html")
    #expect(ending.status == 1)
    #expect(ending.out == "")
    #expect(ending.err.contains("wrote \(folder.path)/r.html"))
    #expect(Project.text(of: "\(folder.path)/r.html")?.hasPrefix("<!DOCTYPE html>") == true)
    #expect(Project.entries(of: folder.path) == ["r.html"])
  }

  @Test func `several formats make several files`() throws {
    let folder = try Scratch()
    _ = try Vfaudit.run(before + " -f html -f xml -f text -o \(folder.path)/r --quiet")
    #expect(Project.entries(of: folder.path) == ["r.html", "r.txt", "r.xml"])
  }

  @Test func `a file that cannot be written ends with 73 and leaves nothing behind`() throws {
    let ending = try Vfaudit.run(before + " -o /proc/no/such/report.html")
    #expect(ending.status == 73)
    #expect(ending.err.hasPrefix("vfaudit: /proc/no/such"))
  }

  @Test func `the policy is named with its line when it is wrong`() throws {
    let folder = try Scratch()
    let policy = try folder.file("p.yml", "headroom:\n  minimum: many\n")
    let ending = try Vfaudit.run(before + " --policy \(policy)")
    #expect(ending.status == 65)
    #expect(
      ending.err
        == "vfaudit: p.yml:2: minimum: expected a whole number from 0 to 65535, found “many”\n")
  }

  @Test func `a policy's expectation is a finding with the commands that mend it`() throws {
    let ending = try Vfaudit.run(
      "audit Examples/i350-after-reboot/snapshot"
        + " --policy Examples/i350-after-reboot/vfaudit.yml -f xml")
    #expect(ending.out.contains("vif-network-mismatch"))
    #expect(ending.out.contains("network-uuid=958cbd58-310b-2641-5589-d961274214ed"))
  }

  @Test func `a waived finding does not end with 1, and one that names nothing is a finding`()
    throws
  {
    let folder = try Scratch()
    let policy = try folder.file(
      "p.yml",
      """
      waivers:
        - { rule: vif-bypasses-sriov, subject: "*", reason: later, owner: me, expires: 2026-06-01 }
        - { rule: vf-headroom-low, subject: nobody, reason: x, owner: me, expires: 2026-06-01 }
      """)
    let snapshot = "audit Examples/i350-before-reboot/snapshot --policy \(policy)"
    let now = try Vfaudit.run("\(snapshot) --now 2026-06-01 -f xml --fail-on never").out
    #expect(
      now.contains(
        "<waiver owner=\"me\" expires=\"2026-06-01\" place=\"p.yml:2\" expired=\"false\">later</waiver>"
      ))
    #expect(now.contains("the waiver at p.yml:3 matches no finding"))
    let text = try Vfaudit.run("\(snapshot) --now 2026-06-02 --fail-on never").out
    #expect(text.contains("waiver expired after 2026-06-01, by me: later"))
  }

  @Test func `colours are off without a terminal, and on when they are asked for`() throws {
    #expect(!(try Vfaudit.run(before).out.contains("\u{1B}[")))
    #expect(try Vfaudit.run(before + " --color always").out.contains("\u{1B}["))
  }

  @Test func `a reader that goes away does not make an error`() throws {
    let ending = try Vfaudit.shell("\(Vfaudit.program) \(before) | head -1")
    #expect(ending.err == "")
  }

  @Test func `stdin holds pasted text`() throws {
    let folder = try Scratch()
    let file = try folder.file(
      "paste",
      """
      uuid ( RO) : fc3d70c2-8336-d998-0bb2-d01a04b897a5
      vm-uuid ( RO): 2645c03e-2a28-961b-a1e4-cc3a751eba1a
      device ( RO): 0
      network-uuid ( RO): c5cf6660-8925-f84f-c370-287966f285fc

      """
    )
    let ending = try Vfaudit.run("audit - --fail-on never", stdin: file)
    #expect(ending.status == 0)
    #expect(ending.out.contains("the audit is incomplete: some data is missing"))
  }

  @Test(
    "usage is refused with 64",
    arguments: [
      "audit", "audit x --now yesterday", "audit x -f pdf", "audit x -f html -f xml",
      "audit x --fail-on fatal", "rules no-such-rule", "nonsense", "audit x -o report",
    ])
  func refusesUsage(_ arguments: String) throws {
    let folder = arguments.hasSuffix("-o report") ? "Examples/healthy-pool/snapshot" : "x"
    let ending = try Vfaudit.run(arguments.replacing(" x ", with: " \(folder) "))
    #expect(ending.status == 64)
    #expect(!ending.err.isEmpty)
  }

  @Test func `a misspelt policy shows before a host is asked`() throws {
    let folder = try Scratch()
    let policy = try folder.file("p.yml", "headrom: 1\n")
    let ending = try Vfaudit.run("audit --ssh root@nowhere.invalid --policy \(policy)")
    #expect(ending.status == 65)
    #expect(ending.err.contains("unknown key “headrom”"))
    #expect(!ending.err.contains("nowhere.invalid"))
  }
}
