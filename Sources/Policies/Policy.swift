import Glibc
package import PoolModel

/// What the administrator says of the pool: thresholds, severities, rules that are off, and on
/// which network a guest's VIF belongs, what is waived, what is known of cards and guests.
package struct Policy: Sendable {
  /// The file's name, for reports; empty for the built-in policy.
  package var name = ""
  package var thresholds = Thresholds()
  /// By rule id.
  package var severities: [String: Severity] = [:]
  /// Rule ids, sorted.
  package var disabled: [String] = []
  package var expectations: [Expectation] = []
  /// Ports that are to give VFs.
  package var expectedPorts: [ExpectedPort] = []
  package var waivers: [Waiver] = []
  /// What it adds to the catalogue of cards and guests, or corrects there.
  package var knowledge = Knowledge()

  package init() {}
}

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
  func fits(_ label: String) -> Bool { pattern == label || fnmatch(pattern, label, 0) == 0 }
}

/// An entry of `expect`: a guest's VIF belongs on a network.
package struct Expectation: Sendable, Equatable {
  /// A name, a glob (`web-*`) or a uuid; empty where a tag says it.
  package var guest: String
  /// A tag of the guests; empty where a name says it.
  package var tag: String
  /// The VIF's device number; nil means every VIF of the guest.
  package var device: Int?
  /// A network's name or uuid.
  package var network: String
  package var reason: String
  /// `vfaudit.yml:7`.
  package var place: String

  package init(
    guest: String = "", tag: String = "", device: Int?, network: String, reason: String,
    place: String
  ) {
    self.guest = guest
    self.tag = tag
    self.device = device
    self.network = network
    self.reason = reason
    self.place = place
  }
}

/// An entry of `expect`: ports are to give VFs.
package struct ExpectedPort: Sendable, Equatable {
  /// A label (`xen1/eth2`) or a glob of labels.
  package var pattern: String
  package var intent: PortIntent
}
