package import Records

/// A fact that a rule needs to evaluate a member. The engine checks whether it was captured.
package enum Need: String, Sendable, Hashable, CaseIterable {
  // Of the pool: without these lists, the members to examine are not known.
  case hosts
  case ports
  case networks
  case sriovNetworks = "SR-IOV networks"
  case vlans = "VLANs"
  case bonds
  case vms = "VMs"
  case vifs = "VIFs"

  // Of a member, or of each port that provides VFs to it.
  case driver
  case activeVFs = "active VFs"
  /// Active VFs of all ports of the same card.
  case cardVFs = "active VFs of the whole card"
  case freeVFs = "free VFs"
  /// Which VIF holds a VF, from the database or by the MAC in `ip link`.
  case vfHolder = "VIF that holds the VF"
  /// Which VMs xapi keeps a VF for; only the database shows it.
  case vfAttachments = "VMs that xapi keeps the VF for"
  /// Whether the VIF has a VF, from the database or by its MAC in `ip link`.
  case vfOfVIF = "VF of the VIF"
  /// The MAC and VLAN of a VF, as `ip link` shows them.
  case vfSettings = "MAC and VLAN of VFs"
  /// The same of every VF of a port.
  case portVFSettings = "MAC of every VF of the port"
  /// The drivers of the VFs in dom0.
  case vfDrivers = "drivers of VFs in dom0"
  /// How xapi sets the number of VFs, captured or inferred.
  case sriovMode = "configuration mode of SR-IOV"
  /// Free VFs of the other hosts, which a host's VMs could use.
  case failoverVFs = "free VFs of the other hosts"
  /// When the pool's lists and the host's data were captured.
  case captureTimes = "capture times"
  case driverFile = "driver file"
  /// Whether the driver is loaded at the next boot.
  case driverLoad = "next load of the driver"
  /// Which port each value of the driver option applies to: bound functions, type of parameter.
  case optionPositions = "ports to which the driver option applies"
  /// Settings of the driver's parameter outside the driver's own file.
  case otherSettings = "other settings of the driver"
  /// When the driver file and the initrd were written.
  case initrdTime = "times of the driver file and the initrd"
  /// The maximum number of VFs of a port.
  case totalVFs = "maximum number of VFs of the port"
  /// Whether xapi shows the SR-IOV capability for a port.
  case capabilities = "SR-IOV capability of the port"
  /// Whether SR-IOV is attached, and whether it waits for a reboot.
  case sriovState = "state of SR-IOV"
  case guestOS = "guest OS of the VM"
  /// Whether the guest OS has a driver for the card's VFs.
  case guestOSSupport = "VF driver of the guest OS"
  case domainType = "domain type of the VM"
  case bootOrder = "boot order of the VM"
  /// Whether high availability is on, and the restart priority of the VM.
  case restartPriority = "restart priority of the VM"
  /// Whether XenCenter offers SR-IOV networks for the VM.
  case templateOffer = "recommendations of the VM's template"
  /// Of the VIF, or of its network if the VIF uses the network's default.
  case lockingMode = "locking mode of the VIF"
  case vifMAC = "MAC of the VIF"
  case trunks = "trunks of the VIF"
  /// The rate limits of the VIF and of its VF.
  case rateLimit = "rate limits of the VIF and its VF"
  case mtus = "MTUs of the network and its ports"
  /// The PCI addresses of all VFs that other-config:pci could name.
  case vfAddresses = "PCI addresses of VFs"
  case toolstackVersion = "version of the toolstack"

  /// The PCI functions of a host.
  case pciFunctions = "PCI functions"
  /// Whether PCI functions can be assigned to VMs.
  case iommu = "IOMMU"
  /// Whether the licence includes SR-IOV.
  case licence
  /// Whether the card can have VFs: what the host shows, its driver, or the card catalogue.
  case cardModel = "what the card is"
  /// Whether a port offers SR-IOV, from the card catalogue or from host data.
  case sriovOffer = "SR-IOV offered by the card"
  case carrier = "link state of the port"
  /// PCI ids of each port that provides VFs to a network.
  case cardIDs = "PCI ids of the cards"
  /// PCI ids of the ports of a host and of the coordinator.
  case cardOrder = "order of the cards"
  /// Driver and firmware versions, and driver files, of SR-IOV capable cards.
  case driverVersions = "versions of drivers and firmware"
  /// Why the kernel created no VFs, or fewer than requested; of no account where none is missing.
  case vfRefusals = "kernel log about the port"
  /// What the kernel reports about a VF in use, and which VM has it.
  case vfComplaints = "kernel log about the VF"
  /// The findings that each waiver names. A rule that needs this is evaluated after all others.
  case waiverUse = "findings of the waived rules"

  /// The xapi class of a need of the pool; nil for needs of a member.
  package var xapiClass: XapiClass? {
    switch self {
    case .hosts: .host
    case .ports: .pif
    case .networks: .network
    case .sriovNetworks: .networkSRIOV
    case .vlans: .vlan
    case .bonds: .bond
    case .vms: .vm
    case .vifs: .vif
    default: nil
    }
  }
}

extension Inventory {
  /// The gap because of which a need of the pool is not met; nil if it is, and for other needs.
  package func gap(for need: Need) -> Gap? {
    if need == .waiverUse, waivers == nil {
      return Gap(
        what: "which findings the waivers name", why: "the other rules were not evaluated",
        document: "")
    }
    return need.xapiClass.flatMap { notCaptured[$0] }
  }

  /// The gap of the first of these needs of the pool that is not met; nil if all are met.
  package func firstGap(for needs: [Need]) -> Gap? {
    for need in needs { if let gap = gap(for: need) { return gap } }
    return nil
  }

  /// The gap of the first of these needs of one member that is not met; nil if all are met. A loop,
  /// because a closure would copy the inventory for each member of each rule.
  package func firstGap(for needs: [Need], of entity: Entity) -> Gap? {
    for need in needs { if let gap = gap(for: need, of: entity) { return gap } }
    return nil
  }

  /// The gap because of which a need of one member is not met; nil if it is met.
  package func gap(for need: Need, of entity: Entity) -> Gap? {
    switch need {
    case .driver: firstGap(of: entity, in: driverGap)
    case .activeVFs: firstGap(of: entity, in: activeVFsGap)
    case .cardVFs: firstGap(of: entity, in: cardVFsGap)
    case .freeVFs: firstGap(of: entity, in: freeVFsGap)
    case .vfHolder: vfHolderGap(of: entity)
    case .vfAttachments: vfAttachmentsGap(of: entity)
    case .vfOfVIF: vfOfVIFGap(of: entity)
    case .vfSettings: vfSettingsGap(of: entity)
    case .portVFSettings: firstGap(of: entity, in: portVFSettingsGap)
    case .vfDrivers: vfDriversGap(of: entity)
    case .sriovMode: sriovModeGap(of: entity)
    case .failoverVFs: failoverVFsGap(of: entity)
    case .captureTimes: captureTimesGap(of: entity)
    case .driverFile: fileGap(of: entity) ?? firstGap(of: entity, in: driverFileGap)
    case .driverLoad: driverLoadGap(of: entity)
    case .optionPositions: optionPositionsGap(of: entity)
    case .otherSettings: otherSettingsGap(of: entity)
    case .initrdTime: initrdTimeGap(of: entity)
    case .totalVFs: firstGap(of: entity, in: totalVFsGap)
    case .capabilities: firstGap(of: entity, in: capabilitiesGap)
    case .sriovState: sriovStateGap(of: entity)
    case .guestOS: guestOSGap(of: entity)
    case .guestOSSupport: guestOSGap(of: entity) ?? guestOSSupportGap(of: entity)
    case .pciFunctions: pciFunctionsGap(of: entity)
    case .iommu: iommuGap(of: entity)
    case .licence: licenceGap(of: entity)
    case .cardModel: firstGap(of: entity, in: cardModelGap)
    case .sriovOffer: firstGap(of: entity, in: sriovOfferGap)
    case .carrier: firstGap(of: entity, in: carrierGap)
    case .cardIDs: firstGap(of: entity, in: cardIDsGap)
    case .cardOrder: cardOrderGap(of: entity)
    case .driverVersions: driverVersionsGap(of: entity)
    case .vfRefusals: firstGap(of: entity, in: vfRefusalsGap)
    case .vfComplaints: vfComplaintsGap(of: entity)
    case .domainType, .bootOrder, .restartPriority, .templateOffer, .vfAddresses,
      .toolstackVersion:
      vmGap(for: need, of: entity)
    case .lockingMode, .vifMAC, .trunks, .rateLimit: vifGap(for: need, of: entity)
    case .mtus: mtusGap(of: entity)
    case .waiverUse: waiverUseGap(of: entity)
    case .hosts, .ports, .networks, .sriovNetworks, .vlans, .bonds, .vms, .vifs: nil
    }
  }

  private func waiverUseGap(of entity: Entity) -> Gap? {
    guard case .waiver(let index) = entity, let waiver = waivers?[index],
      case .notEvaluated(let gap) = waiver.use
    else { return nil }
    return Gap(
      what: "whether \(waiver.rule) finds “\(waiver.subject)”, which \(waiver.place) waives",
      why: "\(gap.what) is not known", document: gap.document, closedBy: gap.closedBy)
  }

  private func firstGap(of entity: Entity, in gap: (Port) -> Gap?) -> Gap? {
    for port in ports(behind: entity) {
      if let gap = gap(ports[port.index]) { return gap }
    }
    return nil
  }

  private func ports(behind entity: Entity) -> [ID<Port>] {
    switch entity {
    case .port(let id): [id]
    case .host(let id): self[id].ports
    case .network(let id): networks[id.index].vfPorts
    case .networkSRIOV(let id): [self[id].port]
    case .vlan(let id): ports(carrying: self[id])
    case .vif(let id): vfPorts(of: vifs[id.index])
    case .virtualFunction(let id): [self[id].port]
    case .vm(let id): ports(behind: self[id])
    case .driverFile(let id): self[id].ports
    case .pool, .document, .waiver: []
    }
  }

  /// Each port once, even if several VIFs are on one network.
  private func ports(behind vm: VM) -> [ID<Port>] {
    let networks = Set(vm.vifs.map { vifs[$0.index].network }).sorted()
    guard let host = vm.residentOn else {
      return networks.flatMap { self.networks[$0.index].vfPorts }
    }
    return networks.compactMap { self.networks[$0.index].vfPortByHost[host] }
  }

  private func ports(carrying vlan: VLAN) -> [ID<Port>] {
    switch vlan.carrier {
    case .port(let id), .sriov(let id): [id]
    case .bond(let id): self[id].members
    }
  }

  private func driverGap(_ port: Port) -> Gap? {
    guard port.driver == nil else { return nil }
    return hostGap(port, what: "the driver of \(label(port))", document: "sysfs")
  }

  func activeVFsGap(_ port: Port) -> Gap? {
    guard port.activeVFs == nil else { return nil }
    return hostGap(port, what: "the active VFs of \(label(port))", document: "sysfs")
  }

  private func cardVFsGap(_ port: Port) -> Gap? {
    guard let card = port.card else { return activeVFsGap(port) }
    for id in self[card].ports {
      if let gap = activeVFsGap(self[id]) { return gap }
    }
    return nil
  }

  private func sriovStateGap(of entity: Entity) -> Gap? {
    let all: [ID<NetworkSRIOV>]
    switch entity {
    case .networkSRIOV(let id): all = [id]
    case .network(let id): all = portsGivingVFs(to: id).compactMap(\.sriov)
    case .host(let id): all = self[id].ports.compactMap { self[$0].sriov }
    default: return nil
    }
    guard
      let sriov = all.map({ self[$0] }).first(where: {
        $0.requiresReboot == nil || $0.isAttached == nil
      })
    else { return nil }
    return Gap(
      what: "whether SR-IOV is active on \(label(self[sriov.port]))",
      why: "the lists were captured without requires-reboot or currently-attached",
      document: sriov.origin.document, closedBy: XapiClass.networkSRIOV.command)
  }

  func hostGap(
    _ port: Port, what: String, document: String, closedBy: [String]? = nil
  ) -> Gap {
    let host = self[port.host]
    let why =
      host.hasHostData
      ? "the data captured on host \(host.name) does not show this"
      : "no data was captured on host \(host.name)"
    let command =
      closedBy ?? ["grep", "", "/sys/class/net/\(port.device)/device/sriov_numvfs"]
    return Gap(
      what: what, why: why, document: "host/\(host.uuid)/\(document)", closedBy: command)
  }
}
