import Evidence
import Testing

@Suite("A damaged archive")
struct DamagedArchiveTests {
  private let lists = [
    ("MANIFEST.tsv", "# vfaudit snapshot 1\t2026-05-01T16:25:00Z\n"), ("xe/pif-list.txt", somePIF),
  ]

  @Test(
    "that is cut off gives what was whole, and says what was lost",
    arguments: ["gzip", "bzip2", "xz", "zstd -q", "cat"])
  func truncated(_ packing: String) throws {
    let place = try Folder()
    for (path, text) in lists { try place.make(file(path, text)) }
    let line =
      "cd \"$0\" && seq 700000 > xe/vif-list.txt && tar cf - MANIFEST.tsv xe/pif-list.txt"
      + " xe/vif-list.txt | \(packing) > whole"
      + " && head -c $(($(stat -c %s whole) * 3 / 5)) whole > x"
    #expect(run(line, place.path) == 0)
    let snapshot = try Source.open(place["x"])
    #expect(snapshot.documents.map(\.name) == [.xe("pif")])
    #expect(snapshot.capturedAt == "2026-05-01T16:25:00Z")
    let said = snapshot.gaps.map(\.description)
    #expect(said.count == 1 && said[0].hasPrefix("x: ends early: "), "\(said)")
    #expect(said[0].hasSuffix(" after 3 members, at xe/vif-list.txt; the rest is lost"))
  }

  @Test("that vfaudit wrote itself tells each document that was lost")
  func lostDocuments() throws {
    let long = String(repeating: "/sys/class/net/eth0/mtu:1500\n", count: 1000)
    let whole = Snapshot(documents: [
      Document(name: .host(someHost, "sysfs"), bytes: Bytes(long)),
      Document(name: .xe("pif"), bytes: Bytes(somePIF)),
    ])
    let bytes = try SnapshotArchive.bytes(of: whole, isPacked: false)
    let cut = Bytes(Array(bytes.prefix(20_000)))
    let said = try Source.read(cut, name: "x.tar").gaps.map(\.description)
    #expect(
      said == [
        "host/\(someHost)/sysfs: not captured",
        "x.tar: ends early: truncated tar archive after 2 members, "
          + "at host/\(someHost)/sysfs.txt; the rest is lost",
        "xe/pif-list: not captured",
      ])
  }

  @Test("inside another one loses its own members alone")
  func nested() throws {
    let cut = Array(Tar.of(lists + [("xe/vif-list.txt", somePIF)]).prefix(2600))
    let other = Tar.of([("host/\(someHost)/cmdline.txt", "x\n")] + lists.prefix(1))
    let outer = Tar([
      ("a.tar", .file, cut), ("b.zip", .file, Array("no zip".utf8)), ("c.tar", .file, other),
    ])
    let snapshot = try Source.read(Bytes(outer.ended), name: "x.tar")
    #expect(snapshot.documents.map(\.name) == [.host(someHost, "cmdline"), .xe("pif")])
    #expect(snapshot.gaps.map(\.document.text) == ["a.tar", "b.zip"])
  }

  @Test("gives of a database the rows that were whole")
  func database() throws {
    let text = "<database>kept secret" + String(repeating: " more", count: 1000)
    let tar = Tar.of(lists + [("xe/xapi-db.xml", text)])
    let snapshot = try Source.read(
      Bytes(Array(tar.prefix(tar.count - 3000))), name: "x.tar", sieve: { CuttingSieve() })
    #expect(snapshot[.database]?.bytes.description == "<database>kept ")
    #expect(snapshot.gaps.count == 1)
  }

  @Test("or a file that is none is refused with what was expected", arguments: ["x.gz", "x.png"])
  func refused(_ name: String) throws {
    let place = try Folder {
      file("x.png", bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0])
    }
    #expect(run("gzip -c \"$0/x.png\" > \"$0/x.gz\"", place.path) == 0)
    let failure = #expect(throws: SourceFailure.self) { try Source.open(place[name]) }
    #expect(failure?.description.hasPrefix("\(place[name]): ") == true)
    #expect(failure?.description.contains("expected a snapshot (xe/, host/)") == true)
  }
}
