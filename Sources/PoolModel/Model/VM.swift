package import Records

/// A VM that is not a template, a snapshot or a control domain.
package struct VM: Sendable {
  package var id: ID<VM>
  package var uuid: String
  package var name: String
  package var powerState: PowerState
  /// Where it runs; nil while halted.
  package var residentOn: ID<Host>?
  let settings: VMSettings
  /// In order of device number.
  package var vifs: [ID<VIF>] = []
  /// Those that take VFs, in the same order.
  package internal(set) var sriovVIFs: [ID<VIF>] = []
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

/// What a VM is set to, and what its agent says. By reference: rules look at all VMs of a pool
/// many times over, and this is the larger part of each.
final class VMSettings: Sendable {
  let tags: [String]
  let otherConfig: [String: String]
  let domainType: String?
  let haRestartPriority: String?
  let referenceLabel: String?
  let bootParams: [String: String]?
  let isOfferedSRIOV: Fact<Bool>?
  let system: Fact<GuestOS>?
  let passedThrough: [String]

  init(_ record: VMRecord, isOfferedSRIOV: Fact<Bool>?, system: Fact<GuestOS>?) {
    tags = record.tags ?? []
    otherConfig = record.otherConfig ?? [:]
    domainType = record.domainType
    haRestartPriority = record.haRestartPriority
    referenceLabel = record.referenceLabel
    bootParams = record.hvmBootParams
    self.isOfferedSRIOV = isOfferedSRIOV
    self.system = system
    passedThrough = Self.addresses(in: record.otherConfig?["pci"] ?? "")
  }

  /// `0/0000:07:10.0,0/0000:07:10.2` in order; what has no address is left out.
  private static func addresses(in text: String) -> [String] {
    text.split(separator: ",").compactMap { part in
      let address = part.split(separator: "/").last.map { String($0).trimmed.lowercased() } ?? ""
      return address.contains(":") ? address : nil
    }
  }
}

extension VM {
  package var tags: [String] { settings.tags }
  package var otherConfig: [String: String] { settings.otherConfig }
  package var domainType: String? { settings.domainType }
  package var haRestartPriority: String? { settings.haRestartPriority }
  package var referenceLabel: String? { settings.referenceLabel }
  /// HVM-boot-params; nil where nobody told them.
  package var bootParams: [String: String]? { settings.bootParams }
  /// Whether XenCenter offers SR-IOV networks for it; nil where neither its template nor its own
  /// recommendations were captured.
  package var isOfferedSRIOV: Fact<Bool>? { settings.isOfferedSRIOV }
  /// What the VM's agent says it is; nil where it says nothing.
  package var system: Fact<GuestOS>? { settings.system }
  /// PCI addresses in `other-config:pci` (`0/0000:07:10.0,0/0000:07:10.2`), in that order: passed
  /// through by hand, past everything that xapi knows of VFs.
  package var passedThrough: [String] { settings.passedThrough }
}

/// A virtual interface of a VM.
package struct VIF: Sendable {
  package var id: ID<VIF>
  package var uuid: String
  package var vm: ID<VM>
  package var network: ID<Network>
  /// Position in the vm: 0, 1, …
  package var device: Int
  package var mac: String?
  package var mtu: Int?
  package var isAttached: Bool?
  let settings: VIFSettings
  /// The network on which somebody said it should be.
  package var intent: Intent?
  /// What the database says of the VF it holds: `.null` for none, `.notCaptured` where nobody says.
  package var reservedPCI = Reference.notCaptured
  /// Where others bear its MAC, too: a place in `sharedMACs`.
  package internal(set) var sharedMAC: Int?
  /// The VF that it holds, where that is a VF of a port of this pool.
  package var virtualFunction: ID<VirtualFunction>?
  /// The VF of its port that has its MAC address in `ip link`; nil where none has, and while the VM
  /// does not run.
  package internal(set) var matchingVF: ID<VirtualFunction>?
  package var origin: Origin
}

/// What a VIF is set to. By reference: rules look at all VIFs of a pool many times over, and this is
/// the larger part of each.
final class VIFSettings: Sendable {
  let lockingMode: String?
  let qosAlgorithmType: String?
  let qosAlgorithmParams: [String: String]
  let otherConfig: [String: String]
  let ipv4Allowed: [String]
  let ipv6Allowed: [String]
  let trunks: [String]?

  init(_ record: VIFRecord) {
    lockingMode = record.lockingMode
    qosAlgorithmType = record.qosAlgorithmType
    qosAlgorithmParams = record.qosAlgorithmParams ?? [:]
    otherConfig = record.otherConfig ?? [:]
    ipv4Allowed = record.ipv4Allowed ?? []
    ipv6Allowed = record.ipv6Allowed ?? []
    trunks = record.trunks
  }
}

extension VIF {
  package var lockingMode: String? { settings.lockingMode }
  package var qosAlgorithmType: String? { settings.qosAlgorithmType }
  package var qosAlgorithmParams: [String: String] { settings.qosAlgorithmParams }
  package var otherConfig: [String: String] { settings.otherConfig }
  package var ipv4Allowed: [String] { settings.ipv4Allowed }
  package var ipv6Allowed: [String] { settings.ipv6Allowed }
  /// VLANs that it carries tagged; nil where nobody told, and on a toolstack that knows no trunks.
  package var trunks: [String]? { settings.trunks }
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
    /// A tag `sriov` or `sriov:NETWORK` on the VM.
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
