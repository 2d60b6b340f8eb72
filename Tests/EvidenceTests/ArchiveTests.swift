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

  @Test("that is a zip is read as a file, from memory, and inside another archive")
  func zips() throws {
    let members = files.map { ($0.0, Array($0.1.utf8)) }
    let digest = try Source.read(Bytes(Tar.of(files)), name: "x").manifestDigest
    for hasDirectory in [true, false] {
      let zip = Zip.of(members, hasDirectory: hasDirectory)
      let place = try Folder { file("x.zip", bytes: zip) }
      let read = [
        try Source.open(place["x.zip"]), try Source.read(Bytes(zip), name: "x"),
        try Source.read(Bytes(Tar([("a.zip", .file, zip)]).ended), name: "x"),
        try Source.read(Bytes(Zip.of([("b.ZIP", zip)])), name: "x"),
      ]
      // Without its directory a zip is cut off, though all of its members may be there.
      #expect(read.map(\.gaps.count) == Array(repeating: hasDirectory ? 0 : 1, count: 4))
      #expect(read.map(\.manifestDigest) == [digest, digest, digest, digest])
    }
  }

  @Test("gives what the folder gives, word for word")
  func sameAsFolder() throws {
    let card = "h/sys/devices/pci0/0000:07:00.0"
    let place = try Folder {
      file("t/h/etc/xensource-inventory", "INSTALLATION_UUID='\(someHost)'\n")
      file("t/\(card)/class", "0x020000\n")
      file("t/\(card)/sriov_numvfs", "1\n")
      link("t/h/sys/bus/pci/devices/0000:07:00.0", to: "../../../devices/pci0/0000:07:00.0")
      link("t/h/sys/bus/pci/devices/0000:08:00.0", to: "../../../../../../etc")
      file("t/pif-list.txt", somePIF)
      link("t/again/pif-list.txt", to: "../pif-list.txt")
      link("t/out.txt", to: "/etc/hostname")
      file("t/photo.txt", bytes: [1, 0])
      file("t/notes.txt", "what nobody knows\n")
      file("t/README.md", "x")
      file("t/vfaudit.yml", "x")
    }
    #expect(run("cd \"$0\" && tar cf x.tar -C t .", place.path) == 0)
    let (packed, unpacked) = (try Source.open(place["x.tar"]), try Source.open(place["t"]))
    #expect(packed.documents == unpacked.documents)
    #expect(packed.gaps == unpacked.gaps)
    #expect(packed.gaps.count == 4)
  }

  @Test(
    "may have its snapshot below other folders",
    arguments: ["s/", "var/tmp/s/", "home/admin/s/"], [true, false])
  func topFolders(_ top: String, hasManifest: Bool) throws {
    let files = hasManifest ? files : Array(files.dropFirst())
    let all = files + [("host/\(someHost)/pool-role.txt", "master\n")]
    let bare = try Source.read(Bytes(Tar.of(all)), name: "x")
    let beside = [("vfaudit.yml", "x"), ("reports/audit.html", "<html>")]
    let below = try Source.read(
      Bytes(Tar.of((hasManifest ? all + beside : all).map { (top + $0.0, $0.1) })), name: "x")
    #expect(below.documents == bare.documents)
    #expect(below.gaps.isEmpty)
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
      ("../xe/vif-list.txt", "leaves the archive"), ("/xe/vif-list.txt", "leaves the archive"),
      ("xe/../../vif-list.txt", "leaves the archive"), ("xe/a\u{1B}b.txt", "control characters"),
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
    #expect(snapshot.gaps == [CaptureGap(.xe("pif"), .repeated)])
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
