import Records

extension Linker {
  private static let noAddress = "fe:ff:ff:ff:ff:ff"

  /// Ports in order of host and device number; from sysfs if the PIFs were not captured.
  mutating func linkPorts() {
    var ports = records.pifs.filter(isPhysical).compactMap(port)
    if !records.captured.contains(.pif) { ports = portsFromSysfs() }
    ports.sort { left, right in
      (left.host, Self.number(left.device), left.device, left.uuid)
        < (right.host, Self.number(right.device), right.device, right.uuid)
    }
    for var port in ports {
      port.id = ID(inventory.ports.count)
      if !port.uuid.isEmpty { portByPIF[port.uuid] = port.id }
      portByDevice[HostDevice(host: port.host, device: port.device)] = port.id
      inventory.hosts[port.host.index].ports.append(port.id)
      inventory.ports.append(port)
    }
    inventory.vfUses = Array(repeating: VFUse(), count: inventory.ports.count)
  }

  /// Default `xe pif-list` output lacks `physical`: then MAC, VLAN tag and device decide.
  private func isPhysical(_ pif: PIFRecord) -> Bool {
    if let physical = pif.physical { return physical }
    return pif.mac != Self.noAddress && (pif.vlan ?? -1) < 0 && !(pif.device ?? "").isEmpty
      && !(pif.device ?? "").hasPrefix("bond")
  }

  func host(of pif: PIFRecord) -> ID<Host>? {
    if let uuid = pif.host.uuid { return hostByUUID[uuid] }
    return inventory.hosts.count == 1 ? ID(0) : nil
  }

  private func port(_ pif: PIFRecord) -> Port? {
    guard let host = host(of: pif) else { return nil }
    return Port(
      id: ID(0), host: host, uuid: pif.uuid, device: pif.device ?? "?", mac: pif.mac,
      pciAddress: pif.pciBusPath ?? rows.function(of: pif)?.pciID,
      pciUUID: rows.function(of: pif)?.uuid, vendorID: pif.vendorID, deviceID: pif.deviceID,
      isCapable: pif.capabilities.map { $0.contains("sriov") },
      hostTraffic: hostTraffic(over: pif),
      carrier: pif.carrier.map { Fact($0, by: .ofXapi(at: pif.origin), at: pif.origin) },
      mtu: pif.mtu, origin: pif.origin)
  }

  private func portsFromSysfs() -> [Port] {
    inventory.hosts.flatMap { host -> [Port] in
      guard let sysfs = words(of: host)?.sysfs else { return [] }
      let functions = Dictionary(
        sysfs.functions.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
      return sysfs.interfaces.compactMap { interface in
        guard let address = interface.function, functions[address.value]?.physicalFunction == nil
        else { return nil }
        return Port(
          id: ID(0), host: host.id, uuid: "", device: interface.name,
          mac: interface.mac?.value, pciAddress: address.value,
          mtu: interface.mtu?.value, origin: address.origin)
      }
    }
  }

  /// The number in a device name, so that `eth10` sorts after `eth9`.
  static func number(_ device: String) -> Int {
    Int(device.drop { !$0.isASCII || !$0.isNumber }.prefix { $0.isNumber }) ?? Int.max
  }

  /// Adds the facts from sysfs, lspci and ethtool to each port, and groups ports into cards.
  mutating func joinHostFacts() {
    for host in inventory.hosts {
      let words = words(of: host) ?? HostFacts()
      let witnesses = HostWitnesses(words)
      let kernel = KernelWitness(words)
      for id in host.ports {
        witnesses.merge(of: &inventory.ports[id.index], knowing: inventory.knowledge)
        linkVirtualFunctions(of: id, witnesses)
        kernel.merge(of: &inventory.ports[id.index])
        for vf in inventory.ports[id.index].virtualFunctions {
          kernel.merge(of: &inventory.virtualFunctions[vf.index], on: inventory.ports[id.index])
        }
      }
      linkCards(of: host)
    }
  }

  private mutating func linkCards(of host: Host) {
    var cards: [String: ID<Card>] = [:]
    for id in host.ports {
      let port = inventory.ports[id.index]
      guard let address = port.pciAddress, let dot = address.lastIndex(of: ".") else { continue }
      let slot = String(address[..<dot])
      let card = cards[slot] ?? ID(inventory.cards.count)
      if cards[slot] == nil {
        cards[slot] = card
        inventory.cards.append(Card(id: card, host: host.id, address: slot, model: port.model))
        inventory.hosts[host.id.index].cards.append(card)
      }
      inventory.cards[card.index].ports.append(id)
      inventory.ports[id.index].card = card
    }
  }
}
