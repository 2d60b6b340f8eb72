extension Inventory {
  /// The networks that an intent can mean, best first; empty if the pool has no such network.
  package func networks(meantBy intent: Intent, of vif: VIF) -> [Network] {
    switch intent.network {
    case .network(let name): networks.filter { $0.uuid == name || $0.name == name }
    case .anySRIOV: sriovNetworks(nearestTo: vif)
    }
  }

  /// All networks that provide VFs; first those on the ports of the VIF's present network.
  private func sriovNetworks(nearestTo vif: VIF) -> [Network] {
    let near = Set(
      self[vif.network].bridgePorts.compactMap { self[$0].sriov }.compactMap { self[$0].network })
    return networks.filter { near.contains($0.id) }
      + networks.filter { $0.takesVFs && !near.contains($0.id) }
  }

  /// The SR-IOV network on the same port as a plain network, of the first host that has one.
  package func sriovNetwork(beside network: Network) -> (port: Port, network: Network)? {
    guard let port = network.portWithSRIOV.map({ self[$0] }),
      let sriov = port.sriov.flatMap({ self[$0].network })
    else { return nil }
    return (port, self[sriov])
  }

  /// The SR-IOV network on a port of the plain network that this port belongs to.
  package func sriovNetwork(beside port: Port) -> Network? {
    port.network.flatMap { sriovNetwork(beside: self[$0])?.network }
  }
}

/// The policy's statement that a port should provide VFs.
package struct PortIntent: Sendable, Equatable {
  /// The intended SR-IOV network, by name or uuid; nil for any.
  package var network: String?
  /// `vfaudit.yml:7`.
  package var statedAt: String
  /// Empty if none was given.
  package var reason: String

  package init(network: String?, statedAt: String, reason: String) {
    self.network = network
    self.statedAt = statedAt
    self.reason = reason
  }

  /// Whether a network is the intended one.
  package func means(_ network: Network) -> Bool {
    self.network.map { $0 == network.name || $0 == network.uuid } ?? true
  }
}
