import Evidence
import Testing

@Suite("Parts of one pool")
struct MergingTests {
  private let other = "22222222-1111-4111-8111-111111111111"

  private func part(
    _ time: String?, _ documents: [(DocumentName, String)], gaps: [CaptureGap] = []
  ) -> Snapshot {
    Snapshot(
      documents: documents.map { Document(name: $0.0, bytes: Bytes($0.1)) }, gaps: gaps,
      capturedAt: time)
  }

  @Test("have the pool's lists once, of the part that was captured last")
  func lists() {
    let old = part("2026-05-01T10:00:00Z", [(.xe("pif"), "old"), (.xe("vif"), "old")])
    let new = part("2026-05-01T11:00:00Z", [(.xe("pif"), "new")])
    let merged = Snapshot(merging: [old, new])
    #expect(merged.documents.map(\.bytes.description) == ["new"])
    #expect(merged.capturedAt == "2026-05-01T11:00:00Z")
    #expect(
      merged.gaps.map(\.description) == [
        "xe/pif-list: captured twice; xe/pif-list.txt from 2026-05-01T11:00:00Z is used",
        "xe/vif-list: captured at a different time from the pool's other lists; not used",
      ])
  }

  @Test("that are loose texts complete each other, as in one folder")
  func looseTexts() throws {
    let place = try Folder {
      file("pif-list.txt", somePIF)
      file("vif-list.txt", somePIF)
      file("again/vif-list.txt", somePIF)
      file("more/vif-list.txt", somePIF + "device ( RO): 0\n")
    }
    let paths = ["pif-list.txt", "vif-list.txt", "again/vif-list.txt", "more/vif-list.txt"]
    let merged = try Source.open(paths.map { place[$0] }, sieve: nil)
    #expect(merged.documents.map(\.name.text) == ["xe/pif-list", "xe/vif-list", "xe/vif-list#2"])
    #expect(merged.gaps.isEmpty)
  }

  @Test("that are loose texts fill what a capture lacks, and replace nothing of it")
  func looseTextsBesideCapture() {
    let captured = part("2026-05-01T10:00:00Z", [(.xe("pif"), "p")])
    let loose = part(nil, [(.xe("pif"), "other"), (.xe("vif"), "v")])
    let merged = Snapshot(merging: [loose, captured])
    #expect(merged.documents.map(\.bytes.description) == ["p", "v"])
    #expect(merged.gaps.map(\.document) == [.xe("pif")])
  }

  @Test("have the time of the database where there are no lists")
  func databaseTime() {
    let old = part("2026-05-01T09:00:00Z", [(.database, "<database/>")])
    let new = part("2026-05-01T10:00:00Z", [(.host(someHost, "sysfs"), "a")])
    #expect(Snapshot(merging: [new, old]).captureTimes["-"] == "2026-05-01T09:00:00Z")
  }

  @Test("have each host's words beside each other")
  func hosts() {
    let one = part("2026-05-01T10:00:00Z", [(.xe("pif"), "p"), (.host(someHost, "sysfs"), "a")])
    let two = part("2026-05-01T10:30:00Z", [(.host(other, "sysfs"), "b")])
    let merged = Snapshot(merging: [one, two])
    #expect(merged.hostUUIDs == [someHost, other])
    #expect(merged.gaps.isEmpty)
    #expect(merged.captureTimes[other] == "2026-05-01T10:30:00Z")
    #expect(merged.captureTimes["-"] == "2026-05-01T10:00:00Z")
  }

  @Test("that say the very same need no word about it")
  func same() {
    let one = part(nil, [(.host(someHost, "sysfs"), "a")])
    #expect(Snapshot(merging: [one, one]).gaps.isEmpty)
  }

  @Test("fill what one of them could not tell")
  func fills() {
    let name = DocumentName.host(someHost, "sysfs")
    let one = part(nil, [], gaps: [CaptureGap(name, .unreachable("refused"))])
    #expect(Snapshot(merging: [one, part(nil, [(name, "a")])]).gaps.isEmpty)
    #expect(Snapshot(merging: [one, part(nil, [(.xe("pif"), "a")])]).gaps == one.gaps)
  }

  @Test("keep a database beside lists of another time")
  func database() {
    let lists = part("2026-05-01T10:00:00Z", [(.xe("pif"), "p")])
    let database = part("2026-05-01T09:00:00Z", [(.database, "<database/>")])
    #expect(Snapshot(merging: [lists, database]).documents.map(\.name) == [.xe("pif"), .database])
  }

  @Test("keep every gap, in its words, when they are written and read")
  func gapsAgain() throws {
    let gaps = [
      CaptureGap(DocumentName("x.tgz"), .endsEarly("truncated")),
      CaptureGap(.xe("vif"), .superseded(by: "xe/vif-list.txt")), CaptureGap(.xe("vm"), .repeated),
      CaptureGap(.xe("pci"), .unreadable("is encrypted")), CaptureGap(.xe("vlan"), .timedOut),
      CaptureGap(DocumentName("a\tb\u{1B}"), .unrecognised("has\ncontrol characters")),
    ]
    let written = part(
      "2026-05-01T10:00:00Z", [(.xe("pif"), somePIF), (.xe("vif"), "")], gaps: gaps)
    let bytes = try SnapshotArchive.bytes(of: written, isPacked: true)
    let again = try Source.read(Bytes(bytes), name: "x")
    #expect(
      again.gaps.map(\.description)
        == written.gaps.map { $0.description.replacing("\t", with: " ").replacing("\n", with: " ") }
    )
    #expect(again.documents == written.documents)
    let twice = try Source.read(Bytes(SnapshotArchive.bytes(of: again, isPacked: true)), name: "x")
    #expect(twice.gaps == again.gaps)
  }

  @Test("are the same again after they were written and read")
  func roundTrip() throws {
    let gone = CaptureGap(.host(other, "sysfs"), .unreachable("root@b: Connection refused"))
    let merged = Snapshot(merging: [
      part("2026-05-01T10:00:00Z", [(.xe("pif"), somePIF)], gaps: [gone]),
      part("2026-05-01T10:30:00Z", [(.host(someHost, "sysfs"), "/sys/class/net/eth0/mtu:1\n")]),
      part(nil, [(.host(someHost, "modprobe.d/m\u{FC}ll.conf"), "options igb\n")]),
    ])
    let bytes = try SnapshotArchive.bytes(of: merged, isPacked: true)
    let again = try Source.read(Bytes(bytes), name: "x")
    #expect(again.captureTimes == merged.captureTimes)
    #expect(again.gaps == [gone])
    #expect(again.manifestDigest == merged.manifestDigest)
  }

  @Test("are not parts when their lists name different pools")
  func differentPools() throws {
    let folder = try Folder {
      file("a/MANIFEST.tsv", "")
      file("a/xe/pool-list.txt", "uuid ( RO)    : \(someHost)\n")
      file("b/MANIFEST.tsv", "")
      file("b/xe/pool-list.txt", "uuid ( RO)    : \(other)\n")
    }
    for paths in [[folder["a"], folder["b"]], [folder.path]] {
      let refusal = #expect(throws: SourceFailure.self) { try Source.open(paths, sieve: nil) }
      #expect(refusal?.description.contains("2 different pools") == true)
    }
    #expect(try Source.open([folder["a"], folder["a"]], sieve: nil).documents.count == 1)
  }
}
