import Evidence
import Testing

@Suite("A hostile archive")
struct HostileArchiveTests {
  private let lists = [("xe/pif-list.txt", somePIF), ("xe/pool-list.txt", somePIF)]

  private func names(_ snapshot: Snapshot) -> [String] { snapshot.documents.map(\.name.text) }

  /// The first bytes of a tar, then 64 MB of zeros as often as wanted, each a gzip stream.
  private func bomb(in place: Folder, _ head: [UInt8], times: Int) throws {
    try place.make(file("head", bytes: head))
    let line =
      "cd \"$0\" && head -c 64M /dev/zero | gzip -9 > zeros && gzip < head > x.tgz && "
      + "for i in $(seq \(times)); do cat zeros; done >> x.tgz"
    #expect(run(line, place.path) == 0)
  }

  /// The header of a file that says it is this large.
  private func header(_ path: String, size: Int) -> [UInt8] {
    Array(Tar([(path, .file, "")], size: size).bytes.prefix(512))
  }

  @Test(
    "of 10 GB of zeros is stopped in seconds", .timeLimit(.minutes(1)),
    arguments: ["xe/pif-list.txt", "var/log/secure", "bug-report-20261101093000/core"])
  func bomb(_ path: String) throws {
    let place = try Folder()
    try bomb(in: place, header(path, size: 10 << 30), times: 160)
    let failure = #expect(throws: SourceFailure.self) { try Source.open(place["x.tgz"]) }
    #expect(
      failure?.description == "\(place["x.tgz"]): not read to its end: "
        + "it unpacks to more than 200 times its size, more than any report")
  }

  @Test("is stopped although the zeros hide in another archive")
  func nestedBomb() throws {
    let place = try Folder()
    let head = header("a.tar", size: 640 << 20) + header("xe/pif-list.txt", size: 600 << 20)
    try bomb(in: place, head, times: 10)
    let failure = #expect(throws: SourceFailure.self) { try Source.open(place["x.tgz"]) }
    #expect(failure?.description.contains("200 times its size") == true)
  }

  @Test("of few members with very many folders is stopped")
  func folders() throws {
    let deep = (0..<5000).map { ("\($0)/" + String(repeating: "d/", count: 45) + "x", "x") }
    let failure = #expect(throws: SourceFailure.self) {
      try Source.read(Bytes(Tar.of(deep)), name: "x.tar")
    }
    #expect(failure?.description.contains("more folders and names than any report") == true)
  }

  @Test("of very many bad members makes no flood of gaps")
  func badMembers() throws {
    let bad = Array(repeating: ("../x", ""), count: 1500)
    let snapshot = try Source.read(Bytes(Tar.of(lists + bad)), name: "x.tar")
    #expect(snapshot.gaps.count <= 1001)
    #expect(
      snapshot.gaps.map(\.description).contains(
        "x.tar: not recognised: 500 more members cannot be read"))
  }

  @Test("with an encrypted member names it")
  func encrypted() throws {
    let zip = Zip.of(lists.map { ($0.0, Array($0.1.utf8)) }, isEncrypted: true)
    let failure = #expect(throws: SourceFailure.self) {
      try Source.read(Bytes(zip), name: "x.zip")
    }
    #expect(failure?.description.contains("is encrypted") == true)
  }

  @Test("with a hole in a file takes no size for free")
  func sparse() throws {
    let place = try Folder { file("xe/pool-list.txt", somePIF) }
    let line =
      "cd \"$0\" && cp xe/pool-list.txt xe/pif-list.txt && truncate -s 1G xe/pif-list.txt"
      + " && tar --sparse -cf x.tar xe"
    #expect(run(line, place.path) == 0)
    let snapshot = try Source.open(place["x.tar"])
    #expect(names(snapshot) == ["xe/pool-list"])
    #expect(snapshot.gaps.map(\.document) == [.xe("pif")])
  }

  @Test("inside an archive inside an archive is named, and not read")
  func threeDeep() throws {
    let inner = Tar([("b.tar", .file, Tar.of(lists))]).ended
    let outer = Tar([("a.tar", .file, inner), ("x/xe/pif-list.txt", .file, Array(somePIF.utf8))])
    let snapshot = try Source.read(Bytes(outer.ended), name: "x.tar")
    #expect(
      snapshot.gaps.map(\.description) == [
        "a.tar/b.tar: not recognised: an archive nested three levels deep: unpack one of them"
      ])
  }

  @Test(
    "or folder brings no database past the sieve, whatever stands before it",
    arguments: [
      "<!-- a comment -->", "<?xml version='1.0'?>\n<!-- one --><!-- two -->", "\n\u{20}\n",
      "<?xml version='1.0'?><?a b?>",
    ])
  func databaseBehindComments(_ before: String) throws {
    let text = before + "<database>kept secret"
    let tar = Bytes(Tar.of(lists + [("xe/xapi-db.xml", text)]))
    let snapshot = try Source.read(tar, name: "x.tar", sieve: { CuttingSieve() })
    #expect(snapshot[.database]?.bytes.description == before + "<database>kept ")
    #expect(try Source.read(tar, name: "x.tar")[.database] == nil)
  }

  @Test(
    "or folder brings no other markup in",
    arguments: [
      "<!DOCTYPE x [<!ENTITY a '>'>]><database>secret", "<html>secret</html>",
      "<!--" + String(repeating: "x", count: 5000) + "--><database>secret",
    ])
  func markup(_ text: String) throws {
    let place = try Folder {
      file("xe/pif-list.txt", somePIF)
      file("xe/xapi-db.xml", text)
    }
    let tar = Bytes(Tar.of(lists + [("xe/xapi-db.xml", text)]))
    for snapshot in [
      try Source.read(tar, name: "x.tar", sieve: { CuttingSieve() }),
      try Source.open(place.path, sieve: { CuttingSieve() }),
    ] {
      #expect(snapshot[.database] == nil)
      #expect(
        snapshot.gaps.map(\.description) == [
          "xe/xapi-db.xml: not recognised: it is XML or HTML, but not a xapi database"
        ])
    }
  }
}
