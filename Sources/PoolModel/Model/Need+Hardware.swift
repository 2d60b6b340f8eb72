import Records

// Gaps about hosts, cards and the licence.
extension Inventory {
  func iommuGap(of entity: Entity) -> Gap? {
    guard case .host(let id) = entity, self[id].hasIOMMU == nil else { return nil }
    return Gap(
      what: "whether \(self[id].name) can assign PCI functions to VMs",
      why: "neither chipset-info nor xl info was captured",
      document: "host/\(self[id].uuid)/xl-info",
      closedBy: [
        "xe", "host-param-get", "uuid=\(self[id].uuid)", "param-name=chipset-info",
        "param-key=iommu",
      ])
  }

  func pciFunctionsGap(of entity: Entity) -> Gap? {
    guard case .host(let id) = entity, !self[id].hasSysfs else { return nil }
    return Gap(
      what: "the PCI functions of \(self[id].name)", why: "its sysfs was not captured",
      document: "host/\(self[id].uuid)/sysfs",
      closedBy: ["sh", "-c", "grep -H . /sys/bus/pci/devices/*/class"])
  }

  func licenceGap(of entity: Entity) -> Gap? {
    guard case .pool = entity, pool.isSRIOVRestricted == nil else { return nil }
    return Gap(
      what: "whether the licence includes SR-IOV", why: "the pool's restrictions were not captured",
      document: XapiClass.pool.document,
      closedBy: ["xe", "pool-list", "params=uuid,restrictions"])
  }

  func sriovOfferGap(_ port: Port) -> Gap? {
    guard port.offersSRIOV == nil, port.configuration != VFConfiguration.none else { return nil }
    return hostGap(
      port, what: "whether \(label(port)) offers SR-IOV", document: "sysfs",
      closedBy: ["cat", "/sys/class/net/\(port.device)/device/sriov_totalvfs"])
  }

  /// A card that neither the host, nor its driver, nor the catalogue, nor the policy knows.
  func cardModelGap(_ port: Port) -> Gap? {
    guard port.configuration == nil else { return nil }
    guard let id = port.pciID else { return cardIDsGap(port) }
    let knowledge = port.driver.flatMap { DriverKnowledge.of($0.value) }
    return Gap(
      what: "whether \(label(port)) can have VFs",
      why: "card \(id) is not known. Add it to the policy under cards:"
        + " \"\(id)\": {like: FAMILY, source: WHO}"
        + (knowledge?.firmwareSetting.map {
          ". Cards of driver \(knowledge?.name ?? "") offer VFs only if their firmware allows it: \($0)"
        } ?? ""),
      document: port.origin.document,
      closedBy: ["lspci", "-vv", "-s", port.pciAddress ?? "ADDRESS"])
  }

  func carrierGap(_ port: Port) -> Gap? {
    guard port.carrier == nil else { return nil }
    return hostGap(
      port, what: "whether \(label(port)) has a link", document: "sysfs",
      closedBy: ["cat", "/sys/class/net/\(port.device)/carrier"])
  }

  func cardIDsGap(_ port: Port) -> Gap? {
    guard port.pciID == nil else { return nil }
    return hostGap(
      port, what: "the PCI id of \(label(port))", document: "sysfs",
      closedBy: ["xe", "pif-list", "uuid=\(port.uuid)", "params=device,vendor-id,device-id"])
  }

  func cardOrderGap(of entity: Entity) -> Gap? {
    guard case .host(let id) = entity else { return nil }
    guard let coordinator = hosts.first(where: \.isCoordinator) else {
      return Gap(
        what: "which host is the pool's coordinator", why: "the pool's list does not show it",
        document: XapiClass.pool.document, closedBy: ["xe", "pool-list", "params=uuid,master"])
    }
    return (coordinator.ports + self[id].ports).lazy.compactMap { cardIDsGap(self[$0]) }.first
  }

  /// For cards that another host has too: of this host and of that host.
  func driverVersionsGap(of entity: Entity) -> Gap? {
    guard case .host(let id) = entity else { return nil }
    if let gap = self[id].ports.lazy.compactMap({ cardIDsGap(self[$0]) }).first { return gap }
    for pair in twinPorts(of: self[id]) {
      for port in [pair.own, pair.reference] {
        if port.configuration == .driverFile, let gap = driverFileGap(port) { return gap }
        guard port.driverVersion == nil || port.firmwareVersion == nil else { continue }
        return hostGap(
          port, what: "the driver and firmware versions of \(label(port))",
          document: "ethtool-i-\(port.device)", closedBy: ["ethtool", "-i", port.device])
      }
    }
    return nil
  }

  /// Not needed for a port that has all its VFs, or gets them by a reboot. A line of the log may be
  /// about an earlier attempt, so the number of VFs has to be known, too.
  func vfRefusalsGap(_ port: Port) -> Gap? {
    if port.lacksVFs == false { return nil }
    guard port.kernelRefusals.isEmpty else { return activeVFsGap(port) }
    if self[port.host].hasKernelLog || port.sriov.map({ self[$0].requiresReboot }) == true {
      return nil
    }
    return kernelLogGap(port)
  }

  /// One gap for all ports and VFs of a host.
  private func kernelLogGap(_ port: Port) -> Gap {
    hostGap(
      port, what: "what the kernel of \(self[port.host].name) reports about VFs",
      document: "kernel-log", closedBy: ["dmesg"])
  }

  /// Not needed for a VF that no VM has.
  func vfComplaintsGap(of entity: Entity) -> Gap? {
    guard case .virtualFunction(let id) = entity else { return nil }
    let port = self[self[id].port]
    let holding = holding(of: self[id])
    if holding == .noVIF, vmsHolding(self[id]).isEmpty { return nil }
    guard self[port.host].hasKernelLog else { return kernelLogGap(port) }
    let isSilent = self[id].kernelComplaints.isEmpty && port.kernelComplaints.isEmpty
    return isSilent ? nil : vfHolderGap(of: entity)
  }
}
