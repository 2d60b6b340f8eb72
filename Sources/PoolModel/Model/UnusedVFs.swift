import Records

extension Inventory {
  /// The SR-IOV network because of which xapi creates VFs on a port: the port's own, or that of
  /// another port of the same PCI function. For a driver with a driver file, also that of any port
  /// of the driver on the host. nil if there is none.
  package func sriovMaking(_ port: Port) -> NetworkSRIOV? {
    if let own = port.sriov { return self[own] }
    let siblings = self[port.host].ports.map { self[$0] }.filter { other in
      guard other.id != port.id else { return false }
      if let address = port.pciAddress, other.pciAddress == address { return true }
      // An unknown card may use a driver file.
      return port.configuration != .sysfs && other.driver?.value == port.driver?.value
    }
    return siblings.lazy.compactMap(\.sriov).first.map { self[$0] }
  }

  /// VMs with a VF of a port in `other-config:pci`, in the inventory's order.
  package func vmsPassed(vfsOf port: Port) -> [VM] {
    guard !vmsByPassedAddress.isEmpty else { return [] }
    let vms = port.virtualFunctions.flatMap { vmsByPassedAddress[self[$0].address] ?? [] }
    // The same address on another host is another VF.
    return Set(vms).sorted().map { self[$0] }
      .filter { $0.residentOn == nil || $0.residentOn == port.host }
  }

  /// VMs on any host whose `other-config:pci` names an address.
  package func vms(passed address: String) -> [VM] {
    (vmsByPassedAddress[address] ?? []).map { self[$0] }
  }

}
