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
  /// Those on SR-IOV networks, in the same order.
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

/// The settings of a VM, and what its guest agent reports. A class, because rules read all VMs of a
/// pool many times, and this is the larger part of each.
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

  /// `0/0000:07:10.0,0/0000:07:10.2` in order, as xapi reads it with
  /// `sscanf "%d/%04x:%02x:%02x.%01x"`: an entry without `0/` is ignored, and so is text behind the
  /// last digit.
  private static func addresses(in text: String) -> [String] {
    text.split(separator: ",").compactMap { part in
      let form =
        #/^[+-]?[0-9]+\/([0-9a-fA-F]{1,4}):([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2})\.([0-9a-fA-F])/#
      guard let match = part.prefixMatch(of: form) else { return nil }
      let padded = { (digits: Substring, count: Int) in
        String(repeating: "0", count: max(0, count - digits.count)) + digits.lowercased()
      }
      return
        "\(padded(match.1, 4)):\(padded(match.2, 2)):\(padded(match.3, 2)).\(match.4.lowercased())"
    }
  }
}

extension VM {
  package var tags: [String] { settings.tags }
  package var otherConfig: [String: String] { settings.otherConfig }
  package var domainType: String? { settings.domainType }
  package var haRestartPriority: String? { settings.haRestartPriority }
  package var referenceLabel: String? { settings.referenceLabel }
  /// HVM-boot-params; nil if not captured.
  package var bootParams: [String: String]? { settings.bootParams }
  /// Whether XenCenter offers SR-IOV networks for it; nil if neither its template's nor its own
  /// recommendations were captured.
  package var isOfferedSRIOV: Fact<Bool>? { settings.isOfferedSRIOV }
  /// The guest OS that the guest agent reports; nil if none is reported.
  package var system: Fact<GuestOS>? { settings.system }
  /// PCI addresses in `other-config:pci` (`0/0000:07:10.0,0/0000:07:10.2`), in that order. Such
  /// devices are passed through manually, outside xapi's management of VFs.
  package var passedThrough: [String] { settings.passedThrough }
}

/// A virtual interface of a VM.
package struct VIF: Sendable {
  package var id: ID<VIF>
  package var uuid: String
  package var vm: ID<VM>
  package var network: ID<Network>
  /// The device number in the VM: 0, 1, …
  package var device: Int
  package var mac: String?
  package var mtu: Int?
  package var isAttached: Bool?
  let settings: VIFSettings
  /// The intended network; nil if no policy, tag or other-config names one.
  package var intent: Intent?
  /// The VF that it holds in the database: `.null` for none, `.notCaptured` without a database.
  package var reservedPCI = Reference.notCaptured
  /// An index in `sharedMACs` if others have the same MAC; nil otherwise.
  package internal(set) var sharedMAC: Int?
  /// The VF that it holds, if that is a VF of a port of this pool.
  package var virtualFunction: ID<VirtualFunction>?
  /// The VF of its port that has its MAC address in `ip link`; nil where none has, and while the VM
  /// does not run.
  package internal(set) var matchingVF: ID<VirtualFunction>?
  package var origin: Origin
}

/// The settings of a VIF. A class, because rules read all VIFs of a pool many times, and this is
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
  /// VLANs that it carries tagged; nil if not captured, or if the toolstack has no trunks.
  package var trunks: [String]? { settings.trunks }
}

/// The intended network of a VIF, and where this is stated. The policy comes before a tag.
package struct Intent: Sendable, Equatable {
  package var network: Goal
  package var statedBy: Source
  /// The stated reason; empty if none was given.
  package var reason: String

  package enum Goal: Sendable, Equatable {
    /// A network by its uuid or name.
    case network(String)
    /// Any SR-IOV network, preferably one on the same port.
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
