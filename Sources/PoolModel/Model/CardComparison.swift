// Cards of the same kind in several hosts of a pool.
extension Port {
  /// `8086:1521`; nil if not captured.
  package var pciID: String? {
    guard let vendorID, let deviceID else { return nil }
    return "\(vendorID):\(deviceID)"
  }

  /// `Intel i350`, or the PCI id of a card that is not in the catalogue.
  package var cardName: String { model?.name ?? pciID ?? "an unknown card" }
}

extension Inventory {
  /// A port, and the port of another host with which it is compared.
  package struct Twin: Sendable {
    package var own: Port
    package var reference: Port
  }

  /// One port of each kind of SR-IOV capable card, with a port of the first host that has the same
  /// kind. The coordinator comes before other hosts. Empty for that first host itself.
  package func twinPorts(of host: Host) -> [Twin] {
    var seen: Set<String> = []
    let order = hosts.filter(\.isCoordinator) + hosts.filter { !$0.isCoordinator }
    return host.ports.map { self[$0] }.compactMap { own in
      guard let id = own.pciID, own.mayHaveVFs,
        seen.insert(id).inserted
      else { return nil }
      let first = order.lazy.flatMap(\.ports).map { self[$0] }.first { $0.pciID == id }
      return first.flatMap { $0.host == host.id ? nil : Twin(own: own, reference: $0) }
    }
  }

  /// Ports of a host that are a different card from the coordinator's port to which xapi matches
  /// them: by device name, and from xapi 25.35 on by position, which is the number of their bridge
  /// (xen-api `sync_networking.ml`, `copy_network_sriovs_from_master`). Ports that only one of the
  /// two has are left out.
  package func misplacedPorts(of host: Host) -> [Twin] {
    guard let coordinator = hosts.first(where: \.isCoordinator), coordinator.id != host.id else {
      return []
    }
    let isByPosition = matchesByPosition(host)
    let place = { (port: Port) in
      isByPosition ? self.bridgeNumber(of: port) ?? port.device : port.device
    }
    let theirs = Dictionary(
      coordinator.ports.map { (place(self[$0]), self[$0]) }, uniquingKeysWith: { first, _ in first }
    )
    return host.ports.map { self[$0] }.compactMap { own in
      guard let reference = theirs[place(own)], let ownID = own.pciID,
        let theirID = reference.pciID, ownID != theirID
      else { return nil }
      return Twin(own: own, reference: reference)
    }
  }

  /// Whether xapi matches ports of two hosts by position; false where its version is not known.
  package func matchesByPosition(_ host: Host) -> Bool { isToolstack(of: host, atLeast: (25, 35)) }

  /// `0` of `xenbr0`; nil for a port without such a bridge.
  private func bridgeNumber(of port: Port) -> String? {
    guard let bridge = port.network.map({ self[$0].bridge }) ?? nil, bridge.hasPrefix("xenbr")
    else { return nil }
    return String(bridge.dropFirst("xenbr".count))
  }
}
