import ProjectFiles
import Testing

@Suite struct CompareTests {
  private let before = "Examples/i350-before-reboot/snapshot"
  private let after = "Examples/i350-after-reboot/snapshot"

  @Test func `the same snapshot has not changed`() throws {
    let ending = try Vfaudit.run("compare \(before) \(before)")
    #expect(ending.status == 0)
    #expect(ending.out.contains("Nothing has changed.\n"))
  }

  @Test func `a change is told, and ends with 1`() throws {
    let ending = try Vfaudit.run("compare \(before) \(after)")
    #expect(ending.status == 1)
    #expect(ending.out.contains("11 findings are new and 11 are fixed.\n"))
    #expect(ending.out.contains("VIF files-1/0 moved from"))
    #expect(ending.err == "")
  }

  @Test func `the format follows the name of the output`() throws {
    let folder = try Scratch()
    let ending = try Vfaudit.run("compare \(before) \(after) -o \(folder.path)/c.md")
    #expect(ending.err.contains("wrote \(folder.path)/c.md"))
    #expect(Project.text(of: "\(folder.path)/c.md")?.hasPrefix("# SR-IOV of xenserver8") == true)
    _ = try Vfaudit.run("compare \(before) \(after) -f html -f json -f xml -o \(folder.path)/d")
    #expect(Project.entries(of: folder.path) == ["c.md", "d.html", "d.json", "d.xml"])
  }

  @Test func `two different pools are refused unless asked for`() throws {
    let other = "Examples/healthy-pool/snapshot"
    let ending = try Vfaudit.run("compare \(before) \(other)")
    #expect(ending.status == 65)
    #expect(
      ending.err.contains("of pool campus: to compare them anyway, use compare --different-pools"))
    #expect(try Vfaudit.run("compare \(before) \(other) --different-pools").status == 1)
  }

  @Test func `records in another order, other counters and another packing change nothing`() throws
  {
    let folder = try Scratch()
    // Blocks of the list in reverse; an expensive counter that a second capture would have changed.
    let ending = try Vfaudit.shell(
      """
      cp -a \(before) \(folder.path)/s && cd \(folder.path)/s/xe \
      && awk 'BEGIN { RS = ""; ORS = "\\n\\n\\n" } { r[NR] = $0 } \
      END { for (i = NR; i > 0; i--) print r[i] }' vif-list.txt > turned \
      && sed -i 's/io_read_kbs.*/io_read_kbs ( RO): 77/' turned && mv turned vif-list.txt \
      && tar -C \(folder.path) -cJf \(folder.path)/s.tar.xz s \
      && cd '\(Project.root)' && \(Vfaudit.program) compare \(before) \(folder.path)/s.tar.xz
      """)
    #expect(ending.status == 0, "\(ending.out)\(ending.err)")
  }

  @Test func `the schema of comparisons is printed whole`() throws {
    let ending = try Vfaudit.run("schema comparison")
    #expect(ending.status == 0)
    #expect(ending.out.contains("targetNamespace=\"urn:vfaudit:comparison:1\""))
    #expect(ending.out.contains("<xs:complexType name=\"finding\">"))
    #expect(try Vfaudit.run("schema fleet").out.contains("urn:vfaudit:fleet:1"))
  }
}
