// One struct for each xapi class, with xapi's field names. `nil` means that the command did not
// request the field; an empty set or map is `[]` or `[:]`. `origin` is the whole record. Field
// lists: xen-api `records.ml`.

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
  /// -1 if this PIF is not a VLAN.
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
  /// `0000:07:00.0`; nil if empty or not requested.
  package var pciBusPath: String?
  /// The row of its PCI function; only in the database.
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
  /// sysfs, modprobe, manual or unknown; only in the database.
  package var configurationMode: String?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

package struct VLANRecord: Sendable {
  package var uuid: String
  /// The PIF that carries the VLAN: a physical PIF, a bond master or an SR-IOV logical PIF.
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
  /// PCI functions attached to the VM; only in the database.
  package var attachedPCIs: [Reference]?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

/// Data that the guest agent reports (`xe vm-list params=uuid,os-version,…`). The VM's owner can
/// forge it, so it must affect only findings about that VM.
package struct VMGuestMetricsRecord: Sendable {
  package var uuid: String
  /// Keys name, uname, distro, major, minor; nil if the VM has no guest agent.
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
  /// Position in the VM: 0, 1, …
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
  /// The VF that it has or is about to get; only in the database.
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

  // The following fields are only in the database.
  /// Four hexadecimal digits without `0x`.
  package var vendorID: String?
  package var deviceID: String?
  /// The port's PCI function; set only if this function is a VF.
  package var physicalFunction = Reference.notCaptured
  /// VMs to which it is attached; `.null` for a VM that is no longer in the database.
  package var attachedVMs: [Reference]?
  /// The VM to which it is about to be attached.
  package var scheduledToBeAttachedTo = Reference.notCaptured
  /// Whether xapi would assign it: no VM attached and none scheduled (`get_idle_vf_nums`).
  package var isIdle: Bool?
  package var origin: Origin

  package init(uuid: String, origin: Origin) {
    self.uuid = uuid
    self.origin = origin
  }
}

/// A line of `xe/network-sriov-remaining-capacity`: VFs that xapi can still assign.
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
