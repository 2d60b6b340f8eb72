package import Records

/// A fact without which a rule cannot judge a member. The engine looks whether it is there.
package enum Need: String, Sendable, Hashable, CaseIterable {
  // Of the pool: without them it is not even known who is to be examined.
  case hosts
  case ports
  case networks
  case sriovNetworks = "SR-IOV networks"
  case vlans = "VLANs"
  case bonds
  case vms = "VMs"
  case vifs = "VIFs"

  // Of a member, or of each port that gives it VFs.
  case driver
  case activeVFs = "active VFs"
  /// Active VFs of every port of the same card.
  case cardVFs = "active VFs of the whole card"
  case freeVFs = "free VFs"
  /// Which VIF holds a VF: the database says it, or `ip link` shows it by MAC address.
  case vfHolder = "holder of the VF"
  /// Which VMs xapi keeps a VF for: only the database says it.
  case vfAttachments = "VMs that xapi keeps the VF for"
  /// Whether a VF bears a VIF's address: the database or `ip link` says it.
  case vfOfVIF = "VF of the VIF"
  /// A VF's address and VLAN, as `ip link` shows them.
  case vfSettings = "MAC and VLAN of VFs"
  /// Who drives the VFs in dom0.
  case vfDrivers = "drivers of VFs in dom0"
  /// How xapi sets the number of VFs, or what lets it be concluded.
  case sriovMode = "configuration mode of SR-IOV"
  /// VFs that other hosts could give to a host's VMs.
  case failoverVFs = "free VFs of the other hosts"
  /// When the pool's lists and the host's own words were captured.
  case captureTimes = "times of capture"
  case driverFile = "driver file"
  /// For which ports the values of the driver's option are: bound functions, kind of parameter.
  case optionPositions = "ports of the option's values"
  /// Whatever else than the driver's own file sets its parameter.
  case otherSettings = "other settings of the driver"
  /// When the driver file and the initrd were written.
  case initrdTime = "time of the initrd"
  /// VFs that a port could have.
  case totalVFs = "VFs that the port could have"
  /// Whether xapi takes a port for capable of SR-IOV.
  case capabilities
  /// Whether SR-IOV is attached and whether it waits for a reboot.
  case sriovState = "state of SR-IOV"
  case guestOS = "operating system of the VM"
  /// Whether that system drives the VFs of the card.
  case guestOSSupport = "VF driver of the VM"
  case domainType = "domain type of the VM"
  case bootOrder = "boot order of the VM"
  /// Whether high availability is on, and what it is to do for the VM.
  case restartPriority = "restart priority of the VM"
  /// Whether XenCenter offers SR-IOV networks for the VM.
  case templateOffer = "recommendations of the VM's template"
  /// A VIF's, and its network's where it follows that.
  case lockingMode = "locking mode of the VIF"
  case vifMAC = "MAC of the VIF"
  case trunks = "trunks of the VIF"
  /// Whether the VIF has a rate limit, and the VF that bears its MAC.
  case rateLimit = "rate limits of the VIF and its VF"
  case mtus = "MTUs of the network and its ports"
  /// Where every VF lies that an address in other-config:pci could mean.
  case vfAddresses = "addresses of VFs"
  case toolstackVersion = "version of the toolstack"

  /// Whether VMs can be given PCI functions.
  case iommu = "IOMMU"
  /// Whether the licence lets the pool use SR-IOV.
  case licence
  /// Whether a port offers SR-IOV: its card is known to have none, or its host tells.
  case sriovOffer = "SR-IOV offered by the card"
  case carrier = "link of the port"
  /// PCI ids of each port that gives VFs to a network.
  case cardIDs = "PCI ids of the cards"
  /// PCI ids of a host's ports and of the coordinator's.
  case cardOrder = "order of the cards"
  /// Versions of driver and firmware, and the driver files, of cards that can do SR-IOV.
  case driverVersions = "versions of drivers and firmware"
  /// Why VFs found no room, where some are missing: the kernel's log says it.
  case vfWindow = "room for VFs"
  /// What each waiver of the policy names. A rule that needs it is judged after all others.
  case waiverUse = "findings of the waived rules"

  /// The xapi class that says it, for needs of the pool.
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
  /// Why a need of the pool is not met; nil where it is, and for needs of a member.
  package func gap(for need: Need) -> Gap? {
    if need == .waiverUse, waivers == nil {
      return Gap(
        what: "which findings the waivers name", why: "the other rules were not evaluated",
        document: "")
    }
    return need.xapiClass.flatMap { notCaptured[$0] }
  }

  /// The first of these needs of the pool that is not met; nil where all are.
  package func firstGap(for needs: [Need]) -> Gap? {
    for need in needs { if let gap = gap(for: need) { return gap } }
    return nil
  }

  /// The first of these needs of one member that is not met; nil where all are. A loop, as a
  /// closure would copy the inventory for each member of each rule.
  package func firstGap(for needs: [Need], of entity: Entity) -> Gap? {
    for need in needs { if let gap = gap(for: need, of: entity) { return gap } }
    return nil
  }

  /// Why a need of one member is not met; nil where it is.
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
    case .vfDrivers: vfDriversGap(of: entity)
    case .sriovMode: sriovModeGap(of: entity)
    case .failoverVFs: failoverVFsGap(of: entity)
    case .captureTimes: captureTimesGap(of: entity)
    case .driverFile: fileGap(of: entity) ?? firstGap(of: entity, in: driverFileGap)
    case .optionPositions: optionPositionsGap(of: entity)
    case .otherSettings: otherSettingsGap(of: entity)
    case .initrdTime: initrdTimeGap(of: entity)
    case .totalVFs: firstGap(of: entity, in: totalVFsGap)
    case .capabilities: firstGap(of: entity, in: capabilitiesGap)
    case .sriovState: sriovStateGap(of: entity)
    case .guestOS: guestOSGap(of: entity)
    case .guestOSSupport: guestOSGap(of: entity) ?? guestOSSupportGap(of: entity)
    case .iommu: iommuGap(of: entity)
    case .licence: licenceGap(of: entity)
    case .sriovOffer: firstGap(of: entity, in: sriovOfferGap)
    case .carrier: firstGap(of: entity, in: carrierGap)
    case .cardIDs: firstGap(of: entity, in: cardIDsGap)
    case .cardOrder: cardOrderGap(of: entity)
    case .driverVersions: driverVersionsGap(of: entity)
    case .vfWindow: firstGap(of: entity, in: vfWindowGap)
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

  /// Each once, though several VIFs be on one network.
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
      ? "the captured words of host \(host.name) do not tell it"
      : "nothing of host \(host.name)'s own was captured"
    let command =
      closedBy ?? ["grep", "", "/sys/class/net/\(port.device)/device/sriov_numvfs"]
    return Gap(
      what: what, why: why, document: "host/\(host.uuid)/\(document)", closedBy: command)
  }
}
