import Glibc
package import PoolModel

/// Numbers that rules compare with.
package struct Thresholds: Sendable, Equatable {
  package var headroom = Headroom()
  /// For some ports, by a glob of their labels (`xen1/eth*`); the first that fits wins, over
  /// networks too.
  package var ports: [Special] = []
  /// For the ports of some SR-IOV networks, by a glob of their names or by uuid.
  package var networks: [Special] = []

  /// What a part of the pool wants instead.
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

  /// What the policy wants to stay free on a port.
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

/// VFs that must stay free on a port: the larger of both.
package struct Headroom: Sendable, Equatable {
  package var minimum = 1
  /// Of the port's active VFs.
  package var percent = 20

  package init() {}

  /// Of so many active VFs.
  package func wanted(of active: Int) -> Int { max(minimum, (active * percent + 99) / 100) }
}

extension Thresholds.Special {
  package func fits(_ label: String) -> Bool { pattern == label || fnmatch(pattern, label, 0) == 0 }
}
