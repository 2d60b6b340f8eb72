import Testing

@testable import Records

@Suite struct SysfsParserTests {
  private func parse(_ text: String) -> (record: SysfsRecord, failures: [ParseFailure]) {
    SysfsParser.record(Array(text.utf8).span, document: "host/-/sysfs")
  }

  @Test("a port of a card")
  func port() {
    let (record, failures) = parse(
      """
      /sys/class/net/eth0/device -> ../../../0000:07:00.0
      /sys/class/net/eth0/address:02:00:00:00:00:0A
      /sys/class/net/eth0/mtu:1500
      /sys/class/net/eth0/carrier:1
      /sys/class/net/eth0/master -> ../ovs-system
      /sys/class/net/eth0/device/vendor:0x8086
      /sys/class/net/eth0/device/device:0x1521
      /sys/class/net/eth0/device/driver -> ../../../../bus/pci/drivers/igb
      /sys/class/net/eth0/device/sriov_totalvfs:7
      /sys/class/net/eth0/device/sriov_numvfs:4
      /sys/class/net/eth0/device/virtfn1 -> ../0000:07:10.4
      /sys/class/net/eth0/device/virtfn0 -> ../0000:07:10.0
      """)
    let port = record.functions.first
    #expect(failures.isEmpty && record.functions.count == 1)
    #expect(port?.address == "0000:07:00.0" && port?.driver?.value == "igb")
    #expect(port?.vendorID?.value == "8086" && port?.deviceID?.value == "1521")
    #expect(
      port?.totalVFs?.value == 7 && port?.numVFs?.value == 4 && port?.numVFs?.origin.line == 10)
    #expect(port?.virtualFunctions.map(\.index) == [0, 1])
    #expect(port?.virtualFunctions.map(\.address.value) == ["0000:07:10.0", "0000:07:10.4"])
    let interface = record.interfaces.first
    #expect(interface?.function?.value == "0000:07:00.0" && interface?.mtu?.value == 1500)
    #expect(interface?.mac?.value == "02:00:00:00:00:0a" && interface?.carrier?.value == true)
    #expect(interface?.master?.value == "ovs-system")
  }

  @Test("attributes below an interface may stand before its device link")
  func linkBehind() {
    let (record, _) = parse(
      "/sys/class/net/eth0/device/sriov_numvfs:4\n/sys/class/net/eth0/device -> 0000:07:00.0\n")
    #expect(record.functions.first?.numVFs?.value == 4)
  }

  @Test("a VF points to its port")
  func virtualFunction() {
    let (record, _) = parse("/sys/bus/pci/devices/0000:07:10.0/physfn -> ../0000:07:00.0\n")
    #expect(record.functions.first?.physicalFunction?.value == "0000:07:00.0")
  }

  @Test("of a path through bridges the last address counts")
  func devicesPath() {
    let (record, failures) = parse(
      """
      /sys/devices/pci0000:00/0000:00:01.0/0000:07:00.1/sriov_numvfs:4
      /sys/devices/pci0000:00/0000:00:01.0/0000:07:00.1/net/eth1/address:02:00:00:00:00:01
      """)
    #expect(failures.isEmpty)
    #expect(record.functions.map(\.address) == ["0000:07:00.1"])
    #expect(record.interfaces.first?.function?.value == "0000:07:00.1")
  }

  @Test("the link of an interface names its function, even behind virtio")
  func classLink() {
    let (record, _) = parse(
      """
      /sys/class/net/eth0 -> ../../devices/pci0000:00/0000:00:06.0/virtio0/net/eth0
      /sys/class/net/eth0/device -> ../../../virtio0
      """)
    #expect(record.interfaces.first?.function?.value == "0000:00:06.0")
  }

  @Test("one attribute by two paths may not say two things")
  func disagreement() {
    let (record, failures) = parse(
      """
      /sys/class/net/eth0/device -> 0000:07:00.0
      /sys/bus/pci/devices/0000:07:00.0/sriov_numvfs:4
      /sys/class/net/eth0/device/sriov_numvfs:5
      /sys/class/net/eth0/device/sriov_numvfs:4
      """)
    #expect(record.functions.first?.numVFs?.value == 4)
    #expect(failures.map(\.line) == [3])
    #expect(failures.first?.message.hasSuffix("contradicts line 2") == true)
  }

  @Test(
    "a value that cannot be read fails with its line",
    arguments: [
      "sriov_numvfs:four", "sriov_totalvfs:-1", "vendor:0x80867", "device:none",
      "physfn -> ../nowhere", "virtfn0 -> ../nowhere",
    ])
  func unreadable(_ attribute: String) {
    let (record, failures) = parse("\n/sys/bus/pci/devices/0000:07:00.0/\(attribute)\n")
    #expect(failures.map(\.line) == [2])
    #expect(record.functions.map(\.address) == ["0000:07:00.0"])
  }

  @Test("attributes that nobody asks for, and empty ones, are passed over")
  func unknown() {
    let (record, failures) = parse(
      """
      /sys/bus/pci/devices/0000:07:00.0/numa_node:-1
      /sys/bus/pci/devices/0000:07:00.0/virtfn_x -> ../0000:07:10.0
      /sys/class/net/eth0/carrier:
      /sys/class/net/eth0/ifalias:x/sriov_numvfs:9
      grep: /sys/class/net/eth0/speed: Invalid argument
      """)
    #expect(failures.isEmpty && record.functions.first?.numVFs == nil)
    #expect(record.functions.first?.virtualFunctions.isEmpty == true)
  }

  @Test("what head and ls print can be read as well")
  func otherForms() {
    let (record, failures) = parse(
      """
      ==> /sys/bus/pci/devices/0000:07:00.0/sriov_numvfs <==
      4

      ==> /sys/bus/pci/devices/0000:07:00.0/vendor <==
      0x8086
      lrwxrwxrwx 1 root root 0 May  1 10:00 /sys/bus/pci/devices/0000:07:00.0/virtfn0 -> ../0000:07:10.0
      """)
    let port = record.functions.first
    #expect(failures.isEmpty && port?.numVFs?.value == 4 && port?.vendorID?.value == "8086")
    #expect(port?.virtualFunctions.map(\.address.value) == ["0000:07:10.0"])
  }

  @Test("functions and interfaces are sorted")
  func sorted() {
    let (record, _) = parse(
      """
      /sys/bus/pci/devices/0000:81:00.0/vendor:0x8086
      /sys/bus/pci/devices/0000:07:00.0/vendor:0x8086
      /sys/class/net/eth1/mtu:1
      /sys/class/net/eth0/mtu:1
      """)
    #expect(record.functions.map(\.address) == ["0000:07:00.0", "0000:81:00.0"])
    #expect(record.interfaces.map(\.name) == ["eth0", "eth1"])
  }

  @Test(
    "PCI addresses",
    arguments: [
      ("0000:07:00.0", "0000:07:00.0"), ("07:00.0", "0000:07:00.0"),
      ("10000:E1:00.7", "10000:e1:00.7"), ("0000:07:00", nil), ("07:00.00", nil), ("virtio0", nil),
      ("pci0000:00", nil), ("000:07:00.0", nil), ("0000:07:0g.0", nil), ("", nil), (":::.", nil),
    ] as [(String, String?)])
  func addresses(_ text: String, _ address: String?) {
    #expect(SysfsPath.address(text) == address)
  }
}
