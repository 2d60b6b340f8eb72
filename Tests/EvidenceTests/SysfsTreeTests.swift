import Evidence
import Testing

@Suite("A sysfs tree")
struct SysfsTreeTests {
  /// One port with one virtual function, a bridge, and a disk controller that is not ours.
  @FolderBuilder private func tree(port: String = "../../devices/pci0/0000:07:00.0/net/eth0")
    -> [FolderEntry]
  {
    let card = "root/sys/devices/pci0/0000:07:00.0"
    let function = "root/sys/devices/pci0/0000:07:10.0"
    link("root/sys/class/net/eth0", to: port)
    link("root/sys/class/net/xenbr0", to: "../../devices/virtual/net/xenbr0")
    file("root/sys/class/net/bonding_masters", "\n")
    file("root/sys/devices/virtual/net/xenbr0/mtu", "1500\n")
    link("root/sys/bus/pci/devices/0000:07:00.0", to: "../../../devices/pci0/0000:07:00.0")
    link("root/sys/bus/pci/devices/0000:07:10.0", to: "../../../devices/pci0/0000:07:10.0")
    file("root/sys/bus/pci/devices/0000:06:00.0/class", "0x010802\n")
    file("\(card)/net/eth0/address", "02:00:00:00:00:01\n")
    file("\(card)/net/eth0/mtu", "1500\n")
    file("\(card)/net/eth0/flags", "0x1003\n")
    link("\(card)/net/eth0/device", to: "../../../0000:07:00.0")
    link("\(card)/net/eth0/master", to: "../../../../virtual/net/xenbr0")
    file("\(card)/class", "0x020000\n")
    file("\(card)/sriov_numvfs", "1\n")
    folder("\(card)/sriov_stride")
    fifo("\(card)/sriov_offset")
    link("\(card)/driver", to: "../../../bus/pci/drivers/igb")
    link("\(card)/virtfn0", to: "../0000:07:10.0")
    file("\(function)/class", "0x020000\n")
    link("\(function)/physfn", to: "../0000:07:00.0")
  }

  @Test("becomes one document of the lines that matter", .timeLimit(.minutes(1)))
  func lines() throws {
    let place = try Folder { tree() }
    let snapshot = try Source.open(place.path)
    let text = snapshot[.host("-", "sysfs")]?.bytes.description
    #expect(
      text == """
        /sys/bus/pci/devices/0000:07:00.0/class:0x020000
        /sys/bus/pci/devices/0000:07:00.0/driver -> igb
        /sys/bus/pci/devices/0000:07:00.0/sriov_numvfs:1
        /sys/bus/pci/devices/0000:07:00.0/virtfn0 -> 0000:07:10.0
        /sys/bus/pci/devices/0000:07:10.0/class:0x020000
        /sys/bus/pci/devices/0000:07:10.0/physfn -> 0000:07:00.0
        /sys/class/net/eth0/address:02:00:00:00:00:01
        /sys/class/net/eth0/device -> 0000:07:00.0
        /sys/class/net/eth0/device/class:0x020000
        /sys/class/net/eth0/device/driver -> igb
        /sys/class/net/eth0/device/sriov_numvfs:1
        /sys/class/net/eth0/device/virtfn0 -> 0000:07:10.0
        /sys/class/net/eth0/master -> xenbr0
        /sys/class/net/eth0/mtu:1500

        """)
    #expect(snapshot.documents.map(\.source) == ["root/sys"])
    #expect(snapshot.gaps.isEmpty)
  }

  @Test("is the same whether its parent or itself is opened")
  func openedItself() throws {
    let place = try Folder { tree() }
    let inner = try Source.open(place["root/sys"])
    #expect(try inner.manifestDigest == Source.open(place.path).manifestDigest)
  }

  @Test("is never left by a link", arguments: ["../../../../../../../etc", "/sys/class/net/lo"])
  func linkLeaves(target: String) throws {
    let place = try Folder { tree(port: target) }
    let snapshot = try Source.open(place.path)
    let gap = CaptureGap(DocumentName("root/sys/class/net/eth0"), .linkLeavesSnapshot)
    #expect(snapshot.gaps == [gap])
  }

  @Test("with a loop of links is read to its end")
  func linkLoop() throws {
    let place = try Folder { tree(port: "eth0") }
    let snapshot = try Source.open(place.path)
    let gap = CaptureGap(DocumentName("root/sys/class/net/eth0"), .linkLoop)
    #expect(snapshot.gaps == [gap])
  }
}
