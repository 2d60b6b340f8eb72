package import Records

/// A xapi network.
package struct Network: Sendable {
  package var id: ID<Network>
  package var uuid: String
  package var name: String
  package var mtu: Int?
  /// `xenbr0`; nil if not captured.
  package var bridge: String?
  package var defaultLockingMode: String?
  package var kind = Kind.plain
  package var vifs: [ID<VIF>] = []
  /// The ports that provide VFs to its VIFs, one for each host; empty unless `takesVFs`.
  package var vfPorts: [ID<Port>] = []
  /// The same ports by host.
  package var vfPortByHost: [ID<Host>: ID<Port>] = [:]
  /// The lowest number of free VFs of any of its ports; nil if not known for any port.
  package var leastFreeVFs: Int?
  /// The different card models of these ports, in the order of the ports, without unknown cards.
  package var vfCards: [CardModel] = []
  /// The ports whose bridge it is, one for each host; empty for other than plain networks.
  package var bridgePorts: [ID<Port>] = []
  /// The first of these ports that also has an SR-IOV network.
  package var portWithSRIOV: ID<Port>?
  package var origin: Origin

  package enum Kind: Sendable, Hashable {
    /// A bridge on a port, on a bond, or without a port.
    case plain
    case vlan
    case sriov
    case vlanOverSRIOV
  }

  /// Whether a VIF on it uses a VF (xen-api `is_sriov_network`).
  package var takesVFs: Bool { kind == .sriov || kind == .vlanOverSRIOV }
}

/// SR-IOV on one port: xapi's `network_sriov`, with its logical PIF.
package struct NetworkSRIOV: Sendable {
  package var id: ID<NetworkSRIOV>
  package var uuid: String
  package var port: ID<Port>
  package var network: ID<Network>?
  /// nil if not captured.
  package var requiresReboot: Bool?
  /// Whether the logical PIF is attached.
  package var isAttached: Bool?
  /// VFs that xapi can still assign; nil if not captured.
  package var remainingCapacity: Sourced<Int>?
  /// How xapi set the number of VFs; nil if no database was read.
  package var configurationMode: Fact<ConfigurationMode>?
  package var origin: Origin
  /// The logical PIF, and its record.
  package var logicalUUID: String?
  package var logicalOrigin: Origin?

  /// How networkd created the VFs (xen-api `xapi_network_sriov_helpers.ml`, `sriov_bring_up`).
  package enum ConfigurationMode: String, Sendable, Hashable {
    case sysfs
    /// By the driver's file in /etc/modprobe.d.
    case modprobe
    /// The VFs existed before networkd enabled SR-IOV.
    case manual
    /// SR-IOV has never come up.
    case unknown
  }

  /// Active now: attached, and not waiting for a reboot.
  package var isActive: Bool { isAttached == true && requiresReboot != true }
}

/// A VLAN: a tag over a carrier.
package struct VLAN: Sendable {
  package var id: ID<VLAN>
  package var uuid: String
  package var tag: Int
  package var carrier: Carrier
  package var network: ID<Network>?
  package var host: ID<Host>
  package var hostTraffic: [HostTraffic]
  package var origin: Origin

  package enum Carrier: Sendable, Hashable {
    case port(ID<Port>)
    case bond(ID<Bond>)
    /// The SR-IOV logical PIF of a port.
    case sriov(ID<Port>)
  }
}

/// Several ports that work as one interface.
package struct Bond: Sendable {
  package var id: ID<Bond>
  package var uuid: String
  package var host: ID<Host>
  package var members: [ID<Port>]
  package var network: ID<Network>?
  package var hostTraffic: [HostTraffic] = []
  package var origin: Origin
}
