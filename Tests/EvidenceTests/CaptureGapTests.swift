import Evidence
import Testing

@Suite("A gap")
struct CaptureGapTests {
  /// The gaps of a snapshot folder that holds one good list besides.
  private func gaps(@FolderBuilder _ entries: () -> [FolderEntry]) throws -> [String] {
    let place = try Folder(entries)
    try place.make(file("xe/pool-list.txt", somePIF))
    return try Source.open(place.path).gaps.map(\.description)
  }

  @Test("says that a command failed, and what it printed is not read")
  func commandFailed() throws {
    let place = try Folder {
      file("MANIFEST.tsv", "xe/pci-list\t-\t1\t7\txe pci-list\n")
      file("xe/pci-list.txt", "half a record")
    }
    let snapshot = try Source.open(place.path)
    #expect(snapshot.documents.isEmpty)
    #expect(
      snapshot.gaps.map(\.description) == [
        "xe/pci-list: the command failed with exit status 1"
      ])
  }

  @Test("says that a command was stopped by timeout")
  func timedOut() throws {
    let found = try gaps { file("MANIFEST.tsv", "xe/vm-list\t-\t124\t10000\txe vm-list\n") }
    #expect(found == ["xe/vm-list: the command timed out and was stopped"])
  }

  @Test("says that the manifest lists what is not there")
  func notCaptured() throws {
    let found = try gaps { file("MANIFEST.tsv", "xe/vm-list\t-\t0\t10\txe vm-list\n") }
    #expect(found == ["xe/vm-list: not captured"])
  }

  @Test("names the line of a manifest that cannot be read")
  func badManifestLine() throws {
    let found = try gaps { file("MANIFEST.tsv", "# vfaudit snapshot 1\nxe/pif-list 0\n") }
    #expect(
      found == ["MANIFEST.tsv:2: not recognised: expected 5 columns separated by tabs, found 1"])
  }

  @Test("says that a document was changed, which is read nevertheless")
  func digestMismatch() throws {
    let place = try Folder {
      file("xe/pif-list.txt", somePIF)
      file("SHA256SUMS", String(repeating: "0", count: 64) + "  xe/pif-list.txt\n")
    }
    let snapshot = try Source.open(place.path)
    #expect(snapshot.gaps == [CaptureGap(.xe("pif"), .digestMismatch)])
    #expect(snapshot[.xe("pif")]?.bytes == Bytes(somePIF))
  }

  @Test("says that a link leaves the folder", arguments: ["/etc/hostname", "../../outside"])
  func linkLeaves(target: String) throws {
    let found = try gaps { link("xe/pif-list.txt", to: target) }
    #expect(found == ["xe/pif-list: a symbolic link that points out of the folder"])
  }

  @Test("says that links lead to themselves")
  func linkLoop() throws {
    let found = try gaps {
      link("xe/pif-list.txt", to: "vif-list.txt")
      link("xe/vif-list.txt", to: "pif-list.txt")
    }
    #expect(
      found == [
        "xe/pif-list: a symbolic link that points to itself",
        "xe/vif-list: a symbolic link that points to itself",
      ])
  }

  @Test("is not made of a link that stays inside")
  func linkInside() throws {
    let place = try Folder {
      file("xe/pif-list.txt", somePIF)
      link("host/\(someHost)/note.txt", to: "../../xe/./pif-list.txt")
    }
    let snapshot = try Source.open(place.path)
    #expect(snapshot.gaps.isEmpty)
    #expect(snapshot[.host(someHost, "note")]?.bytes == Bytes(somePIF))
  }

  @Test("is made of a FIFO, at once", .timeLimit(.minutes(1)))
  func fifoDoesNotHang() throws {
    let found = try gaps { fifo("xe/pif-list.txt") }
    #expect(found == ["xe/pif-list: cannot be read: it is not a regular file"])
  }

  @Test("is made of a link to nowhere and of a link to a folder")
  func otherLinks() throws {
    let found = try gaps {
      link("xe/pif-list.txt", to: "gone")
      link("host/-", to: "../xe")
    }
    #expect(
      found == [
        "host/-: cannot be read: it is a link to a folder: put the folder itself here",
        "xe/pif-list: cannot be read: no such file or folder",
      ])
  }

  @Test("is made of binary content")
  func binary() throws {
    let found = try gaps { file("xe/pif-list.txt", bytes: [0x75, 0x00]) }
    #expect(
      found == [
        "xe/pif-list: not text: it has a NUL byte at offset 1; save it as UTF-8 text"
      ])
  }

  @Test("is created for a document over the limit, before it is read")
  func tooLarge() throws {
    let place = try Folder { file("xe/pool-list.txt", somePIF) }
    _ = run("truncate -s 2G \"$0/xe/pif-list.txt\"", place.path)
    #expect(
      try Source.open(place.path).gaps.map(\.description) == [
        "xe/pif-list: too large: 2147483648 bytes, the limit is 1073741824"
      ])
  }

  @Test("is created for an unknown file in a snapshot, but not for policies and reports")
  func unrecognised() throws {
    let found = try gaps {
      file("MANIFEST.tsv", "# vfaudit snapshot 1\n")
      file("host/web1/sysfs.txt", "x")
      file("README", "x")
      file("notes.md", "x")
      file("vfaudit.yml", "x")
      file("reports/audit.txt", "x")
      file(".git/HEAD", "x")
    }
    #expect(
      found == [
        "host/web1/sysfs: not recognised: "
          + "a snapshot has only xe/ and host/<uuid>/; remove it or rename it"
      ])
  }

  @Test("is created for folders that are nested too deeply")
  func tooDeep() throws {
    let deep = Array(repeating: "d", count: 65).joined(separator: "/")
    let found = try gaps { folder("xe/\(deep)") }
    #expect(found.count == 1)
    #expect(found.first?.hasSuffix("cannot be read: it is nested too deeply") == true)
  }
}
