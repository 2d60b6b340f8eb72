import ProjectFiles
import Testing

/// Several pools in one run.
@Suite struct FleetTests {
  private let pools =
    "Examples/healthy-pool/snapshot Examples/i350-after-reboot/snapshot"
    + " Examples/ixgbe-and-bcm57416/snapshot --now 2026-05-02T08:00:00Z"

  private func index(_ folder: Scratch) throws -> String {
    try #require(Project.text(of: "\(folder.path)/out/index.xml"))
  }

  @Test func `each pool gets a report, and an overview stands beside them`() throws {
    let folder = try Scratch()
    let ending = try Vfaudit.run("audit \(pools) -o \(folder.path)/out")
    #expect(ending.status == 1)
    #expect(ending.out == "")
    #expect(ending.err.contains("3 pools, worst first\n"))
    #expect(
      Project.entries(of: "\(folder.path)/out") == [
        "campus-8dd78e67", "findings.jsonl", "index.html", "index.xml", "tengig-7cd09e9a",
        "xenserver8-670010d9",
      ])
    #expect(Project.entries(of: "\(folder.path)/out/campus-8dd78e67") == ["report.html"])
    let xml = try index(folder)
    let order = ["xenserver8", "tengig", "campus"].map { xml.firstRange(of: "name=\"\($0)\"") }
    #expect(order.compactMap { $0?.lowerBound } == order.compactMap { $0?.lowerBound }.sorted())
    #expect(xml.contains("report=\"campus-8dd78e67/report.html\""))
    #expect(
      Project.text(of: "\(folder.path)/out/index.html")?.contains("2 of 3 pools have errors")
        == true)
  }

  @Test func `a pool's report is the one that it gets alone`() throws {
    let folder = try Scratch()
    _ = try Vfaudit.run("audit \(pools) -f xml -o \(folder.path)/out --quiet")
    let alone = try Vfaudit.run(
      "audit Examples/i350-after-reboot/snapshot --now 2026-05-02T08:00:00Z -f xml"
    ).out
    let isSame = alone == Project.text(of: "\(folder.path)/out/xenserver8-670010d9/report.xml")
    #expect(isSame)
  }

  @Test func `all findings stand in one file, a line each`() throws {
    let folder = try Scratch()
    _ = try Vfaudit.run("audit \(pools) -f jsonl -o \(folder.path)/out --quiet")
    let all = try #require(Project.text(of: "\(folder.path)/out/findings.jsonl"))
    let alone = ["xenserver8-670010d9", "tengig-7cd09e9a", "campus-8dd78e67"].map {
      Project.text(of: "\(folder.path)/out/\($0)/report.jsonl") ?? "missing"
    }
    #expect(all == alone.joined())
    #expect(all.split(separator: "\n").allSatisfy { $0.hasPrefix("{\"action\":") })
  }

  @Test func `without a folder the overview goes to stdout`() throws {
    let ending = try Vfaudit.run("audit \(pools)")
    #expect(ending.status == 1)
    #expect(ending.out.hasPrefix("3 pools, worst first\n"))
    #expect(ending.err == "")
  }

  @Test func `what cannot be read is listed, and the others are audited`() throws {
    let folder = try Scratch()
    let broken = try folder.file("broken.tar.gz", [0x1F, 0x8B, 0x08, 0x00, 0x01])
    let ending = try Vfaudit.run(
      "audit \(pools) \(broken) -o \(folder.path)/out --fail-on never")
    #expect(ending.status == 65)
    #expect(ending.err.contains("could not be audited:"))
    #expect(try index(folder).contains("<source path=\"\(broken)\">"))
  }

  @Test func `parts of one pool find each other`() throws {
    let folder = try Scratch()
    let split = """
      mkdir -p \(folder.path)/pool \(folder.path)/host \
      && cp -a Examples/i350-after-reboot/snapshot/xe \(folder.path)/pool \
      && cp -a Examples/i350-after-reboot/snapshot/host \(folder.path)/host
      """
    #expect(try Vfaudit.shell(split).status == 0)
    _ = try Vfaudit.run(
      "audit \(folder.path)/host Examples/healthy-pool/snapshot \(folder.path)/pool"
        + " -o \(folder.path)/out --quiet")
    let xml = try index(folder)
    #expect(xml.contains("<unread/>"))
    #expect(xml.contains("errors=\"5\""))
  }

  @Test func `the order of the sources changes nothing`() throws {
    let folder = try Scratch()
    let names = pools.split(separator: " ").map(String.init)
    let turned = (names[..<3].reversed() + names[3...]).joined(separator: " ")
    _ = try Vfaudit.run("audit \(pools) -o \(folder.path)/out --quiet")
    _ = try Vfaudit.run("audit \(turned) -o \(folder.path)/turned --quiet")
    #expect(try Vfaudit.shell("diff -r \(folder.path)/out \(folder.path)/turned").status == 0)
  }

  @Test func `a folder of archives is all that lies in it`() throws {
    let folder = try Scratch()
    let packed = """
      mkdir \(folder.path)/in && for pool in healthy-pool i350-after-reboot; do \
      tar -C Examples/$pool -czf \(folder.path)/in/$pool.tar.gz snapshot || exit 1; done
      """
    #expect(try Vfaudit.shell(packed).status == 0)
    let ending = try Vfaudit.run("audit \(folder.path)/in")
    #expect(ending.out.hasPrefix("2 pools, worst first\n"))
    _ = try folder.file("in/notes.txt", "what is this")
    #expect(try Vfaudit.run("audit \(folder.path)/in").status == 65)
  }

  @Test func `a name that ends in a slash makes a folder of one pool, too`() throws {
    let folder = try Scratch()
    let ending = try Vfaudit.run(
      "audit Examples/healthy-pool/snapshot -f xml -o \(folder.path)/out/ --quiet")
    #expect(ending.status == 0)
    #expect(
      Project.entries(of: "\(folder.path)/out") == [
        "campus-8dd78e67", "findings.jsonl", "index.html", "index.xml",
      ])
    #expect(try index(folder).contains("report=\"campus-8dd78e67/report.xml\""))
  }
}
