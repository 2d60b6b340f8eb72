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
        "xe/pif-list: was captured twice, the one of xe/pif-list.txt is read",
        "xe/vif-list: was captured twice, the one of the pool's lists is read",
      ])
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

  @Test("are the same again after they were written and read")
  func roundTrip() throws {
    let gone = CaptureGap(.host(other, "sysfs"), .unreachable("root@b: Connection refused"))
    let merged = Snapshot(merging: [
      part("2026-05-01T10:00:00Z", [(.xe("pif"), somePIF)], gaps: [gone]),
      part("2026-05-01T10:30:00Z", [(.host(someHost, "sysfs"), "/sys/class/net/eth0/mtu:1\n")]),
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
