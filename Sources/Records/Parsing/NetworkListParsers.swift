// Maps listings of `xe` to records: PIFs, networks, SR-IOV networks, VLANs and bonds.

/// Maps `xe pif-list params=all`.
enum PIFListParser {
  static func records(
    in listing: borrowing XeListing
  ) -> (records: [PIFRecord], failures: [ParseFailure]) {
    var fields = XeMapper(listing)
    var records: [PIFRecord] = []
    while let uuid = fields.nextRecord() {
      var record = PIFRecord(uuid: uuid, origin: fields.origin)
      record.device = fields.word("device")
      record.mac = fields.identifier("MAC")
      record.physical = fields.bool("physical")
      record.currentlyAttached = fields.bool("currently-attached")
      record.mtu = fields.int("MTU")
      record.vlan = fields.int("VLAN")
      record.bondSlaveOf = fields.reference("bond-slave-of")
      record.sriovPhysicalPIFOf = fields.set("sriov-physical-PIF-of")
      record.sriovLogicalPIFOf = fields.set("sriov-logical-PIF-of")
      record.management = fields.bool("management")
      record.network = fields.reference("network-uuid")
      record.host = fields.reference("host-uuid")
      record.capabilities = fields.set("capabilities")
      record.carrier = fields.bool("carrier")
      record.vendorID = fields.identifier("vendor-id").map(withoutPrefix)
      record.deviceID = fields.identifier("device-id").map(withoutPrefix)
      record.deviceName = fields.string("device-name")
      record.pciBusPath = fields.identifier("pci-bus-path")
      record.otherConfig = fields.map("other-config")
      records.append(record)
    }
    return (records, fields.failures)
  }

  private static func withoutPrefix(_ id: String) -> String {
    id.hasPrefix("0x") ? String(id.dropFirst(2)) : id
  }
}

/// Maps `xe network-list params=all`.
enum NetworkListParser {
  static func records(
    in listing: borrowing XeListing
  ) -> (records: [NetworkRecord], failures: [ParseFailure]) {
    var fields = XeMapper(listing)
    var records: [NetworkRecord] = []
    while let uuid = fields.nextRecord() {
      var record = NetworkRecord(uuid: uuid, origin: fields.origin)
      record.nameLabel = fields.string("name-label")
      record.mtu = fields.int("MTU")
      record.bridge = fields.word("bridge")
      record.otherConfig = fields.map("other-config")
      record.tags = fields.commaSet("tags")
      record.defaultLockingMode = fields.word("default-locking-mode")
      records.append(record)
    }
    return (records, fields.failures)
  }
}

/// Maps `xe network-sriov-list params=uuid,physical-PIF,logical-PIF,requires-reboot`.
enum NetworkSRIOVListParser {
  static func records(
    in listing: borrowing XeListing
  ) -> (records: [NetworkSRIOVRecord], failures: [ParseFailure]) {
    var fields = XeMapper(listing)
    var records: [NetworkSRIOVRecord] = []
    while let uuid = fields.nextRecord() {
      var record = NetworkSRIOVRecord(uuid: uuid, origin: fields.origin)
      record.physicalPIF = fields.reference("physical-PIF")
      record.logicalPIF = fields.reference("logical-PIF")
      record.requiresReboot = fields.bool("requires-reboot")
      records.append(record)
    }
    return (records, fields.failures)
  }
}

/// Maps `xe vlan-list params=all`.
enum VLANListParser {
  static func records(
    in listing: borrowing XeListing
  ) -> (records: [VLANRecord], failures: [ParseFailure]) {
    var fields = XeMapper(listing)
    var records: [VLANRecord] = []
    while let uuid = fields.nextRecord() {
      var record = VLANRecord(uuid: uuid, origin: fields.origin)
      record.taggedPIF = fields.reference("tagged-PIF")
      record.untaggedPIF = fields.reference("untagged-PIF")
      record.tag = fields.int("tag")
      records.append(record)
    }
    return (records, fields.failures)
  }
}

/// Maps `xe bond-list params=all`.
enum BondListParser {
  static func records(
    in listing: borrowing XeListing
  ) -> (records: [BondRecord], failures: [ParseFailure]) {
    var fields = XeMapper(listing)
    var records: [BondRecord] = []
    while let uuid = fields.nextRecord() {
      var record = BondRecord(uuid: uuid, origin: fields.origin)
      record.master = fields.reference("master")
      record.slaves = fields.set("slaves")
      record.mode = fields.word("mode")
      records.append(record)
    }
    return (records, fields.failures)
  }
}
