import Policies
import PoolModel
package import Records

// What a host, its cards and the licence can be short of.
extension PoolSketch {
  /// Makes a host, drawn already, the pool's coordinator.
  package mutating func coordinator(_ name: String) {
    records.pools[0].master = .uuid("host-\(name)")
  }

  /// Says whether the licence keeps SR-IOV from being used.
  package mutating func licence(restrictsSRIOV: Bool) {
    records.pools[0].restrictions = ["restrict_network_sriov": "\(restrictsSRIOV)"]
  }

  /// What xapi says of the IOMMU of the host added last.
  package mutating func chipset(iommu: Bool) {
    for index in records.hosts.indices where records.hosts[index].uuid == currentHost {
      records.hosts[index].chipsetInfo = ["iommu": "\(iommu)"]
    }
  }

  /// What `xl info` says of it on the host added last.
  package mutating func xlInfo(directIO: Bool) {
    records.hostFacts[currentHost]?.hasDirectIO =
      Sourced(directIO, Self.origin("host/\(currentHost)/xl-info"))
  }

  /// Takes SR-IOV out of what a port's function offers, as firmware does that has it off.
  package mutating func hideSRIOV(on port: String) {
    guard let pif = pif(port).map({ records.pifs[$0] }), let host = pif.host.uuid,
      let index = records.hostFacts[host]?.sysfs?.functions
        .firstIndex(where: { $0.address == pif.pciBusPath })
    else { return }
    records.hostFacts[host]?.sysfs?.functions[index].totalVFs = nil
    records.hostFacts[host]?.sysfs?.functions[index].numVFs = nil
  }

  /// Takes away what xapi says of vendor and device of every port.
  package mutating func forgetCardIDs() {
    for index in records.pifs.indices {
      records.pifs[index].vendorID = nil
      records.pifs[index].deviceID = nil
    }
  }

  /// What xapi says of a port's link; nil: it was not asked.
  package mutating func link(_ isUp: Bool?, on port: String) {
    if let index = pif(port) { records.pifs[index].carrier = isUp }
  }

  /// What `ethtool -i` says of all ports of the host added last.
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

  /// Adds the kernel's log of the host added last; a port may stand in it with a complaint.
  package mutating func kernelLog(_ complaint: WindowComplaint? = nil, on port: String = "") {
    let address = pif(port).flatMap { records.pifs[$0].pciBusPath }
    let origin = Self.origin("host/\(currentHost)/kernel-log")
    var lines: [KernelComplaintRecord] = []
    if let complaint, let address {
      lines = [KernelComplaintRecord(address: address, complaint: complaint, origin: origin)]
    }
    records.hostFacts[currentHost]?.kernelLog = lines
  }

  /// Puts the management interface on a port.
  package mutating func management(on port: String) {
    if let pif = pif(port) { records.pifs[pif].management = true }
  }

  /// Puts a secondary interface on a port, as XenCenter marks it.
  package mutating func storage(on port: String) {
    if let pif = pif(port) { records.pifs[pif].otherConfig = ["management_purpose": "Storage 1"] }
  }

  /// What a policy wants of a port, named by its label.
  package mutating func expectVFs(on label: String, for network: String? = nil) {
    policy.expectedPorts.append(
      ExpectedPort(
        pattern: label,
        intent: PortIntent(network: network, statedAt: "vfaudit.yml:2", reason: "")))
  }
}
