package import PoolModel

/// The pool's hosts, networks and VMs, as shown in the report.
package struct InventorySummary: Sendable {
  package var hosts: [HostLine]
  package var networks: [NetworkLine]
  package var vms: [VMLine]

  package struct HostLine: Sendable {
    package var name: String
    package var uuid: String
    package var product: String?
    package var xapiVersion: String?
    package var networkBackend: String?
    package var isEnabled: Bool
    package var hasHostData: Bool
    package var cards: [CardLine]
  }

  /// The ports of one card.
  package struct CardLine: Sendable {
    /// nil for a card that is not in the catalogue.
    package var model: String?
    /// Domain, bus and device: `0000:07:00`; nil if the ports' PCI addresses were not captured.
    package var address: String?
    package var ports: [PortLine]
  }

  package struct PortLine: Sendable {
    package var host: String
    package var device: String
    package var uuid: String
    package var address: String?
    package var driver: String?
    package var driverWitness: String?
    /// The port's networks: the plain network, VLANs by tag, SR-IOV, VLANs over SR-IOV.
    package var carries: [CarriedLine]
  }

  /// A network on a port.
  package struct CarriedLine: Sendable {
    /// As `NetworkLine.kind`.
    package var kind: String
    package var tag: Int?
    /// nil if the captured lists do not contain it.
    package var network: String?
    /// Whether it is on a bond that the port is a member of.
    package var isBonded = false
    /// `management`, `storage`, `HA`: the host's own traffic on it.
    package var hostTraffic: [String] = []
    /// Names of the VMs that run on the host and have a VIF there.
    package var vms: [String] = []
    package var traffic: VLANTraffic = .notKnownToFail
  }

  package struct NetworkLine: Sendable {
    package var name: String
    package var uuid: String
    /// `plain`, `VLAN`, `SR-IOV`, `VLAN over SR-IOV`.
    package var kind: String
    package var vifs: Int
    package var runningVMs: Int
  }

  package struct VMLine: Sendable {
    package var name: String
    package var uuid: String
    package var powerState: String
    package var host: String?
    package var system: String?
    /// `0: VM SR-IOV`.
    package var vifs: [String]
  }
}
