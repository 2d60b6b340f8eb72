import Testing

@testable import Records

@Suite struct ListParserTests {
  @Test("a PIF has its port, its networks and its card")
  func pif() {
    let bytes = Array(
      printed([
        [
          ("uuid", uuid1), ("device", "eth0"), ("MAC", "02:00:00:00:00:0A"), ("physical", "true"),
          ("currently-attached", "true"), ("MTU", "1500"), ("VLAN", "-1"),
          ("bond-slave-of", "<not in database>"), ("sriov-physical-PIF-of", uuid2),
          ("sriov-logical-PIF-of", ""), ("management", "false"), ("network-uuid", uuid3),
          ("host-uuid", uuid2), ("capabilities", "sriov; fcoe"), ("carrier", "<not in database>"),
          ("vendor-id", "8086"), ("device-id", "0x1521"), ("device-name", "I350"),
          ("pci-bus-path", "0000:07:00.0"), ("other-config", "a: b"),
        ]
      ]).utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/pif-list")
    let (records, failures) = PIFListParser.records(in: listing)
    let pif = records.first
    #expect(failures.isEmpty && listing.ambiguities.isEmpty)
    #expect(pif?.device == "eth0" && pif?.mac == "02:00:00:00:00:0a" && pif?.physical == true)
    #expect(pif?.vlan == -1 && pif?.bondSlaveOf == .null && pif?.sriovPhysicalPIFOf == [uuid2])
    #expect(pif?.sriovLogicalPIFOf == [] && pif?.network == .uuid(uuid3))
    #expect(pif?.capabilities == ["sriov", "fcoe"] && pif?.carrier == nil)
    #expect(pif?.vendorID == "8086" && pif?.deviceID == "1521")
    #expect(pif?.pciBusPath == "0000:07:00.0" && pif?.otherConfig == ["a": "b"])
  }

  @Test("an empty PCI path is nil")
  func emptyPath() {
    let bytes = Array(printed([[("uuid", uuid1), ("pci-bus-path", "")]]).utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/pif-list")
    #expect(PIFListParser.records(in: listing).records.map(\.pciBusPath) == [nil])
  }

  @Test("tags stand between commas")
  func network() {
    let bytes = Array(
      printed([
        [
          ("uuid", uuid1), ("name-label", "VM SR-IOV"), ("MTU", "1500"), ("bridge", "xapi2"),
          ("other-config", ""), ("tags", "a, b"), ("default-locking-mode", "unlocked"),
        ]
      ]).utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/network-list")
    let network = NetworkListParser.records(in: listing).records.first
    #expect(network?.tags == ["a", "b"] && network?.bridge == "xapi2" && network?.mtu == 1500)
    #expect(network?.defaultLockingMode == "unlocked" && network?.otherConfig == [:])
  }

  @Test("an SR-IOV network joins two PIFs")
  func networkSRIOV() {
    let bytes = Array(
      printed([
        [
          ("uuid", uuid1), ("physical-PIF", uuid2), ("logical-PIF", uuid3),
          ("requires-reboot", "true"),
        ]
      ]).utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/network-sriov-list")
    let record = NetworkSRIOVListParser.records(in: listing).records.first
    #expect(record?.physicalPIF == .uuid(uuid2) && record?.logicalPIF == .uuid(uuid3))
    #expect(record?.requiresReboot == true && listing.ambiguities.isEmpty)
  }

  @Test("a VLAN and a bond join PIFs")
  func vlanAndBond() {
    let vlan = Array(
      printed([
        [("uuid", uuid1), ("tagged-PIF", uuid2), ("untagged-PIF", uuid3), ("tag", "100")]
      ]).utf8)
    let vlans = XeListReader.listing(vlan.span, document: "xe/vlan-list")
    let first = VLANListParser.records(in: vlans).records.first
    #expect(first?.taggedPIF == .uuid(uuid2) && first?.untaggedPIF == .uuid(uuid3))
    #expect(first?.tag == 100)
    let bond = Array(
      printed([
        [("uuid", uuid1), ("master", uuid2), ("slaves", "\(uuid3); \(uuid2)"), ("mode", "lacp")]
      ]).utf8)
    let bonds = XeListReader.listing(bond.span, document: "xe/bond-list")
    #expect(BondListParser.records(in: bonds).records.first?.slaves == [uuid3, uuid2])
  }

  @Test("a VM has its kind, its state and its recommendations")
  func vm() {
    let xml =
      "<restrictions>\n<restriction field=\"allow-network-sriov\" value=\"1\" />\n</restrictions>"
    let bytes = Array(
      printed([
        [
          ("uuid", uuid1), ("name-label", "web"), ("is-a-template", "false"),
          ("is-a-snapshot", "false"), ("is-control-domain", "false"), ("power-state", "halted"),
          ("domain-type", "hvm"), ("HVM-boot-params", "order: cdn; firmware: uefi"),
          ("resident-on", "<not in database>"), ("affinity", uuid2), ("other-config", ""),
          ("recommendations", xml), ("ha-restart-priority", "restart"), ("tags", ""),
          ("reference-label", "debian-12"),
        ]
      ]).utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/vm-list")
    let vm = VMListParser.records(in: listing).records.first
    #expect(vm?.recommendations == xml && vm?.tags == [] && vm?.residentOn == .null)
    #expect(vm?.hvmBootParams?["firmware"] == "uefi" && vm?.referenceLabel == "debian-12")
    #expect(vm?.isATemplate == false && vm?.domainType == "hvm" && listing.ambiguities.isEmpty)
  }

  @Test("a VM without agent has no os-version")
  func guestMetrics() {
    let bytes = Array(
      printed([
        [("uuid", uuid1), ("os-version", "name: NetBSD 10.1; distro: netbsd")],
        [("uuid", uuid2), ("os-version", "<not in database>")],
      ]).utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/vm-guest-metrics-list")
    let records = VMGuestMetricsListParser.records(in: listing).records
    #expect(records.map(\.osVersion) == [["name": "NetBSD 10.1", "distro": "netbsd"], nil])
  }

  @Test("a pool, a host and a PCI function")
  func others() {
    let pool = Array(
      printed([
        [
          ("uuid", uuid1), ("name-label", ""), ("master", uuid2), ("ha-enabled", "false"),
          ("restrictions", "restrict_network_sriov: false; b: true"),
        ]
      ]).utf8)
    let pools = XeListReader.listing(pool.span, document: "xe/pool-list")
    let first = PoolListParser.records(in: pools).records.first
    #expect(first?.restrictions?["restrict_network_sriov"] == "false" && first?.haEnabled == false)
    let host = Array(
      printed([
        [
          ("uuid", uuid1), ("enabled", "true"), ("software-version", "product_version: 8.3.0"),
          ("chipset-info", "iommu: true"), ("address", "192.0.2.1"),
        ]
      ]).utf8)
    let hosts = XeListReader.listing(host.span, document: "xe/host-list")
    #expect(HostListParser.records(in: hosts).records.first?.chipsetInfo == ["iommu": "true"])
    let pci = Array(
      printed([
        [("uuid", uuid1), ("driver-name", ""), ("host-uuid", uuid2), ("pci-id", "0000:07:10.0")]
      ])
      .utf8)
    let pcis = XeListReader.listing(pci.span, document: "xe/pci-list")
    #expect(PCIListParser.records(in: pcis).records.first?.pciID == "0000:07:10.0")
  }

  @Test("remaining capacities are uuids and numbers, or unknown")
  func remainingCapacity() {
    let text = "\(uuid1) 3\n\(uuid2) <unknown>\n\n\(uuid3) many\n"
    let result = RemainingCapacityParser.records(Array(text.utf8).span, document: "xe/c")
    #expect(result.records.map(\.uuid) == [uuid1, uuid2])
    #expect(result.records.map(\.capacity) == [3, nil])
    #expect(result.failures.map(\.line) == [4])
  }
}
