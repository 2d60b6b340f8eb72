extension Inventory {
  /// The networks that an intent can mean, best first; empty where the pool has none such.
  package func networks(meantBy intent: Intent, of vif: VIF) -> [Network] {
    switch intent.network {
    case .network(let name): networks.filter { $0.uuid == name || $0.name == name }
    case .anySRIOV: sriovNetworks(nearestTo: vif)
    }
  }

  /// Every network that gives VFs; those over the ports of the VIF's own network come first.
  private func sriovNetworks(nearestTo vif: VIF) -> [Network] {
    let near = Set(
      self[vif.network].bridgePorts.compactMap { self[$0].sriov }.compactMap { self[$0].network })
    return networks.filter { near.contains($0.id) }
      + networks.filter { $0.takesVFs && !near.contains($0.id) }
  }

  /// The SR-IOV network beside a plain one: on the same port, of the lowest host.
  package func sriovNetwork(beside network: Network) -> (port: Port, network: Network)? {
    guard let port = network.portWithSRIOV.map({ self[$0] }),
      let sriov = port.sriov.flatMap({ self[$0].network })
    else { return nil }
    return (port, self[sriov])
  }

  /// The SR-IOV network on some port of the network that a port's bridge is on.
  package func sriovNetwork(beside port: Port) -> Network? {
    port.network.flatMap { sriovNetwork(beside: self[$0])?.network }
  }
}

/// That a port is to give VFs, and who says so.
package struct PortIntent: Sendable, Equatable {
  /// The SR-IOV network that it is to have, by name or uuid; nil for any.
  package var network: String?
  /// `vfaudit.yml:7`.
  package var statedAt: String
  /// Empty where nobody said.
  package var reason: String

  package init(network: String?, statedAt: String, reason: String) {
    self.network = network
    self.statedAt = statedAt
    self.reason = reason
  }

  /// Whether a network is the one that is meant.
  package func means(_ network: Network) -> Bool {
    self.network.map { $0 == network.name || $0 == network.uuid } ?? true
  }
}
