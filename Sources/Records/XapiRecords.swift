// One struct per xapi class, in xapi's own words. `nil` means that the command did not ask for
// the field; an empty set or map is `[]` or `[:]`. `origin` is the whole record. Field lists:
// xen-api `records.ml`.

package struct PoolRecord: Sendable {
  package var uuid: String
  package var nameLabel: String?
  package var master = Reference.notCaptured
  package var haEnabled: Bool?
  package var restrictions: [String: String]?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

package struct HostRecord: Sendable {
  package var uuid: String
  package var nameLabel: String?
  package var enabled: Bool?
  package var softwareVersion: [String: String]?
  package var chipsetInfo: [String: String]?
  package var address: String?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

package struct PIFRecord: Sendable {
  package var uuid: String
  package var device: String?
  package var mac: String?
  package var physical: Bool?
  package var currentlyAttached: Bool?
  package var mtu: Int?
  /// -1 when this PIF is no VLAN.
  package var vlan: Int?
  package var bondSlaveOf = Reference.notCaptured
  package var sriovPhysicalPIFOf: [String]?
  package var sriovLogicalPIFOf: [String]?
  package var management: Bool?
  package var network = Reference.notCaptured
  package var host = Reference.notCaptured
  package var capabilities: [String]?
  package var carrier: Bool?
  /// Four hexadecimal digits without `0x`; nil also for `<not in database>`.
  package var vendorID: String?
  package var deviceID: String?
  package var deviceName: String?
  /// `0000:07:00.0`; nil when empty or not asked for.
  package var pciBusPath: String?
  /// The row of its PCI function; only the database says it.
  package var pci = Reference.notCaptured
  package var otherConfig: [String: String]?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

package struct NetworkRecord: Sendable {
  package var uuid: String
  package var nameLabel: String?
  package var mtu: Int?
  package var bridge: String?
  package var otherConfig: [String: String]?
  package var tags: [String]?
  package var defaultLockingMode: String?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

package struct NetworkSRIOVRecord: Sendable {
  package var uuid: String
  package var physicalPIF = Reference.notCaptured
  package var logicalPIF = Reference.notCaptured
  package var requiresReboot: Bool?
  /// sysfs, modprobe, manual or unknown; only the database says it.
  package var configurationMode: String?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

package struct VLANRecord: Sendable {
  package var uuid: String
  /// The carrier: a physical PIF, a bond master or an SR-IOV logical PIF.
  package var taggedPIF = Reference.notCaptured
  /// The VLAN PIF, which belongs to the VLAN's network.
  package var untaggedPIF = Reference.notCaptured
  package var tag: Int?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

package struct BondRecord: Sendable {
  package var uuid: String
  package var master = Reference.notCaptured
  package var slaves: [String]?
  package var mode: String?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

package struct VMRecord: Sendable {
  package var uuid: String
  package var nameLabel: String?
  package var isATemplate: Bool?
  package var isASnapshot: Bool?
  package var isControlDomain: Bool?
  /// running, halted, suspended or paused.
  package var powerState: String?
  package var domainType: String?
  package var hvmBootParams: [String: String]?
  package var residentOn = Reference.notCaptured
  package var affinity = Reference.notCaptured
  package var otherConfig: [String: String]?
  package var recommendations: String?
  package var haRestartPriority: String?
  package var tags: [String]?
  package var referenceLabel: String?
  /// PCI functions that it holds; only the database says them.
  package var attachedPCIs: [Reference]?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

/// What a VM says of itself (`xe vm-list params=uuid,os-version,…`): written by the VM, so
/// never trusted to decide more than its own findings.
package struct VMGuestMetricsRecord: Sendable {
  package var uuid: String
  /// Keys name, uname, distro, major, minor; nil where the VM runs no agent.
  package var osVersion: [String: String]?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

package struct VIFRecord: Sendable {
  package var uuid: String
  package var vm = Reference.notCaptured
  /// Position in the vm: 0, 1, …
  package var device: Int?
  package var mac: String?
  package var mtu: Int?
  package var currentlyAttached: Bool?
  package var qosAlgorithmType: String?
  package var qosAlgorithmParams: [String: String]?
  package var otherConfig: [String: String]?
  package var network = Reference.notCaptured
  package var lockingMode: String?
  package var ipv4Allowed: [String]?
  package var ipv6Allowed: [String]?
  package var trunks: [String]?
  /// The VF that it holds or is about to get; only the database says it.
  package var reservedPCI = Reference.notCaptured
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

package struct PCIRecord: Sendable {
  package var uuid: String
  package var vendorName: String?
  package var deviceName: String?
  package var driverName: String?
  package var host = Reference.notCaptured
  /// `0000:07:10.0`.
  package var pciID: String?

  // Only the database says these.
  /// Four hexadecimal digits without `0x`.
  package var vendorID: String?
  package var deviceID: String?
  /// Set exactly where this function is a VF: the function of its port.
  package var physicalFunction = Reference.notCaptured
  /// VMs that hold it; `.null` for one that is not in the database any more.
  package var attachedVMs: [Reference]?
  /// The VM that is about to get it.
  package var scheduledToBeAttachedTo = Reference.notCaptured
  /// Whether xapi would hand it out: no VM attached, none scheduled (`get_idle_vf_nums`).
  package var isIdle: Bool?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

/// A line of `xe/network-sriov-remaining-capacity`: VFs that xapi would still hand out.
package struct RemainingCapacityRecord: Sendable {
  /// The uuid of the network_sriov.
  package var uuid: String
  /// nil for `<unknown>`.
  package var capacity: Int?
  package var origin: Origin

  package init(uuid: String, capacity: Int?, origin: Origin) {
    self.uuid = uuid
    self.capacity = capacity
    self.origin = origin
  }
}
