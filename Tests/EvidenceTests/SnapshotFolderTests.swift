import Evidence
import Testing

@Suite("A snapshot folder")
struct SnapshotFolderTests {
  @Test("is the same after it was written and read again")
  func roundTrip() throws {
    let documents = [
      Document(
        name: .xe("pif"), bytes: Bytes(somePIF), exitStatus: 0, milliseconds: 412,
        command: "xe pif-list params=all"),
      Document(name: .host(someHost, "sysfs"), bytes: Bytes("/sys/class/net/eth0/mtu:1500\n")),
      Document(name: .host(someHost, "modprobe.d/igb.conf"), bytes: Bytes("options igb\n")),
      Document(name: .host(someHost, "modprobe.d/igb.conf.rpmnew"), bytes: Bytes("")),
    ]
    let gaps = [
      CaptureGap(.xe("pci"), .commandFailed(status: 1)),
      CaptureGap(.host(someHost, "lspci"), .timedOut), CaptureGap(.xe("vm"), .notCaptured),
    ]
    let written = Snapshot(documents: documents, gaps: gaps, capturedAt: "2026-05-01T16:25:00Z")
    let place = try Folder()
    try written.write(to: place["snapshot"])
    let read = try Source.open(place["snapshot"])
    #expect(read.documents == written.documents)
    #expect(read.gaps == written.gaps)
    #expect(read.capturedAt == written.capturedAt)
    #expect(read.manifestDigest == written.manifestDigest)
    #expect(read.hostUUIDs == [someHost])
    #expect(run("cd \"$0\" && sha256sum --quiet --strict -c SHA256SUMS", place["snapshot"]) == 0)
    #expect(place.names == ["snapshot"])
  }

  @Test("is never written over something that is there")
  func doesNotOverwrite() throws {
    let place = try Folder { file("old/xe/pif-list.txt", somePIF) }
    #expect(throws: OutputFailure.self) { try Source.open(place["old"]).write(to: place["old"]) }
    #expect(place.names == ["old"])
  }

  @Test("leaves nothing behind when a document has no place in it")
  func leavesNothingBehind() throws {
    let place = try Folder()
    let documents = [
      Document(name: .xe("pif"), bytes: Bytes(somePIF)),
      Document(name: DocumentName("../evil"), bytes: Bytes("x")),
    ]
    #expect(throws: OutputFailure.self) {
      try Snapshot(documents: documents).write(to: place["new"])
    }
    #expect(place.names.isEmpty)
  }

  @Test("has the same digest wherever it lies")
  func digestIsIndependentOfPath() throws {
    let one = try Folder { file("xe/pif-list.txt", somePIF) }
    let other = try Folder { file("deeper/xe/pif-list.txt", somePIF) }
    let changed = try Folder { file("xe/pif-list.txt", somePIF + " ") }
    let digest = try Source.open(one.path).manifestDigest
    #expect(try Source.open(other["deeper"]).manifestDigest == digest)
    #expect(try Source.open(changed.path).manifestDigest != digest)
  }

  @Test("of a newer vfaudit is refused")
  func newerFormat() throws {
    let place = try Folder { file("MANIFEST.tsv", "# vfaudit snapshot 2\n") }
    let failure = #expect(throws: SourceFailure.self) { try Source.open(place.path) }
    #expect(
      failure?.description
        == "\(place.path): written by a newer vfaudit: format 2, this one reads 1; update vfaudit")
  }

  @Test("with an empty list says that there is no such object, which is no gap")
  func emptyList() throws {
    let place = try Folder {
      file("MANIFEST.tsv", "xe/vif-list\t-\t0\t7\txe vif-list\n")
      file("xe/vif-list.txt", "")
    }
    let snapshot = try Source.open(place.path)
    #expect(snapshot.documents(of: "vif").map(\.bytes.count) == [0])
    #expect(snapshot.gaps.isEmpty)
  }

  @Test("keeps bytes that are no UTF-8 as they are")
  func badUTF8() throws {
    let place = try Folder { file("xe/vm-list.txt", bytes: [0x61, 0xFF, 0x62]) }
    let bytes = try #require(Source.open(place.path)[.xe("vm")]).bytes
    #expect(bytes == Bytes([0x61, 0xFF, 0x62]))
    #expect(bytes.string(in: 0..<3) == "a\u{FFFD}b")
  }

  @Test("may hold a single line of 100 MB")
  func longLine() throws {
    let place = try Folder { folder("xe") }
    _ = run("head -c 100000000 /dev/zero | tr '\\0' x > \"$0/xe/vm-list.txt\"", place.path)
    let bytes = try #require(Source.open(place.path)[.xe("vm")]).bytes
    #expect(bytes.count == 100_000_000)
    #expect(bytes.span[99_999_999] == UInt8(ascii: "x"))
  }

  @Test("may hold a kernel's real /sys of a host")
  func realSysfs() throws {
    let place = try Folder {
      file("xe/pif-list.txt", somePIF)
      file("host/\(someHost)/sys/class/net/eth0/mtu", "1500\n")
      file("host/\(someHost)/sys/class/net/eth0/device/vendor", "0x8086\n")
    }
    let document = try Source.open(place.path)[.host(someHost, "sysfs")]
    #expect(document?.bytes.description.contains("/sys/class/net/eth0/mtu:1500\n") == true)
  }
}
