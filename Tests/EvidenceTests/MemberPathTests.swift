import Testing

@testable import Evidence

/// Which members of an archive are read, by their paths alone.
@Suite struct MemberPathTests {
  @Test(
    "files of a copied machine that vfaudit does not read are skipped",
    arguments: [
      "root/usr/share/doc/x.txt", "root/var/log/messages", "dev/null",
      "lib/modules/4.19/modules.dep",
      "sys/class/net/eth0/uevent",
    ])
  func skips(_ path: String) { #expect(MemberPath.use(of: path) == .nothing) }

  @Test(
    "pasted texts may have any name, and snapshots lie anywhere",
    arguments: [
      "notes/pif.txt", "usr/share/x/xe/pif-list.txt", "etc/modprobe.d/igb.conf",
      "sys/class/net/eth0/carrier", "var/log/kern.log",
    ])
  func reads(_ path: String) { #expect(MemberPath.use(of: path) == .content) }
}
