// Maps listings of `xe` to records: VMs and their VIFs.

/// Maps `xe vm-list params=all` and `xe template-list params=all`.
enum VMListParser {
  static func records(
    in listing: borrowing XeListing
  ) -> (records: [VMRecord], failures: [ParseFailure]) {
    var fields = XeMapper(listing)
    var records: [VMRecord] = []
    while let uuid = fields.nextRecord() {
      var record = VMRecord(uuid: uuid, origin: fields.origin)
      record.nameLabel = fields.string("name-label")
      record.isATemplate = fields.bool("is-a-template")
      record.isASnapshot = fields.bool("is-a-snapshot")
      record.isControlDomain = fields.bool("is-control-domain")
      record.powerState = fields.word("power-state")
      record.domainType = fields.word("domain-type")
      record.hvmBootParams = fields.map("HVM-boot-params")
      record.residentOn = fields.reference("resident-on")
      record.affinity = fields.reference("affinity")
      record.otherConfig = fields.map("other-config")
      record.recommendations = fields.string("recommendations")
      record.haRestartPriority = fields.word("ha-restart-priority")
      record.tags = fields.commaSet("tags")
      record.referenceLabel = fields.string("reference-label")
      records.append(record)
    }
    return (records, fields.failures)
  }
}

/// Maps `xe vm-list params=uuid,os-version`: data that the guest agent reports.
enum VMGuestMetricsListParser {
  static func records(
    in listing: borrowing XeListing
  ) -> (records: [VMGuestMetricsRecord], failures: [ParseFailure]) {
    var fields = XeMapper(listing)
    var records: [VMGuestMetricsRecord] = []
    while let uuid = fields.nextRecord() {
      var record = VMGuestMetricsRecord(uuid: uuid, origin: fields.origin)
      record.osVersion = fields.map("os-version")
      records.append(record)
    }
    return (records, fields.failures)
  }
}

/// Maps `xe vif-list params=all`, which also contains the VIFs of templates and snapshots.
enum VIFListParser {
  static func records(
    in listing: borrowing XeListing
  ) -> (records: [VIFRecord], failures: [ParseFailure]) {
    var fields = XeMapper(listing)
    var records: [VIFRecord] = []
    while let uuid = fields.nextRecord() {
      var record = VIFRecord(uuid: uuid, origin: fields.origin)
      record.vm = fields.reference("vm-uuid")
      record.device = fields.int("device")
      record.mac = fields.identifier("MAC")
      record.mtu = fields.int("MTU")
      record.currentlyAttached = fields.bool("currently-attached")
      record.qosAlgorithmType = fields.word("qos_algorithm_type")
      record.qosAlgorithmParams = fields.map("qos_algorithm_params")
      record.otherConfig = fields.map("other-config")
      record.network = fields.reference("network-uuid")
      record.lockingMode = fields.word("locking-mode")
      record.ipv4Allowed = fields.set("ipv4-allowed")
      record.ipv6Allowed = fields.set("ipv6-allowed")
      record.trunks = fields.set("trunks")
      records.append(record)
    }
    return (records, fields.failures)
  }
}
