/// A VM that is not a template, a snapshot or a control domain.
package struct Guest: Sendable {
  package var id: ID<Guest>
  package var uuid: String
  package var name: String
  package var powerState: PowerState
  /// Where it runs; nil while halted.
  package var residentOn: ID<Host>?
  package var tags: [String]
  package var otherConfig: [String: String]
  package var domainType: String?
  package var haRestartPriority: String?
  package var referenceLabel: String?
  /// HVM-boot-params; nil where nobody told them.
  package var bootParams: [String: String]?
  /// Whether XenCenter offers SR-IOV networks for it; nil where neither its template nor its own
  /// recommendations were captured.
  package var isOfferedSRIOV: Fact<Bool>?
  /// What the guest's agent says it is; nil where it says nothing.
  package var system: Fact<GuestSystem>?
  /// In order of device number.
  package var vifs: [ID<VIF>] = []
  /// PCI addresses in `other-config:pci` (`0/0000:07:10.0,0/0000:07:10.2`), in that order: passed
  /// through by hand, past everything that xapi knows of VFs.
  package var passedThrough: [String] = []
  package var origin: Origin

  package enum PowerState: String, Sendable {
    case running
    case halted
    case suspended
    case paused
    case unknown
  }

  package var isRunning: Bool { powerState == .running || powerState == .paused }
}

/// A virtual interface of a guest.
package struct VIF: Sendable {
  package var id: ID<VIF>
  package var uuid: String
  package var guest: ID<Guest>
  package var network: ID<Network>
  /// Position in the guest: 0, 1, …
  package var device: Int
  package var mac: String?
  package var mtu: Int?
  package var isAttached: Bool?
  package var lockingMode: String?
  package var qosAlgorithmType: String?
  package var qosAlgorithmParams: [String: String]
  package var otherConfig: [String: String]
  package var ipv4Allowed: [String]
  package var ipv6Allowed: [String]
  /// VLANs that it carries tagged; nil where nobody told, and on a toolstack that knows no trunks.
  package var trunks: [String]?
  /// The network on which somebody said it should be.
  package var intent: Intent?
  /// What the database says of the VF it holds: `.null` for none, `.untold` where nobody says.
  package var reservedPCI = Reference.untold
  /// Where others bear its MAC, too: a place in `sharedMACs`.
  package internal(set) var sharedMAC: Int?
  /// The VF that it holds, where that is a VF of a port of this pool.
  package var virtualFunction: ID<VirtualFunction>?
  package var origin: Origin
}

/// Where a VIF is meant to be, and who says so. The policy wins over a tag.
package struct Intent: Sendable, Equatable {
  package var network: Goal
  package var statedBy: Source
  /// Why, in the words of whoever stated it; empty where nobody said.
  package var reason: String

  package enum Goal: Sendable, Equatable {
    /// A network by its uuid or name.
    case network(String)
    /// The SR-IOV network beside the one on which it is.
    case anySRIOV
  }

  package enum Source: Sendable, Equatable {
    /// `vfaudit.yml:7`.
    case policy(String)
    /// A tag `sriov` or `sriov:NETWORK` on the guest.
    case tag(String)
    /// `vfaudit:network` in the VIF's other-config.
    case otherConfig
  }

  package init(network: Goal, statedBy: Source, reason: String = "") {
    self.network = network
    self.statedBy = statedBy
    self.reason = reason
  }
}
