import ProjectFiles
import Testing

@Suite struct PolicyCommandTests {
  private let snapshot = "Examples/i350-after-reboot/snapshot"

  @Test func `a policy begun from a pool is in order, and every entry of it names something`()
    throws
  {
    let folder = try Scratch()
    let begun = try Vfaudit.run("policy init \(snapshot)")
    #expect(begun.status == 0)
    #expect(begun.out.contains("#   - rule: i350-vlan-with-sriov   # VLAN 10 on xenserver8/eth0"))
    let file = try folder.file("p.yml", begun.out)
    let checked = try Vfaudit.run("policy check \(file) --snapshot \(snapshot)")
    #expect(checked.status == 0)
    #expect(checked.out == "p.yml: valid, every entry matches\n")
  }

  @Test func `a hostile name stays inside its comment and its quotes`() throws {
    let folder = try Scratch()
    _ = try Vfaudit.shell(
      "cp -a \(snapshot)/. \(folder.path)/s && rm \(folder.path)/s/SHA256SUMS"
        + " && sed -i 's/name-label ( RW): files-1$/name-label ( RW): a\"\\\\ # b: [/' \(folder.path)/s/xe/vm-list.txt"
    )
    let file = try folder.file("p.yml", try Vfaudit.run("policy init \(folder.path)/s").out)
    #expect(try Vfaudit.run("policy check \(file)").status == 0)
  }

  @Test func `entries that name nothing are told with their place, and end with 1`() throws {
    let folder = try Scratch()
    let file = try folder.file(
      "p.yml",
      """
      headroom:
        ports: { "xenserver8/eth9": { minimum: 2 } }
        networks: { "no such *": { minimum: 2 } }
      expect:
        - { vm: nobody, network: VM SR-IOV }
        - { vm: FreeBSD VM, network: no such network }
      waivers:
        - { rule: vf-leaked, subject: x, reason: r, owner: o, expires: 2027-01-01 }

      """)
    let ending = try Vfaudit.run("policy check \(file) --snapshot \(snapshot)")
    #expect(ending.status == 1)
    #expect(
      ending.out == """
        p.yml:2: headroom: no port matches “xenserver8/eth9”
        p.yml:3: headroom: no SR-IOV network matches “no such *”
        p.yml:5: expect: the pool has no such VM
        p.yml:6: expect: no network has the name or uuid “no such network”
        p.yml:8: waivers: vf-leaked has no finding for “x”

        """)
  }

  @Test func `what is wrong with a policy ends with 65`() throws {
    let folder = try Scratch()
    let file = try folder.file("p.yml", "expct: []\n")
    #expect(try Vfaudit.run("policy check \(file)").status == 65)
  }

  @Test func `the schema knows the keys that the reader knows`() throws {
    let schema = try Vfaudit.run("policy schema").out
    let folder = try Scratch()
    let refusal = try Vfaudit.run("policy check \(try folder.file("p.yml", "x: 1\n"))").err
    let keys = try #require(refusal.firstRange(of: "expected one of "))
    for key in refusal[keys.upperBound...].split(whereSeparator: { ", \n".contains($0) }) {
      #expect(schema.contains("    \"\(key)\": {"), "\(key)")
    }
  }
}
