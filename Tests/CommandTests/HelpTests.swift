import ProjectFiles
import Testing

@Suite struct HelpTests {
  @Test func `help teaches by example`() throws {
    let help = try Vfaudit.run("--help")
    #expect(help.status == 0)
    #expect(help.out.contains("OVERVIEW: Finds SR-IOV problems on XenServer and XCP-ng"))
    #expect(help.out.contains("vfaudit audit Examples/i350-after-reboot/snapshot"))
    for command in ["audit", "rules", "schema"] { #expect(help.out.contains("  \(command) ")) }
  }

  @Test func `help of audit names every option and every exit status`() throws {
    let help = try Vfaudit.run("audit --help").out
    for option in [
      "--policy", "--format", "--output", "--fail-on", "--now", "--strict", "--quiet", "--color",
    ] {
      #expect(help.contains(option))
    }
    #expect(
      help.contains("  64  usage; 65 input unusable; 69 host unreachable; 70 a bug; 73 output"))
  }

  @Test(
    "completions are there for every shell", arguments: ["bash", "zsh", "fish"])
  func completes(_ shell: String) throws {
    let script = try Vfaudit.run("--generate-completion-script \(shell)")
    #expect(script.status == 0)
    #expect(script.out.contains("i350-vlan-with-sriov"))
  }

  @Test func `rules lists each rule on a line`() throws {
    let list = try Vfaudit.run("rules").out.split(separator: "\n")
    let pages = Project.entries(of: "\(Project.root)/Sources/Rules/Rules.docc")
    #expect(list.count == pages.count - 1)  // All but the index.
    #expect(list[0].hasPrefix("driver-refused"))
    #expect(list.allSatisfy { $0.utf8.count <= 100 })
  }

  @Test func `rules explains one, in text, Markdown and JSON`() throws {
    let text = try Vfaudit.run("rules vf-headroom-low").out
    #expect(text.contains("fails on xen1/eth0: 5 of 63 VFs are left"))
    #expect(try Vfaudit.run("rules vf-headroom-low -f markdown").out.hasPrefix("# port with few"))
    #expect(
      try Vfaudit.run("rules vf-headroom-low -f json").out.contains("\"severity\" : \"warning\""))
  }

  @Test func `the pages in the repository are as the rules say`() throws {
    let folder = try Scratch()
    #expect(try Vfaudit.run("rules --pages \(folder.path)").status == 0)
    let committed = "\(Project.root)/Sources/Rules/Rules.docc"
    #expect(Project.entries(of: folder.path) == Project.entries(of: committed))
    for page in Project.entries(of: folder.path) {
      #expect(
        Project.text(of: "\(folder.path)/\(page)") == Project.text(of: "\(committed)/\(page)"),
        "\(page) is stale: make pages")
    }
  }

  @Test func `schema prints the schema that xmllint takes`() throws {
    let ending = try Vfaudit.shell(
      "\(Vfaudit.program) schema > /dev/null && command -v xmllint > /dev/null || exit 0; "
        + "T=$(mktemp -d); \(Vfaudit.program) schema > $T/s.xsd;"
        + " \(Vfaudit.program) audit Examples/healthy-pool/snapshot -f xml > $T/r.xml;"
        + " xmllint --noout --schema $T/s.xsd $T/r.xml; S=$?; rm -r $T; exit $S")
    #expect(ending.status == 0, "\(ending.err)")
  }
}
