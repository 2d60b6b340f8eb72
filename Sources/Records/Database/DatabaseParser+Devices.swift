// Ports, their PCI functions, VMs and their VIFs.
extension DatabaseParser {
  /// PIFs with the fields that `xe` takes from their metrics; VLAN PIFs and SR-IOV logical PIFs
  /// share the metrics of their base PIF.
  mutating func readPIFs() {
    let metrics = pifMetrics()
    records.pifs = read(.pif) { columns, uuid in
      var record = PIFRecord(uuid: uuid, origin: columns.origin)
      record.mac = columns.identifier("MAC")
      record.mtu = columns.int("MTU")
      record.pci = columns.reference("PCI")
      record.vlan = columns.int("VLAN")
      record.bondSlaveOf = columns.reference("bond_slave_of")
      record.capabilities = columns.set("capabilities")
      record.currentlyAttached = columns.bool("currently_attached")
      record.device = columns.string("device")
      record.host = columns.reference("host")
      record.management = columns.bool("management")
      let numbers = columns.opaque("metrics").flatMap { metrics[$0] }
      record.carrier = numbers?.carrier
      record.vendorID = numbers?.vendorID
      record.deviceID = numbers?.deviceID
      record.deviceName = numbers?.deviceName
      record.pciBusPath = numbers?.pciBusPath
      record.network = columns.reference("network")
      record.otherConfig = columns.map("other_config")
      record.physical = columns.bool("physical")
      record.sriovLogicalPIFOf = columns.uuidSet("sriov_logical_PIF_of")
      record.sriovPhysicalPIFOf = columns.uuidSet("sriov_physical_PIF_of")
      return record
    }
    deriveSets()
  }

  /// The metrics by reference, as PIF records with only these fields.
  private mutating func pifMetrics() -> [String: PIFRecord] {
    var metrics: [String: PIFRecord] = [:]
    for row in rows.tables[.pifMetrics] ?? [] {
      var columns = DatabaseMapper(row, DatabaseTable.pifMetrics.columns, uuids)
      var record = PIFRecord(uuid: "", origin: row.origin)
      record.carrier = columns.bool("carrier")
      record.deviceID = columns.identifier("device_id")
      record.deviceName = columns.string("device_name")
      record.pciBusPath = columns.identifier("pci_bus_path")
      record.vendorID = columns.identifier("vendor_id")
      metrics[row.reference] = record
      failures += columns.failures
    }
    return metrics
  }

  /// Sets of references are derived data and may be stale, so they are recomputed from the
  /// references at the other end. If these were not read, the set stays unchanged.
  private mutating func deriveSets() {
    var members: [String: [String]] = [:]
    for pif in records.pifs {
      if let bond = pif.bondSlaveOf.uuid { members[bond, default: []].append(pif.uuid) }
    }
    for index in records.bonds.indices {
      guard let slaves = members[records.bonds[index].uuid] else { continue }
      records.bonds[index].slaves = slaves
    }
    guard rows.tables[.networkSRIOV] != nil, rows.isWhole else { return }
    var physical: [String: [String]] = [:]
    var logical: [String: [String]] = [:]
    for sriov in records.networkSRIOVs {
      if let pif = sriov.physicalPIF.uuid { physical[pif, default: []].append(sriov.uuid) }
      if let pif = sriov.logicalPIF.uuid { logical[pif, default: []].append(sriov.uuid) }
    }
    for index in records.pifs.indices {
      let uuid = records.pifs[index].uuid
      records.pifs[index].sriovPhysicalPIFOf = physical[uuid] ?? []
      records.pifs[index].sriovLogicalPIFOf = logical[uuid] ?? []
    }
  }

  /// PCI functions of cards, and their VFs.
  mutating func readPCIs() {
    records.pcis = read(.pci) { columns, uuid in
      var record = PCIRecord(uuid: uuid, origin: columns.origin)
      record.attachedVMs = columns.references("attached_VMs")
      record.deviceID = columns.identifier("device_id")
      record.deviceName = columns.string("device_name")
      record.driverName = columns.string("driver_name")
      record.host = columns.reference("host")
      record.pciID = columns.identifier("pci_id")
      record.physicalFunction = columns.reference("physical_function")
      record.scheduledToBeAttachedTo = columns.reference("scheduled_to_be_attached_to")
      record.isIdle = record.attachedVMs.map { attached in
        attached.isEmpty && columns.opaque("scheduled_to_be_attached_to") == nil
      }
      record.vendorID = columns.identifier("vendor_id")
      record.vendorName = columns.string("vendor_name")
      return record
    }
  }

  /// VMs and templates. Snapshots belong to neither; in old schemas they are also templates.
  mutating func readVMs() {
    let metrics = guestMetrics()
    var joined: [VMGuestMetricsRecord] = []
    let all: [VMRecord] = read(.vm) { columns, uuid in
      let record = Self.vm(&columns, uuid)
      guard record.isATemplate != true, record.isASnapshot != true else { return record }
      let captured = columns.opaque("guest_metrics").flatMap { metrics[$0] }
      joined.append(
        captured.map { VMGuestMetricsRecord(uuid: uuid, $0) }
          ?? VMGuestMetricsRecord(uuid: uuid, origin: columns.origin))
      return record
    }
    records.vmGuestMetrics = joined
    records.vms = all.filter { $0.isATemplate != true && $0.isASnapshot != true }
    records.snapshots = all.filter { $0.isASnapshot == true }
    records.templates = all.filter { $0.isATemplate == true && $0.isASnapshot != true }
  }

  private static func vm(_ columns: inout DatabaseMapper, _ uuid: String) -> VMRecord {
    var record = VMRecord(uuid: uuid, origin: columns.origin)
    record.hvmBootParams = columns.map("HVM__boot_params")
    record.affinity = columns.reference("affinity")
    record.attachedPCIs = columns.references("attached_PCIs")
    record.domainType = columns.string("domain_type").map(dashed)
    record.haRestartPriority = columns.string("ha_restart_priority")
    record.isASnapshot = columns.bool("is_a_snapshot")
    record.isATemplate = columns.bool("is_a_template")
    record.isControlDomain = columns.bool("is_control_domain")
    record.nameLabel = columns.string("name__label")
    record.otherConfig = columns.map("other_config")
    record.powerState = columns.string("power_state")?.lowercased()
    record.recommendations = columns.string("recommendations")
    record.referenceLabel = columns.string("reference_label")
    record.residentOn = columns.reference("resident_on")
    record.tags = columns.set("tags")
    return record
  }

  /// `xe` prints `pv_in_pvh` as `pv-in-pvh`.
  private static func dashed(_ text: String) -> String {
    String(text.map { $0 == "_" ? "-" : $0 })
  }

  /// The guest metrics of VMs, by reference.
  private mutating func guestMetrics() -> [String: VMGuestMetricsRecord] {
    var metrics: [String: VMGuestMetricsRecord] = [:]
    let names = DatabaseTable.vmGuestMetrics.columns
    for row in rows.tables[.vmGuestMetrics] ?? [] {
      var columns = DatabaseMapper(row, names, uuids)
      var record = VMGuestMetricsRecord(uuid: "", origin: row.origin)
      record.osVersion = columns.map("os_version")
      metrics[row.reference] = record
      failures += columns.failures
    }
    return metrics
  }

  /// VIFs, including those of templates and snapshots.
  mutating func readVIFs() {
    records.vifs = read(.vif) { columns, uuid in
      var record = VIFRecord(uuid: uuid, origin: columns.origin)
      record.mac = columns.identifier("MAC")
      record.mtu = columns.int("MTU")
      record.vm = columns.reference("VM")
      record.currentlyAttached = columns.bool("currently_attached")
      record.device = columns.int("device")
      record.ipv4Allowed = columns.set("ipv4_allowed")
      record.ipv6Allowed = columns.set("ipv6_allowed")
      record.lockingMode = columns.string("locking_mode")
      record.network = columns.reference("network")
      record.otherConfig = columns.map("other_config")
      record.qosAlgorithmParams = columns.map("qos__algorithm_params")
      record.qosAlgorithmType = columns.string("qos__algorithm_type")
      record.reservedPCI = columns.reference("reserved_pci")
      record.trunks = columns.set("trunks")
      return record
    }
  }
}

extension VMGuestMetricsRecord {
  /// The guest metrics with the uuid of their VM.
  fileprivate init(uuid: String, _ metrics: VMGuestMetricsRecord) {
    self = metrics
    self.uuid = uuid
  }
}
