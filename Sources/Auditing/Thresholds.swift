import Glibc
package import PoolModel

/// Thresholds of the rules, set by the policy.
package struct Thresholds: Sendable, Equatable {
  package var headroom = Headroom()
  /// For ports whose label matches a glob (`xen1/eth*`). The first match wins, also over
  /// `networks`.
  package var ports: [Special] = []
  /// For the ports of SR-IOV networks, selected by a glob of the name or by uuid.
  package var networks: [Special] = []

  /// A headroom for a part of the pool.
  package struct Special: Sendable, Equatable {
    package var pattern: String
    package var headroom: Headroom
    /// `vfaudit.yml:7`.
    package var place: String

    package init(pattern: String, headroom: Headroom, place: String) {
      self.pattern = pattern
      self.headroom = headroom
      self.place = place
    }
  }

  package init() {}

  /// The headroom that the policy requires on a port.
  package func headroom(of port: Port, in inventory: Inventory) -> Headroom {
    if let special = ports.first(where: { $0.fits(inventory.label(port)) }) {
      return special.headroom
    }
    guard let network = port.sriov.flatMap({ inventory[$0].network }).map({ inventory[$0] }) else {
      return headroom
    }
    return networks.first { $0.fits(network.name) || $0.pattern == network.uuid }?.headroom
      ?? headroom
  }
}

/// VFs that must stay free on a port: the larger of the two values.
package struct Headroom: Sendable, Equatable {
  package var minimum = 1
  /// Percentage of the port's active VFs.
  package var percent = 20

  package init() {}

  /// The headroom required for this many active VFs.
  package func wanted(of active: Int) -> Int { max(minimum, (active * percent + 99) / 100) }
}

extension Thresholds.Special {
  package func fits(_ label: String) -> Bool { pattern == label || fnmatch(pattern, label, 0) == 0 }
}
