import Policies
import PoolModel
import Records

// What a host, its cards or the licence may lack.
extension PoolSketch {
  /// Makes a host that is sketched already the pool's coordinator.
  package mutating func coordinator(_ name: String) {
    records.pools[0].master = .uuid("host-\(name)")
  }

  /// Sets whether the licence restricts SR-IOV.
  package mutating func licence(restrictsSRIOV: Bool) {
    records.pools[0].restrictions = ["restrict_network_sriov": "\(restrictsSRIOV)"]
  }

  /// Sets whether xapi reports an IOMMU on the host added last.
  package mutating func chipset(iommu: Bool) {
    for index in records.hosts.indices where records.hosts[index].uuid == currentHost {
      records.hosts[index].chipsetInfo = ["iommu": "\(iommu)"]
    }
  }

  /// Sets whether `xl info` shows directio (an IOMMU) on the host added last.
  package mutating func xlInfo(directIO: Bool) {
    records.hostFacts[currentHost]?.hasDirectIO =
      Sourced(directIO, Self.origin("host/\(currentHost)/xl-info"))
  }

  /// Removes SR-IOV from a port's function, as firmware with SR-IOV off does.
  package mutating func hideSRIOV(on port: String) {
    guard let pif = pif(port).map({ records.pifs[$0] }), let host = pif.host.uuid,
      let index = records.hostFacts[host]?.sysfs?.functions
        .firstIndex(where: { $0.address == pif.pciBusPath })
    else { return }
    records.hostFacts[host]?.sysfs?.functions[index].totalVFs = nil
    records.hostFacts[host]?.sysfs?.functions[index].numVFs = nil
  }

  /// Gives a port the PCI id of a card that is in no catalogue, and a driver that is not known either.
  package mutating func unknownCard(on port: String) {
    guard let index = pif(port), let host = records.pifs[index].host.uuid else { return }
    records.pifs[index].vendorID = "abcd"
    records.pifs[index].deviceID = "0001"
    let functions = records.hostFacts[host]?.sysfs?.functions ?? []
    for function in functions.indices
    where functions[function].address == records.pifs[index].pciBusPath {
      records.hostFacts[host]?.sysfs?.functions[function].driver =
        Sourced("newdriver", Self.origin("host/\(host)/sysfs"))
    }
  }

  /// Adds a function in InfiniBand mode to the host added last.
  package mutating func infiniBand(_ address: String, interface: String) {
    let origin = Self.origin("host/\(currentHost)/sysfs")
    var function = SysfsFunctionRecord(address: address)
    function.driver = Sourced("mlx5_core", origin)
    function.pciClass = Sourced("0207", origin)
    records.hostFacts[currentHost]?.sysfs?.functions.append(function)
    var record = SysfsInterfaceRecord(name: interface)
    record.function = Sourced(address, origin)
    records.hostFacts[currentHost]?.sysfs?.interfaces.append(record)
  }

  /// Removes the vendor and device ids that xapi lists for every port.
  package mutating func forgetCardIDs() {
    for index in records.pifs.indices {
      records.pifs[index].vendorID = nil
      records.pifs[index].deviceID = nil
    }
  }

  /// Sets the link state that xapi shows for a port; nil: not captured.
  package mutating func link(_ isUp: Bool?, on port: String) {
    if let index = pif(port) { records.pifs[index].carrier = isUp }
  }

  /// Sets the versions that `ethtool -i` shows for all ports of the host added last.
  package mutating func versions(driver: String, firmware: String) {
    for pif in records.pifs where pif.host.uuid == currentHost && pif.physical == true {
      let device = pif.device ?? ""
      let origin = Self.origin("host/\(currentHost)/ethtool-i-\(device)")
      var record = EthtoolRecord()
      record.version = Sourced(driver, origin)
      record.firmwareVersion = Sourced(firmware, origin)
      records.hostFacts[currentHost]?.ethtool[device] = record
    }
  }

  /// Adds lines to the kernel log of the host added last. PORT stands for the address of `port`.
  package mutating func kernelLog(_ lines: String..., on port: String = "") {
    let address = pif(port).flatMap { records.pifs[$0].pciBusPath } ?? ""
    let text = lines.map { $0.replacing("PORT", with: address) + "\n" }.joined()
    let found = KernelLogParser.records(
      Array(text.utf8).span, document: "host/\(currentHost)/kernel-log")
    let known = records.hostFacts[currentHost]?.kernelLog ?? []
    records.hostFacts[currentHost]?.kernelLog = known + found
  }

  /// Puts the management interface on a port.
  package mutating func management(on port: String) {
    if let pif = pif(port) { records.pifs[pif].management = true }
  }

  /// Puts a storage interface on a port, marked as XenCenter marks it.
  package mutating func storage(on port: String) {
    if let pif = pif(port) { records.pifs[pif].otherConfig = ["management_purpose": "Storage 1"] }
  }

  /// Adds to the policy that a port, named by its label, should have VFs.
  package mutating func expectVFs(on label: String, for network: String? = nil) {
    policy.expectedPorts.append(
      ExpectedPort(
        pattern: label,
        intent: PortIntent(network: network, statedAt: "vfaudit.yml:2", reason: "")))
  }
}
