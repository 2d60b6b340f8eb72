import Testing

@testable import Records

@Suite struct HostToolParserTests {
  @Test("VF lines of old and new ip, and of ip -o")
  func ipLink() {
    let text = """
      $ ip -d link
      6: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP qlen 1000
          link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff
         vf 0 MAC 02:AA:00:00:00:00, vlan 100, qos 3, spoof checking on, link-state auto
         vf 1 MAC 00:00:00:00:00:00, spoof checking on
      7: eth1@if3: <BROADCAST,MULTICAST> mtu 1500
          vf 0     link/ether 02:aa:00:00:00:01 brd ff:ff:ff:ff:ff:ff, vlan 4095, spoof checking on
      8: eth2: <UP> mtu 1500\\    link/ether 02:00:00:00:00:02 brd f\\    vf 3 MAC 02:aa:00:00:00:02, trust off
      """
    let result = IPLinkParser.records(Array(text.utf8).span, document: "host/-/ip-link")
    #expect(result.failures.isEmpty)
    #expect(result.records.map(\.interface) == ["eth0", "eth0", "eth1", "eth2"])
    #expect(result.records.map(\.index) == [0, 1, 0, 3])
    #expect(result.records.map(\.vlan) == [100, 0, 4095, 0])
    #expect(
      result.records.map(\.mac) == [
        "02:aa:00:00:00:00", "00:00:00:00:00:00", "02:aa:00:00:00:01", "02:aa:00:00:00:02",
      ])
    #expect(result.records.map(\.origin.line) == [4, 5, 7, 8])
  }

  @Test("a VF line that belongs to no interface, or has no number, fails")
  func ipLinkFailures() {
    let text =
      "vf 0 MAC 02:aa:00:00:00:00\n7: eth1: <UP>\n  vf x MAC 1\n  vf 1 MAC 2, vlan x\n  vf\n"
    let result = IPLinkParser.records(Array(text.utf8).span, document: "d")
    #expect(result.records.isEmpty && result.failures.map(\.line) == [1, 3, 4])
  }

  @Test("a VF's rate limit is its max_tx_rate, of old versions its tx rate")
  func ipLinkRates() {
    let text = """
      7: eth1: <UP>
          vf 0 MAC 02:aa:00:00:00:00, vlan 20, tx rate 100 (Mbps), max_tx_rate 100Mbps, trust off
          vf 1 MAC 02:aa:00:00:00:01, tx rate 50 (Mbps), spoof checking on
          vf 2 link/ether 02:aa:00:00:00:02 brd ff:ff:ff:ff:ff:ff, max_tx_rate 1000Mbps
          vf 3 MAC 02:aa:00:00:00:03, spoof checking on, link-state auto, trust off
      """
    let result = IPLinkParser.records(Array(text.utf8).span, document: "d")
    #expect(result.failures.isEmpty)
    #expect(result.records.map(\.rateLimit) == [100, 50, 1000, 0])
  }

  @Test("the SR-IOV capability belongs to the function above it")
  func lspci() {
    let text = """
      00:00.0 Host bridge: Intel Corporation Device 29c0
      07:00.0 Ethernet controller [0200]: Intel Corporation I350 [8086:1521] (rev 01)
      \tCapabilities: [160 v1] Single Root I/O Virtualization (SR-IOV)
      \t\tIOVCap:\tMigration-, Interrupt Message Number: 000
      \t\tIOVCtl:\tEnable+ Migration- Interrupt- MSE+ ARIHierarchy-
      \t\tInitial VFs: 8, Total VFs: 8, Number of VFs: 4, Function Dependency Link: 00
      \tKernel driver in use: igb
      \tKernel modules: igb
      0000:07:00.1 Ethernet controller: Intel Corporation I350
              IOVCtl: Enable- Migration- Interrupt- MSE- ARIHierarchy-
              Initial VFs: 8, Total VFs: 8, Number of VFs: 0, Function Dependency Link: 01
      """
    let result = LspciParser.records(Array(text.utf8).span, document: "host/-/lspci")
    #expect(result.failures.isEmpty)
    #expect(result.records.map(\.address) == ["0000:00:00.0", "0000:07:00.0", "0000:07:00.1"])
    #expect(result.records.map(\.totalVFs?.value) == [nil, 8, 8])
    #expect(result.records.map(\.numVFs?.value) == [nil, 4, 0])
    #expect(result.records.map(\.isEnabled?.value) == [nil, true, false])
    #expect(result.records.map(\.driver?.value) == [nil, "igb", nil])
  }

  @Test("a capability before any function belongs to none, a count without number fails")
  func lspciFailures() {
    let text =
      "\tInitial VFs: 8, Total VFs: 8, Number of VFs: 4\n07:00.0 x\n Initial VFs: 8, Total VFs: y"
    let result = LspciParser.records(Array(text.utf8).span, document: "d")
    #expect(result.records.map(\.totalVFs?.value) == [nil])
    #expect(result.failures.map(\.line) == [3, 3])
  }

  @Test("ethtool says who drives an interface")
  func ethtool() {
    let text =
      "driver: igb\nversion: 5.13.20\nfirmware-version: 1.63, 0x800009fa\nbus-info: 0000:07:00.0\nexpansion-rom-version: \n"
    let record = EthtoolParser.record(Array(text.utf8).span, document: "d")
    #expect(record.driver?.value == "igb" && record.version?.value == "5.13.20")
    #expect(record.firmwareVersion?.value == "1.63, 0x800009fa")
    #expect(record.busInfo?.value == "0000:07:00.0")
    let other = EthtoolParser.record(
      Array("driver: virtio_net\nfirmware-version: \n".utf8).span, document: "d")
    #expect(other.firmwareVersion == nil)
  }

  @Test("modinfo names a driver's parameters")
  func modinfo() {
    let text = """
      filename:       /lib/modules/4.19.0+1/updates/igb.ko
      version:        5.13.20
      parm:           InterruptThrottleRate:Maximum interrupts (default 3=dynamic) (array of int)
      parm:           max_vfs:Number of Virtual Functions: 0 = disable (array of int)
      parm:           debug:Debug level (0=none,...,16=all) (int)
      """
    let record = ModinfoParser.record(Array(text.utf8).span, document: "d")
    #expect(record.version?.value == "5.13.20")
    #expect(record.parameters.map(\.name) == ["InterruptThrottleRate", "max_vfs", "debug"])
    #expect(record.parameters.map(\.type) == ["array of int", "array of int", "int"])
  }

  @Test("modinfo --parameter prints them alone")
  func modinfoParameters() {
    let text = "max_vfs:Number of VFs (array of int)\ndebug:Debug level (int)\n"
    let record = ModinfoParser.record(Array(text.utf8).span, document: "d")
    #expect(record.parameters.map(\.name) == ["max_vfs", "debug"])
    #expect(record.parameters.map(\.isArray) == [true, false])
  }

  @Test("the inventory names the host")
  func inventory() {
    let text = "PRODUCT_BRAND='XCP-ng'\nINSTALLATION_UUID='7F4C1A52-0000-4000-8000-000000000001'\n"
    let record = InventoryFileParser.record(Array(text.utf8).span, document: "d")
    #expect(record.installationUUID?.value == "7f4c1a52-0000-4000-8000-000000000001")
    #expect(InventoryFileParser.record([UInt8]().span, document: "d").installationUUID == nil)
  }
}
