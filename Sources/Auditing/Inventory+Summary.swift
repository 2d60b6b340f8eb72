import PoolModel

extension Inventory {
  /// One line for each port that has, could have or was asked to have VFs.
  func capacity(_ findings: [Finding]) -> [PortCapacity] {
    var findingsByPort: [String: [Finding]] = [:]
    for finding in findings where finding.subject.kind == .port {
      findingsByPort[finding.subject.label, default: []].append(finding)
    }
    return ports.filter(concernsSRIOV).map { port in
      let use = vfUses[port.id.index]
      let sriov = port.sriov.map { self[$0] }
      let found = findingsByPort[label(port)] ?? []
      let isUseKnown = gap(for: .vifs) == nil && gap(for: .guests) == nil
      return PortCapacity(
        host: self[port.host].name, device: port.device, portUUID: port.uuid,
        card: port.model?.name, network: sriov?.network.map { self[$0].name },
        capable: port.totalVFs?.value ?? port.model?.vfsPerPort, requested: requestedVFs(of: port),
        active: port.activeVFs?.value, afterReboot: vfsAfterReboot(of: port),
        inUse: use.inUse ?? (isUseKnown ? use.vifs.count : nil), reserved: use.reserved,
        free: sriov == nil ? port.activeVFs?.value : use.free?.value,
        findings: found.map(\.id), remark: remark(on: port))
    }
  }

  private func concernsSRIOV(_ port: Port) -> Bool {
    port.sriov != nil || port.isCapable == true || (port.activeVFs?.value ?? 0) > 0
      || (port.totalVFs?.value ?? 0) > 0
  }

  private func requestedVFs(of port: Port) -> Int? {
    switch port.configuration {
    case .driverFile:
      driverFile(of: port).map { $0.optionValues == nil } == true ? nil : port.configuredVFs?.value
    case .sysfs: port.sriov == nil ? 0 : port.totalVFs?.value
    case .some(.none): 0
    case nil: nil
    }
  }

  private func remark(on port: Port) -> String {
    guard let id = port.sriov else {
      guard let active = port.activeVFs?.value, active > 0 else { return "" }
      return "no SR-IOV network: no guest can use these"
    }
    if self[id].requiresReboot == true { return "active only after a reboot" }
    if self[id].isAttached == false { return "SR-IOV is not active" }
    let tags = port.sriovVLANs.map { self[$0].tag }.sorted().map(String.init)
    guard !tags.isEmpty else { return "" }
    let noun = tags.count == 1 ? "VLAN" : "VLANs"
    return
      "\(noun) \(tags.joined(separator: ", ")) \(tags.count == 1 ? "draws" : "draw") on the same VFs"
  }
}

extension Inventory {
  /// What the pool consists of, in lines.
  var summary: InventorySummary {
    InventorySummary(
      hosts: hosts.map { host in
        .init(
          name: host.name, uuid: host.uuid, product: host.product, xapiVersion: host.xapiVersion,
          networkBackend: host.networkBackend, isEnabled: host.isEnabled,
          hasOwnWords: host.hasOwnWords)
      },
      ports: ports.map(line),
      networks: networks.map { network in
        .init(
          name: network.name, uuid: network.uuid, kind: Self.name(of: network.kind),
          vifs: network.vifs.count, runningGuests: runningGuests(on: network.id).count)
      },
      guests: guests.map { guest in
        .init(
          name: guest.name, uuid: guest.uuid, powerState: guest.powerState.rawValue,
          host: guest.residentOn.map { self[$0].name }, system: guest.system?.value.name,
          vifs: guest.vifs.map { "\(self[$0].device): \(self[self[$0].network].name)" })
      })
  }

  private func line(_ port: Port) -> InventorySummary.PortLine {
    let vlan = { (id: ID<VLAN>) -> String in
      let vlan = self[id]
      return vlan.network.map { "\(vlan.tag) (\(self[$0].name))" } ?? "\(vlan.tag)"
    }
    return .init(
      host: self[port.host].name, device: port.device, card: port.model?.name,
      address: port.pciAddress, driver: port.driver?.value,
      driverWitness: port.driver?.witness.rawValue, isManagement: port.isManagement,
      network: port.network.map { self[$0].name },
      sriovNetwork: port.sriov.flatMap { self[$0].network }.map { self[$0].name },
      vlans: port.vlans.map(vlan), sriovVLANs: port.sriovVLANs.map(vlan))
  }

  private static func name(of kind: Network.Kind) -> String {
    switch kind {
    case .plain: "plain"
    case .vlan: "VLAN"
    case .sriov: "SR-IOV"
    case .vlanOverSRIOV: "VLAN over SR-IOV"
    }
  }
}
