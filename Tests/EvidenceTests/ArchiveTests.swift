import Evidence
import Testing

@Suite("An archive")
struct ArchiveTests {
  private let files = [
    ("MANIFEST.tsv", "# vfaudit snapshot 1\t2026-05-01T16:25:00Z\n"), ("xe/pif-list.txt", somePIF),
    ("host/\(someHost)/sysfs.txt", "/sys/class/net/eth0/mtu:1500\n"),
  ]

  private func names(_ snapshot: Snapshot) -> [String] { snapshot.documents.map(\.name.text) }

  @Test(
    "gives the same snapshot as the folder, however it is packed",
    arguments: ["cf x.tar", "czf x.tgz", "cjf x.tar.bz2", "cJf x.tar.xz", "--zstd -cf x.tar.zst"])
  func packings(_ how: String) throws {
    let place = try Folder(); for (path, text) in files { try place.make(file("s/\(path)", text)) }
    let name = how.split(separator: " ").last.map(String.init) ?? ""
    #expect(run("cd \"$0\" && tar \(how) s", place.path) == 0)
    let unpacked = try Source.open(place["s"])
    let packed = try Source.open(place[name])
    #expect(packed.manifestDigest == unpacked.manifestDigest)
    #expect(packed.capturedAt == "2026-05-01T16:25:00Z")
    #expect(packed.gaps.isEmpty)
  }

  @Test(
    "that was written is read again, and is the same bytes every time", arguments: [true, false])
  func roundTrip(_ isPacked: Bool) throws {
    let snapshot = try Source.read(Bytes(Tar.of(files)), name: "x.tar")
    let bytes = try SnapshotArchive.bytes(of: snapshot, isPacked: isPacked)
    #expect(try SnapshotArchive.bytes(of: snapshot, isPacked: isPacked) == bytes)
    let again = try Source.read(Bytes(bytes), name: "y")
    #expect(again.documents.map(\.bytes) == snapshot.documents.map(\.bytes))
    #expect(again.captureTimes == snapshot.captureTimes)
  }

  @Test("inside another one is read, and what it holds of several hosts is merged")
  func nested() throws {
    let other = "22222222-1111-4111-8111-111111111111"
    let inner = Tar.of([
      ("MANIFEST.tsv", "# vfaudit snapshot 1\t2026-05-01T16:26:00Z\n"),
      ("host/\(other)/sysfs.txt", "/sys/class/net/eth1/mtu:1500\n"),
    ])
    let place = try Folder()
    try place.make(file("one.tar", bytes: Tar.of(files)))
    try place.make(file("two.tar", bytes: inner))
    #expect(run("cd \"$0\" && tar czf both.tgz one.tar two.tar", place.path) == 0)
    let snapshot = try Source.open(place["both.tgz"])
    #expect(snapshot.hostUUIDs == [someHost, other])
    #expect(snapshot.gaps.isEmpty)
    #expect(snapshot.captureTimes[other] == "2026-05-01T16:26:00Z")
  }

  @Test("with a copied /sys in it keeps its links")
  func sysfs() throws {
    let device = "sys/devices/pci0000:00/0000:07:00.0"
    let tar = Tar([
      ("\(device)/class", .file, "0x020000\n"), ("\(device)/sriov_numvfs", .file, "4\n"),
      ("sys/bus/pci/devices/0000:07:00.0", .link, "../../../devices/pci0000:00/0000:07:00.0"),
      ("\(device)/resource", .file, "never read\n"),
    ]).ended
    let snapshot = try Source.read(Bytes(tar), name: "sys.tar")
    #expect(
      snapshot.documents[0].bytes.description
        == "/sys/bus/pci/devices/0000:07:00.0/class:0x020000\n"
        + "/sys/bus/pci/devices/0000:07:00.0/sriov_numvfs:4\n")
  }

  @Test(
    "names a member that leads out of it, and reads the others",
    arguments: [
      ("../xe/vif-list.txt", "leads out"), ("/xe/vif-list.txt", "leads out"),
      ("xe/../../vif-list.txt", "leads out"), ("xe/a\u{1B}b.txt", "control characters"),
      ("xe\\vif-list.txt", "backslash"),
    ])
  func hostilePaths(_ path: String, _ reason: String) throws {
    let snapshot = try Source.read(Bytes(Tar.of(files + [(path, somePIF)])), name: "x.tar")
    #expect(names(snapshot) == ["host/\(someHost)/sysfs", "xe/pif-list"])
    #expect(snapshot.gaps.count == 1)
    #expect(snapshot.gaps[0].description.contains(reason), "\(snapshot.gaps)")
  }

  @Test("takes no hard link, no device and no link that leads out")
  func hostileKinds() throws {
    let tar = Tar([
      ("xe/pif-list.txt", .file, somePIF), ("xe/vif-list.txt", .hardLink, "/etc/shadow"),
      ("xe/vm-list.txt", .device, ""), ("xe/vlan-list.txt", .link, "/etc/shadow"),
      ("xe/bond-list.txt", .link, "../../etc/shadow"), ("xe/pci-list.txt", .link, "pci-list.txt"),
    ]).ended
    let snapshot = try Source.read(Bytes(tar), name: "x.tar")
    #expect(names(snapshot) == ["xe/pif-list"])
    #expect(snapshot.gaps.count == 5)
    #expect(snapshot.gaps.contains(CaptureGap(.xe("vlan"), .linkLeavesSnapshot)))
    #expect(snapshot.gaps.contains(CaptureGap(.xe("pci"), .linkLoop)))
  }

  @Test("takes the first of two members of one name, and says so")
  func duplicates() throws {
    let tar = Tar.of([("xe/pif-list.txt", somePIF), ("xe/pif-list.txt", "forged")])
    let snapshot = try Source.read(Bytes(tar), name: "x.tar")
    #expect(snapshot.documents[0].bytes == Bytes(somePIF))
    #expect(snapshot.gaps == [CaptureGap(DocumentName("xe/pif-list.txt"), .repeated)])
  }

  @Test("that ends early gives what was whole, and says what was lost")
  func truncated() throws {
    let long = String(repeating: "a line of a list\n", count: 500)
    let tar = Tar.of(files + [("xe/vif-list.txt", long)])
    let snapshot = try Source.read(Bytes(Array(tar.prefix(tar.count - 4000))), name: "x.tar")
    #expect(names(snapshot) == ["host/\(someHost)/sysfs", "xe/pif-list"])
    #expect(snapshot.gaps.count == 1)
    #expect(snapshot.gaps[0].document.text == "xe/vif-list.txt")
    guard case .endsEarly = snapshot.gaps[0].reason else {
      Issue.record("\(snapshot.gaps)")
      return
    }
  }

  @Test("that unpacks to far too much is stopped and named")
  func bomb() throws {
    let place = try Folder()
    #expect(
      run(
        "cd \"$0\" && mkdir xe && truncate -s 400M xe/pif-list.txt && tar cf - xe | gzip -9 > x.tgz",
        place.path) == 0)
    let failure = #expect(throws: SourceFailure.self) { try Source.open(place["x.tgz"]) }
    #expect(failure?.description.contains("200 times its size") == true)
  }

  @Test("with a million members is stopped and named")
  func manyMembers() throws {
    let block = Tar([("d/x", .file, "")]).bytes
    var tar: [UInt8] = []
    for _ in 0..<210_000 { tar += block }
    let bytes = Bytes(tar)
    let failure = #expect(throws: SourceFailure.self) { try Source.read(bytes, name: "x.tar") }
    #expect(failure?.description.contains("more than 200000 members") == true)
  }

  @Test("of anything else is refused by name, with what was expected")
  func refusals() throws {
    let empty = try Folder { file("x.tar.gz", bytes: [0x1F, 0x8B, 8, 0]) }
    let failure = #expect(throws: SourceFailure.self) { try Source.open(empty["x.tar.gz"]) }
    #expect(failure?.description.hasPrefix("\(empty["x.tar.gz"]): ") == true)
    let other = #expect(throws: SourceFailure.self) {
      try Source.read(Bytes(Tar.of([("notes.txt", "hello\n")])), name: "x.tar")
    }
    #expect(other?.description.contains("expected a snapshot (xe/, host/)") == true)
  }

  @Test("never lets a database through but by the sieve")
  func databases() throws {
    let database = "<?xml version='1.0'?><database><table/>secret</database>"
    let tar = Bytes(Tar.of([("state.db", database)]))
    let snapshot = try Source.read(tar, name: "x.tar", sieve: { CuttingSieve() })
    #expect(names(snapshot) == ["xe/xapi-db.xml"])
    #expect(!snapshot.documents[0].bytes.description.contains("secret"))
    #expect(throws: SourceFailure.self) { try Source.read(tar, name: "x.tar") }
  }
}
