import Records

extension Linker {
  /// VLANs in order of uuid; from the tags of the PIFs if the list of VLANs was not captured.
  mutating func linkVLANs() {
    let pifs = Dictionary(
      records.pifs.map { ($0.uuid, $0) }, uniquingKeysWith: { first, _ in first })
    let logical = logicalPorts()
    for record in records.vlans.sorted(by: { $0.uuid < $1.uuid }) {
      let tagged = record.taggedPIF.uuid
      if tagged.map(pifsOfGoneHosts.contains) == true { continue }
      guard let tag = record.tag, let carrier = carrier(of: tagged, logical) else {
        noteLoss(
          of: .vlan, "the carrier of VLAN \(record.tag.map(String.init) ?? record.uuid)",
          "its tagged PIF is not a captured port, bond or SR-IOV PIF",
          in: record.origin.document)
        continue
      }
      let pif = record.untaggedPIF.uuid.flatMap { pifs[$0] }
      add(tag: tag, uuid: record.uuid, carrier: carrier, pif: pif, origin: record.origin)
    }
    if records.captured.contains(.pif) {
      if records.captured.contains(.vlan) { compareTags() } else { deriveVLANs(from: records.pifs) }
    }
    for network in inventory.networks.indices { indexPorts(of: network) }
  }

  /// A pool-wide network has a port on every host. Indexed, so that a question about one VIF does
  /// not search all of them.
  private mutating func indexPorts(of network: Int) {
    inventory.networks[network].vfPorts.sort()
    inventory.networks[network].bridgePorts.sort()
    for id in inventory.networks[network].vfPorts {
      let port = inventory[id]
      inventory.networks[network].vfPortByHost[port.host] = id
      if let model = port.model, !inventory.networks[network].vfCards.contains(model) {
        inventory.networks[network].vfCards.append(model)
      }
    }
    inventory.networks[network].portWithSRIOV = inventory.networks[network].bridgePorts
      .first { inventory[$0].sriov.flatMap { inventory[$0].network } != nil }
  }

  /// The port of each SR-IOV logical PIF, by its uuid.
  private func logicalPorts() -> [String: ID<Port>] {
    var ports: [String: ID<Port>] = [:]
    for record in records.networkSRIOVs {
      guard let logical = record.logicalPIF.uuid, let physical = record.physicalPIF.uuid,
        let port = portByPIF[physical]
      else { continue }
      ports[logical] = port
    }
    return ports
  }

  private func carrier(of tagged: String?, _ logical: [String: ID<Port>]) -> VLAN.Carrier? {
    guard let tagged else { return nil }
    if let port = portByPIF[tagged] { return .port(port) }
    if let port = logical[tagged] { return .sriov(port) }
    return bondByMaster[tagged].map { .bond($0) }
  }

  /// PIFs contain VLAN tags too. A VLAN that only a PIF shows exists, and the list is incomplete.
  private mutating func compareTags() {
    let listed = Dictionary(
      records.vlans.compactMap { vlan in vlan.untaggedPIF.uuid.map { ($0, vlan) } },
      uniquingKeysWith: { first, _ in first })
    var unlisted: [PIFRecord] = []
    for pif in records.pifs {
      guard let tag = pif.vlan, tag >= 0, !pifsOfGoneHosts.contains(pif.uuid) else { continue }
      guard let vlan = listed[pif.uuid] else {
        unlisted.append(pif)
        noteLoss(
          of: .vlan, "VLAN \(tag) of PIF \(pif.uuid)", "the list of VLANs does not contain it",
          in: pif.origin.document)
        continue
      }
      guard let other = vlan.tag, other != tag else { continue }
      noteLoss(
        of: .vlan, "the tag of VLAN \(vlan.uuid)",
        "the list of VLANs shows \(other), the list of PIFs \(tag)", in: vlan.origin.document)
    }
    if !unlisted.isEmpty { deriveVLANs(from: unlisted) }
  }

  /// Tag, device and host of a VLAN PIF are enough, unless its port has SR-IOV: then the VLAN may
  /// run over the SR-IOV PIF, which only the list of VLANs shows.
  private mutating func deriveVLANs(from pifs: [PIFRecord]) {
    var isAmbiguous = pifs.contains { $0.vlan == nil }
    for pif in pifs.sorted(by: { $0.uuid < $1.uuid }) {
      guard let tag = pif.vlan, tag >= 0, let device = pif.device, let host = host(of: pif),
        let port = portByDevice[HostDevice(host: host, device: device)]
      else { continue }
      if inventory.ports[port.index].sriov != nil { isAmbiguous = true }
      add(tag: tag, uuid: pif.uuid, carrier: .port(port), pif: pif, origin: pif.origin)
    }
    derivedVLANs = !isAmbiguous
  }

  private mutating func add(
    tag: Int, uuid: String, carrier: VLAN.Carrier, pif: PIFRecord?, origin: Origin
  ) {
    let id = ID<VLAN>(inventory.vlans.count)
    let network = pif?.network.uuid.flatMap { networkByUUID[$0] }
    let host: ID<Host>
    switch carrier {
    case .port(let port):
      host = inventory.ports[port.index].host
      inventory.ports[port.index].vlans.append(id)
    case .sriov(let port):
      host = inventory.ports[port.index].host
      inventory.ports[port.index].sriovVLANs.append(id)
    case .bond(let bond):
      host = inventory.bonds[bond.index].host
      for port in inventory.bonds[bond.index].members {
        inventory.ports[port.index].vlans.append(id)
      }
    }
    inventory.vlans.append(
      VLAN(
        id: id, uuid: uuid, tag: tag, carrier: carrier, network: network, host: host,
        hostTraffic: hostTraffic(over: pif), origin: origin))
    guard let network else { return }
    if case .sriov(let port) = carrier {
      addVFPort(port, to: network, kind: .vlanOverSRIOV)
    } else if inventory.networks[network.index].kind == .plain {
      inventory.networks[network.index].kind = .vlan
    }
  }
}
