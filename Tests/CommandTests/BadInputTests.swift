import Glibc
import ProjectFiles
import Testing

/// Bad input gets one clear line, or a gap in the report: never a crash, a hang or a silent pass.
@Suite struct BadInputTests {
  /// What a program that is killed by a signal ends with, behind a shell.
  private func isCrash(_ status: Int32) -> Bool { status >= 128 }

  @Test func `what does not exist is named`() throws {
    let ending = try Vfaudit.run("audit /no/such/snapshot")
    #expect(ending.status == 65)
    #expect(ending.err == "vfaudit: /no/such/snapshot: no such file or folder\n")
  }

  @Test func `an empty folder is refused, with what was expected`() throws {
    let folder = try Scratch()
    let ending = try Vfaudit.run("audit \(folder.path)")
    #expect(ending.status == 65)
    #expect(ending.err.contains("expected a snapshot"))
  }

  @Test(
    "text that is nothing vfaudit reads is refused or a gap, never a pass",
    arguments: ["", "\u{0}\u{1}\u{2}", "hello\n", "<?xml version=\"1.0\"?><x/>", "\u{FF}\u{FE}"])
  func refusesNoise(_ text: String) throws {
    let folder = try Scratch()
    let file = try folder.file("pif-list.txt", text)
    let ending = try Vfaudit.run("audit \(file) --strict")
    #expect(!isCrash(ending.status))
    #expect(ending.status == 65 || ending.status == 2)
  }

  @Test func `bytes that are no UTF-8 reach the report as replacement characters`() throws {
    let folder = try Scratch()
    var bytes = Array("uuid ( RO)          : fc3d70c2-8336-d998-0bb2-d01a04b897a5\n".utf8)
    bytes += Array("    name-label ( RW): ".utf8) + [0xC3, 0x28, 0xFF, 0x0A, 0x0A, 0x0A]
    let file = try folder.file("network-list.txt", bytes)
    let ending = try Vfaudit.run("audit \(file) -f xml --fail-on never")
    #expect(ending.status == 0)
    #expect(ending.out.contains("\u{FFFD}"))
  }

  @Test func `a line of 100 MB is read`() throws {
    let folder = try Scratch()
    let file = "\(folder.path)/vif-list.txt"
    _ = try Vfaudit.shell("head -c 100000000 /dev/zero | tr '\\0' a > \(file)")
    let ending = try Vfaudit.run("audit \(file) --strict")
    #expect(ending.status == 65 || ending.status == 2)
    #expect(ending.err.utf8.count < 1000)
  }

  @Test func `a link that leads to itself and a pipe do not hang it`() throws {
    let folder = try Scratch()
    _ = try Vfaudit.shell(
      "cp -a Examples/healthy-pool/snapshot/. \(folder.path)/ && rm \(folder.path)/SHA256SUMS"
        + " && ln -s loop \(folder.path)/xe/loop && mkfifo \(folder.path)/xe/bond-list2.txt"
        + " && ln -s / \(folder.path)/host/root")
    let ending = try Vfaudit.run("audit \(folder.path) --strict")
    #expect(ending.status == 2)
  }

  @Test func `a document that was cut off is judged as far as it goes, and said to be`() throws {
    let folder = try Scratch()
    _ = try Vfaudit.shell(
      "cp -a Examples/i350-before-reboot/snapshot/. \(folder.path)/"
        + " && truncate -s -700 \(folder.path)/xe/pif-list.txt")
    let ending = try Vfaudit.run("audit \(folder.path)")
    #expect(!isCrash(ending.status))
    #expect(ending.out.contains("SHA-256"))
  }

  @Test func `a snapshot of a newer format is refused with what to do`() throws {
    let folder = try Scratch()
    _ = try folder.file("MANIFEST.tsv", "# vfaudit snapshot 2\t2026-05-01T16:25:00Z\n")
    let ending = try Vfaudit.run("audit \(folder.path)")
    #expect(ending.status == 65)
    #expect(ending.err.contains("newer vfaudit"))
  }

  @Test func `a VM's name cannot break out of a command or a page`() throws {
    let folder = try Scratch()
    _ = try Vfaudit.shell(
      "cp -a Examples/i350-before-reboot/snapshot/. \(folder.path)/ && rm \(folder.path)/SHA256SUMS"
        + " && sed -i 's/FreeBSD VM$/<script>alert(1)<\\/script>; $(reboot)/'"
        + " \(folder.path)/xe/vm-list.txt")
    let html = try Vfaudit.run("audit \(folder.path) -f html --fail-on never").out
    #expect(html.contains("&lt;script&gt;alert(1)"))
    #expect(!html.contains("<script"))
  }

  @Test func `what has no pool and no host is refused, with what was passed over`() throws {
    let folder = try Scratch()
    for name in ["a.txt", "b.txt", "c.txt", "d.txt"] { _ = try folder.file(name, "beach\n") }
    let pictures = try Vfaudit.run("audit \(folder.path)")
    #expect(pictures.status == 65 && pictures.out == "")
    let etc = try Scratch()
    _ = try Vfaudit.shell("mkdir \(etc.path)/modprobe.d")
    _ = try etc.file("modprobe.d/igb.conf", "options igb max_vfs=4\n")
    _ = try etc.file("modprobe.d/other.conf", "options e1000e debug=1\n")
    _ = try etc.file("passwd", "root:x:0:0\n")
    _ = try etc.file("fstab", "none\n")
    let ending = try Vfaudit.run("audit \(etc.path)")
    #expect(ending.status == 65 && ending.out == "")
    #expect(ending.err.contains("no pool here") && ending.err.contains("4 files were passed over"))
  }
}
