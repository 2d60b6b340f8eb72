package import Records

/// A xapi network.
package struct Network: Sendable {
  package var id: ID<Network>
  package var uuid: String
  package var name: String
  package var mtu: Int?
  package var defaultLockingMode: String?
  package var kind = Kind.plain
  package var vifs: [ID<VIF>] = []
  /// The ports from which VIFs on it take their VFs, one for each host; empty unless `takesVFs`.
  package var vfPorts: [ID<Port>] = []
  /// The same ports by host.
  package var vfPortByHost: [ID<Host>: ID<Port>] = [:]
  /// The fewest VFs that one of its ports has free; nil where nobody tells of any.
  package var leastFreeVFs: Int?
  /// The different models among their cards, in the order of the ports; unknown ones left out.
  package var vfCards: [CardModel] = []
  /// The ports whose bridge it is, one for each host; empty for all but plain networks.
  package var bridgePorts: [ID<Port>] = []
  /// The first of these ports that also has an SR-IOV network.
  package var portWithSRIOV: ID<Port>?
  package var origin: Origin

  package enum Kind: Sendable, Hashable {
    /// A bridge, on a port, a bond, or none.
    case plain
    case vlan
    case sriov
    case vlanOverSRIOV
  }

  /// Whether a VIF on it takes a VF (xen-api `is_sriov_network`).
  package var takesVFs: Bool { kind == .sriov || kind == .vlanOverSRIOV }
}

/// SR-IOV on one port: xapi's `network_sriov`, with its logical PIF.
package struct NetworkSRIOV: Sendable {
  package var id: ID<NetworkSRIOV>
  package var uuid: String
  package var port: ID<Port>
  package var network: ID<Network>?
  /// nil where xapi did not tell.
  package var requiresReboot: Bool?
  /// Whether the logical PIF is attached.
  package var isAttached: Bool?
  /// VFs that xapi would still hand out.
  package var remainingCapacity: Sourced<Int>?
  /// How xapi set the number of VFs; nil where no database was read.
  package var configurationMode: Fact<ConfigurationMode>?
  package var origin: Origin
  /// The logical PIF's record.
  package var logicalOrigin: Origin?

  /// How networkd made the VFs (xen-api `xapi_network_sriov_helpers.ml`, `sriov_bring_up`).
  package enum ConfigurationMode: String, Sendable, Hashable {
    case sysfs
    /// By the driver's file in /etc/modprobe.d.
    case modprobe
    /// Somebody else had made them.
    case manual
    /// SR-IOV has never come up.
    case unknown
  }

  /// Active now: attached, and no reboot outstanding.
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

/// Ports that work as one.
package struct Bond: Sendable {
  package var id: ID<Bond>
  package var uuid: String
  package var host: ID<Host>
  package var members: [ID<Port>]
  package var network: ID<Network>?
  package var hostTraffic: [HostTraffic] = []
  package var origin: Origin
}
