/// A record that may exist in two sources.
protocol MergeableRecord {
  var uuid: String { get }
  var origin: Origin { get }

  /// Fills fields that are missing in this record from the other record.
  mutating func merge(_ other: Self, _ fields: inout FieldMerge)
}

/// Joins the fields of two records, and collects the fields in which they differ.
struct FieldMerge {
  private(set) var clashes: [(field: String, believed: String, other: String)] = []

  mutating func take<Value: Equatable & CustomStringConvertible>(
    _ field: String, _ mine: inout Value?, _ other: Value?
  ) {
    guard let captured = mine else {
      mine = other
      return
    }
    if let other, captured != other { clashes.append((field, "\(captured)", "\(other)")) }
  }

  mutating func take(_ field: String, _ mine: inout Reference, _ other: Reference) {
    guard mine != .notCaptured else {
      mine = other
      return
    }
    if other != .notCaptured, mine != other {
      clashes.append((field, Self.text(mine), Self.text(other)))
    }
  }

  /// For sets, whose order has no meaning.
  mutating func take(_ field: String, set mine: inout [String]?, _ other: [String]?) {
    guard let captured = mine else {
      mine = other
      return
    }
    if let other, captured.sorted() != other.sorted() {
      clashes.append((field, captured.joined(separator: "; "), other.joined(separator: "; ")))
    }
  }

  /// For fields that change without a user's action, or that a reduced database keeps only partly:
  /// differences are not collected.
  func fill<Value>(_ mine: inout Value?, _ other: Value?) {
    if mine == nil { mine = other }
  }

  private static func text(_ reference: Reference) -> String {
    reference.uuid ?? "<not in database>"
  }
}

extension PoolRecord: MergeableRecord {
  mutating func merge(_ other: PoolRecord, _ fields: inout FieldMerge) {
    fields.take("name-label", &nameLabel, other.nameLabel)
    fields.take("master", &master, other.master)
    fields.take("ha-enabled", &haEnabled, other.haEnabled)
    fields.fill(&restrictions, other.restrictions)
  }
}

extension HostRecord: MergeableRecord {
  mutating func merge(_ other: HostRecord, _ fields: inout FieldMerge) {
    fields.take("name-label", &nameLabel, other.nameLabel)
    fields.take("enabled", &enabled, other.enabled)
    fields.fill(&softwareVersion, other.softwareVersion)
    fields.fill(&chipsetInfo, other.chipsetInfo)
    fields.take("address", &address, other.address)
  }
}

extension PIFRecord: MergeableRecord {
  mutating func merge(_ other: PIFRecord, _ fields: inout FieldMerge) {
    fields.take("device", &device, other.device)
    fields.take("MAC", &mac, other.mac)
    fields.take("physical", &physical, other.physical)
    fields.take("currently-attached", &currentlyAttached, other.currentlyAttached)
    fields.take("MTU", &mtu, other.mtu)
    fields.take("VLAN", &vlan, other.vlan)
    fields.take("bond-slave-of", &bondSlaveOf, other.bondSlaveOf)
    fields.take("sriov-physical-PIF-of", set: &sriovPhysicalPIFOf, other.sriovPhysicalPIFOf)
    fields.take("sriov-logical-PIF-of", set: &sriovLogicalPIFOf, other.sriovLogicalPIFOf)
    fields.take("management", &management, other.management)
    fields.take("network-uuid", &network, other.network)
    fields.take("host-uuid", &host, other.host)
    fields.take("capabilities", set: &capabilities, other.capabilities)
    fields.fill(&carrier, other.carrier)
    fields.take("vendor-id", &vendorID, other.vendorID)
    fields.take("device-id", &deviceID, other.deviceID)
    fields.fill(&deviceName, other.deviceName)
    fields.take("pci-bus-path", &pciBusPath, other.pciBusPath)
    fields.take("PCI", &pci, other.pci)
    fields.fill(&otherConfig, other.otherConfig)
  }
}

extension NetworkRecord: MergeableRecord {
  mutating func merge(_ other: NetworkRecord, _ fields: inout FieldMerge) {
    fields.take("name-label", &nameLabel, other.nameLabel)
    fields.take("MTU", &mtu, other.mtu)
    fields.take("bridge", &bridge, other.bridge)
    fields.fill(&otherConfig, other.otherConfig)
    fields.take("tags", set: &tags, other.tags)
    fields.take("default-locking-mode", &defaultLockingMode, other.defaultLockingMode)
  }
}

extension NetworkSRIOVRecord: MergeableRecord {
  mutating func merge(_ other: NetworkSRIOVRecord, _ fields: inout FieldMerge) {
    fields.take("physical-PIF", &physicalPIF, other.physicalPIF)
    fields.take("logical-PIF", &logicalPIF, other.logicalPIF)
    fields.take("requires-reboot", &requiresReboot, other.requiresReboot)
    fields.take("configuration-mode", &configurationMode, other.configurationMode)
  }
}

extension VLANRecord: MergeableRecord {
  mutating func merge(_ other: VLANRecord, _ fields: inout FieldMerge) {
    fields.take("tagged-PIF", &taggedPIF, other.taggedPIF)
    fields.take("untagged-PIF", &untaggedPIF, other.untaggedPIF)
    fields.take("tag", &tag, other.tag)
  }
}

extension BondRecord: MergeableRecord {
  mutating func merge(_ other: BondRecord, _ fields: inout FieldMerge) {
    fields.take("master", &master, other.master)
    fields.take("slaves", set: &slaves, other.slaves)
    fields.take("mode", &mode, other.mode)
  }
}

extension VMRecord: MergeableRecord {
  mutating func merge(_ other: VMRecord, _ fields: inout FieldMerge) {
    fields.take("name-label", &nameLabel, other.nameLabel)
    fields.take("is-a-template", &isATemplate, other.isATemplate)
    fields.take("is-a-snapshot", &isASnapshot, other.isASnapshot)
    fields.take("is-control-domain", &isControlDomain, other.isControlDomain)
    fields.take("power-state", &powerState, other.powerState)
    fields.take("domain-type", &domainType, other.domainType)
    fields.fill(&hvmBootParams, other.hvmBootParams)
    fields.take("resident-on", &residentOn, other.residentOn)
    fields.take("affinity", &affinity, other.affinity)
    fields.fill(&otherConfig, other.otherConfig)
    fields.fill(&recommendations, other.recommendations)
    fields.take("ha-restart-priority", &haRestartPriority, other.haRestartPriority)
    fields.take("tags", set: &tags, other.tags)
    fields.take("reference-label", &referenceLabel, other.referenceLabel)
    fields.fill(&attachedPCIs, other.attachedPCIs)
  }
}

extension VMGuestMetricsRecord: MergeableRecord {
  mutating func merge(_ other: VMGuestMetricsRecord, _ fields: inout FieldMerge) {
    fields.fill(&osVersion, other.osVersion)
  }
}

extension VIFRecord: MergeableRecord {
  mutating func merge(_ other: VIFRecord, _ fields: inout FieldMerge) {
    fields.take("vm-uuid", &vm, other.vm)
    fields.take("device", &device, other.device)
    fields.take("MAC", &mac, other.mac)
    fields.take("MTU", &mtu, other.mtu)
    fields.take("currently-attached", &currentlyAttached, other.currentlyAttached)
    fields.take("qos_algorithm_type", &qosAlgorithmType, other.qosAlgorithmType)
    fields.fill(&qosAlgorithmParams, other.qosAlgorithmParams)
    fields.fill(&otherConfig, other.otherConfig)
    fields.take("network-uuid", &network, other.network)
    fields.take("locking-mode", &lockingMode, other.lockingMode)
    fields.take("ipv4-allowed", set: &ipv4Allowed, other.ipv4Allowed)
    fields.take("ipv6-allowed", set: &ipv6Allowed, other.ipv6Allowed)
    fields.fill(&trunks, other.trunks)
    fields.take("reserved-pci", &reservedPCI, other.reservedPCI)
  }
}

extension PCIRecord: MergeableRecord {
  mutating func merge(_ other: PCIRecord, _ fields: inout FieldMerge) {
    fields.fill(&vendorName, other.vendorName)
    fields.fill(&deviceName, other.deviceName)
    // xe reads the driver when queried; the database has it from xapi's last scan of the bus.
    fields.fill(&driverName, other.driverName)
    fields.take("host-uuid", &host, other.host)
    fields.take("pci-id", &pciID, other.pciID)
    fields.fill(&vendorID, other.vendorID)
    fields.fill(&deviceID, other.deviceID)
    fields.take("physical-function", &physicalFunction, other.physicalFunction)
    fields.fill(&attachedVMs, other.attachedVMs)
    fields.take(
      "scheduled-to-be-attached-to", &scheduledToBeAttachedTo, other.scheduledToBeAttachedTo)
    fields.fill(&isIdle, other.isIdle)
  }
}
