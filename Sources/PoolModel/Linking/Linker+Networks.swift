import Records

extension Linker {
  /// Networks, SR-IOV networks and bonds, each in order of uuid.
  mutating func linkNetworks() {
    for record in records.networks.sorted(by: { $0.uuid < $1.uuid })
    where networkByUUID[record.uuid] == nil {
      addNetwork(record)
    }
    addUnlistedNetworks()
    linkBonds()
    linkNetworkSRIOVs()
    for pif in records.pifs {
      guard let port = portByPIF[pif.uuid],
        let network = pif.network.uuid.flatMap({ networkByUUID[$0] })
      else { continue }
      inventory.ports[port.index].network = network
      inventory.networks[network.index].bridgePorts.append(port)
    }
  }

  private mutating func addNetwork(_ record: NetworkRecord) {
    let id = ID<Network>(inventory.networks.count)
    networkByUUID[record.uuid] = id
    inventory.networks.append(
      Network(
        id: id, uuid: record.uuid, name: record.nameLabel ?? record.uuid, mtu: record.mtu,
        bridge: record.bridge,
        defaultLockingMode: record.defaultLockingMode, origin: record.origin))
  }

  /// Adds networks that only `xe pif-list` or `vif-list` names, by uuid.
  private mutating func addUnlistedNetworks() {
    let named =
      records.pifs.map { ($0.network, $0.origin) } + records.vifs.map { ($0.network, $0.origin) }
    var missing: [String: Origin] = [:]
    for (reference, origin) in named {
      guard let uuid = reference.uuid, networkByUUID[uuid] == nil else { continue }
      if missing[uuid] == nil { missing[uuid] = origin }
    }
    for (uuid, origin) in missing.sorted(by: { $0.key < $1.key }) {
      addNetwork(NetworkRecord(uuid: uuid, origin: origin))
      if records.captured.contains(.network) {
        noteLoss(
          of: .network, "network \(uuid)", "the list of networks does not contain it",
          in: origin.document)
      }
    }
  }

  private mutating func linkBonds() {
    let pifs = Dictionary(
      records.pifs.map { ($0.uuid, $0) }, uniquingKeysWith: { first, _ in first })
    for record in records.bonds.sorted(by: { $0.uuid < $1.uuid }) {
      guard let master = record.master.uuid.flatMap({ pifs[$0] }), let host = host(of: master)
      else {
        if record.master.uuid.map(pifsOfGoneHosts.contains) == true { continue }
        noteGap(
          "the master of bond \(record.uuid)", "the list of PIFs does not contain it",
          in: record.origin.document)
        continue
      }
      let id = ID<Bond>(inventory.bonds.count)
      let members = (record.slaves ?? []).compactMap { portByPIF[$0] }.sorted()
      inventory.bonds.append(
        Bond(
          id: id, uuid: record.uuid, host: host, members: members,
          network: master.network.uuid.flatMap { networkByUUID[$0] },
          hostTraffic: hostTraffic(over: master), origin: record.origin))
      bondByMaster[master.uuid] = id
      for port in members { inventory.ports[port.index].bond = id }
    }
  }

  private mutating func linkNetworkSRIOVs() {
    let pifs = Dictionary(
      records.pifs.map { ($0.uuid, $0) }, uniquingKeysWith: { first, _ in first })
    let capacities = Dictionary(
      records.remainingCapacities.map { ($0.uuid, $0) }, uniquingKeysWith: { first, _ in first })
    for record in records.networkSRIOVs.sorted(by: { $0.uuid < $1.uuid }) {
      guard let port = physicalPort(of: record) else {
        if record.physicalPIF.uuid.map(pifsOfGoneHosts.contains) == true { continue }
        noteLoss(
          of: .networkSRIOV, "the port of network-sriov \(record.uuid)",
          "its physical PIF is not among the ports",
          in: record.origin.document)
        continue
      }
      let logical = record.logicalPIF.uuid.flatMap { pifs[$0] }
      let capacity = capacities[record.uuid]
      let id = ID<NetworkSRIOV>(inventory.networkSRIOVs.count)
      let network = logical?.network.uuid.flatMap { networkByUUID[$0] }
      inventory.networkSRIOVs.append(
        NetworkSRIOV(
          id: id, uuid: record.uuid, port: port, network: network,
          requiresReboot: record.requiresReboot, isAttached: logical?.currentlyAttached,
          remainingCapacity: capacity.flatMap { line in
            line.capacity.map { Sourced($0, line.origin) }
          },
          configurationMode: record.configurationMode
            .flatMap { NetworkSRIOV.ConfigurationMode(rawValue: $0) }
            .map { Fact($0, by: .database, at: record.origin) },
          origin: record.origin, logicalUUID: logical?.uuid, logicalOrigin: logical?.origin))
      inventory.ports[port.index].sriov = id
      if let network { addVFPort(port, to: network, kind: .sriov) }
    }
  }

  /// Plain `xe network-sriov-list` prints neither PIF (a bug in every version). Without it, the PIF
  /// whose `sriov-physical-PIF-of` names the record is used.
  private func physicalPort(of record: NetworkSRIOVRecord) -> ID<Port>? {
    if let uuid = record.physicalPIF.uuid { return portByPIF[uuid] }
    return records.pifs.first { $0.sriovPhysicalPIFOf?.contains(record.uuid) == true }
      .flatMap { portByPIF[$0.uuid] }
  }

  mutating func addVFPort(_ port: ID<Port>, to network: ID<Network>, kind: Network.Kind) {
    inventory.networks[network.index].kind = kind
    if !inventory.networks[network.index].vfPorts.contains(port) {
      inventory.networks[network.index].vfPorts.append(port)
    }
  }
}
