// Maps listings of `xe` to records: the pool, its hosts, their PCI functions. A broken record
// becomes a failure and the others are used. A listing without records means that the pool has no
// such objects.

/// Maps `xe pool-list params=all`.
enum PoolListParser {
  static func records(
    in listing: borrowing XeListing
  ) -> (records: [PoolRecord], failures: [ParseFailure]) {
    var fields = XeMapper(listing)
    var records: [PoolRecord] = []
    while let uuid = fields.nextRecord() {
      var record = PoolRecord(uuid: uuid, origin: fields.origin)
      record.nameLabel = fields.string("name-label")
      record.master = fields.reference("master")
      record.haEnabled = fields.bool("ha-enabled")
      record.restrictions = fields.map("restrictions")
      records.append(record)
    }
    return (records, fields.failures)
  }
}

/// Maps `xe host-list params=all`.
enum HostListParser {
  static func records(
    in listing: borrowing XeListing
  ) -> (records: [HostRecord], failures: [ParseFailure]) {
    var fields = XeMapper(listing)
    var records: [HostRecord] = []
    while let uuid = fields.nextRecord() {
      var record = HostRecord(uuid: uuid, origin: fields.origin)
      record.nameLabel = fields.string("name-label")
      record.enabled = fields.bool("enabled")
      record.softwareVersion = fields.map("software-version")
      record.chipsetInfo = fields.map("chipset-info")
      record.address = fields.word("address")
      records.append(record)
    }
    return (records, fields.failures)
  }
}

/// Maps `xe pci-list params=all`, available from xapi 24.14 on.
enum PCIListParser {
  static func records(
    in listing: borrowing XeListing
  ) -> (records: [PCIRecord], failures: [ParseFailure]) {
    var fields = XeMapper(listing)
    var records: [PCIRecord] = []
    while let uuid = fields.nextRecord() {
      var record = PCIRecord(uuid: uuid, origin: fields.origin)
      record.vendorName = fields.string("vendor-name")
      record.deviceName = fields.string("device-name")
      record.driverName = fields.word("driver-name")
      record.host = fields.reference("host-uuid")
      record.pciID = fields.identifier("pci-id")
      records.append(record)
    }
    return (records, fields.failures)
  }
}
