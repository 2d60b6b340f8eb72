@testable import Records

/// Prints the records of a pool as the database that would hold them.
///
/// VFs are those that sysfs links, and where a host says nothing, those that lie where a card with
/// two ports has them; as many of each port are attached to somebody as its remaining capacity
/// leaves out.
struct DatabasePrinter {
  private let records: PoolRecords
  private let functions: [String: PCIRecord]
  private var portOf: [String: String] = [:]
  private var busy: Set<String> = []

  init(_ records: PoolRecords) {
    self.records = records
    functions = Dictionary(
      records.pcis.map { (($0.host.uuid ?? "") + ($0.pciID ?? ""), $0) },
      uniquingKeysWith: { first, _ in first })
    for pif in records.pifs where pif.physical == true {
      guard let host = pif.host.uuid, let address = pif.pciBusPath,
        let port = functions[host + address]
      else { continue }
      let vfs = vfs(at: address, of: host)
      for vf in vfs { portOf[vf.uuid] = port.uuid }
      let used = vfs.count - (capacity(of: port) ?? vfs.count)
      busy.formUnion(vfs.prefix(max(0, used)).map(\.uuid))
    }
  }

  private func vfs(at address: String, of host: String) -> [PCIRecord] {
    if let sysfs = records.hostFacts[host]?.sysfs {
      let links = sysfs.functions.first { $0.address == address }?.virtualFunctions ?? []
      return links.compactMap { functions[host + $0.address.value] }
    }
    let (bus, number) = (address.prefix(8), Int(address.suffix(1)) ?? 0)
    return records.pcis.filter { pci in
      guard let other = pci.pciID, pci.host == .uuid(host), other.hasPrefix(bus) else {
        return false
      }
      return other != address && pci.deviceName?.contains("Virtual Function") == true
        && (Int(other.suffix(1)) ?? 0) % 2 == number % 2
    }
  }

  private func capacity(of port: PCIRecord) -> Int? {
    let sriov = records.networkSRIOVs.first { sriov in
      records.pifs.contains { $0.uuid == sriov.physicalPIF.uuid && function(of: $0) == port.uuid }
    }
    return records.remainingCapacities.first { $0.uuid == sriov?.uuid }?.capacity
  }

  private func function(of pif: PIFRecord) -> String? {
    functions[(pif.host.uuid ?? "") + (pif.pciBusPath ?? "-")]?.uuid
  }

  var text: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<database><manifest>"
      + "<pair key=\"schema_major_vsn\" value=\"5\"/><pair key=\"schema_minor_vsn\" value=\"793\"/>"
      + "</manifest>"
      + table("Bond", records.bonds.map { row($0.uuid, bond($0)) })
      + table("PCI", records.pcis.map { row($0.uuid, pci($0)) })
      + table("PIF", records.pifs.map { row($0.uuid, pif($0)) })
      + table("PIF_metrics", records.pifs.map { row("metrics-\($0.uuid)", metrics($0)) })
      + table("VIF", records.vifs.map { row($0.uuid, vif($0)) })
      + table("VLAN", records.vlans.map { row($0.uuid, vlan($0)) })
      + table(
        "VM",
        records.vms.map { row($0.uuid, vm($0)) }
          + records.templates.map { template in
            var template = template
            template.isATemplate = true
            return row(template.uuid, vm(template))
          })
      + table(
        "VM_guest_metrics",
        records.vmGuestMetrics.filter { $0.osVersion != nil }
          .map { row("metrics-\($0.uuid)", [("os_version", Self.map($0.osVersion))]) })
      + table("host", records.hosts.map { row($0.uuid, host($0)) })
      + table("network", records.networks.map { row($0.uuid, network($0)) })
      + table("network_sriov", records.networkSRIOVs.map { row($0.uuid, sriov($0)) })
      + table("pool", records.pools.map { row($0.uuid, pool($0)) }) + "</database>"
  }

  // MARK: values

  private func row(_ uuid: String, _ columns: [(String, String?)]) -> [(String, String)] {
    [("ref", "OpaqueRef:\(uuid)"), ("uuid", uuid)]
      + columns.compactMap { name, value in value.map { (name, Self.encoded($0)) } }
  }

  private static func encoded(_ value: String) -> String {
    var bytes: [UInt8] = []
    DatabaseText.encode(Array(value.utf8), into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func map(_ map: [String: String]?) -> String? {
    map.map { map in
      let pairs = map.sorted { $0.key < $1.key }.map { (Array($0.key.utf8), Array($0.value.utf8)) }
      return String(
        decoding: DatabaseExpression.written(pairs.map { (key: $0, value: $1) }), as: UTF8.self)
    }
  }

  private static func set(_ members: [String]?) -> String? {
    members.map { "(" + $0.map { "'\($0)'" }.joined(separator: " ") + ")" }
  }

  private static func reference(_ reference: Reference) -> String? {
    switch reference {
    case .notCaptured: nil
    case .null: "OpaqueRef:NULL"
    case .uuid(let uuid): "OpaqueRef:\(uuid)"
    }
  }

  private static func text(_ value: (some Any)?) -> String? { value.map { "\($0)" } }

  // MARK: rows

  private func bond(_ record: BondRecord) -> [(String, String?)] {
    [
      ("master", Self.reference(record.master)), ("mode", record.mode),
      ("slaves", Self.set(record.slaves?.map { "OpaqueRef:\($0)" })),
    ]
  }

  private func pci(_ record: PCIRecord) -> [(String, String?)] {
    [
      ("attached_VMs", busy.contains(record.uuid) ? "('OpaqueRef:gone')" : "()"),
      ("driver_name", record.driverName), ("host", Self.reference(record.host)),
      ("pci_id", record.pciID),
      ("physical_function", "OpaqueRef:" + (portOf[record.uuid] ?? "NULL")),
      ("scheduled_to_be_attached_to", "OpaqueRef:NULL"),
    ]
  }

  private func pif(_ record: PIFRecord) -> [(String, String?)] {
    [
      ("MAC", record.mac), ("MTU", Self.text(record.mtu)), ("VLAN", Self.text(record.vlan)),
      ("PCI", "OpaqueRef:" + (function(of: record) ?? "NULL")),
      ("bond_slave_of", Self.reference(record.bondSlaveOf)),
      ("capabilities", Self.set(record.capabilities)), ("device", record.device),
      ("currently_attached", Self.text(record.currentlyAttached)),
      ("host", Self.reference(record.host)), ("management", Self.text(record.management)),
      ("metrics", "OpaqueRef:metrics-\(record.uuid)"),
      ("network", Self.reference(record.network)), ("physical", Self.text(record.physical)),
      ("other_config", Self.map(record.otherConfig)),
    ]
  }

  private func metrics(_ record: PIFRecord) -> [(String, String?)] {
    [
      ("carrier", Self.text(record.carrier)), ("device_id", record.deviceID ?? ""),
      ("pci_bus_path", record.pciBusPath ?? ""), ("vendor_id", record.vendorID ?? ""),
    ]
  }

  private func vif(_ record: VIFRecord) -> [(String, String?)] {
    [
      ("MAC", record.mac), ("MTU", Self.text(record.mtu)), ("VM", Self.reference(record.vm)),
      ("currently_attached", Self.text(record.currentlyAttached)),
      ("device", Self.text(record.device)), ("ipv4_allowed", Self.set(record.ipv4Allowed)),
      ("locking_mode", record.lockingMode), ("network", Self.reference(record.network)),
      ("other_config", Self.map(record.otherConfig)),
      ("qos__algorithm_params", Self.map(record.qosAlgorithmParams)),
      ("qos__algorithm_type", record.qosAlgorithmType), ("reserved_pci", "OpaqueRef:NULL"),
    ]
  }

  private func vlan(_ record: VLANRecord) -> [(String, String?)] {
    [
      ("tag", Self.text(record.tag)), ("tagged_PIF", Self.reference(record.taggedPIF)),
      ("untagged_PIF", Self.reference(record.untaggedPIF)),
    ]
  }

  private func vm(_ record: VMRecord) -> [(String, String?)] {
    let words = records.vmGuestMetrics.first { $0.uuid == record.uuid }
    let metrics = words?.osVersion == nil ? "NULL" : "metrics-\(record.uuid)"
    let state = record.powerState.map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return [
      ("affinity", Self.reference(record.affinity)), ("domain_type", record.domainType),
      ("guest_metrics", "OpaqueRef:\(metrics)"),
      ("ha_restart_priority", record.haRestartPriority),
      ("is_a_snapshot", Self.text(record.isASnapshot)),
      ("is_a_template", Self.text(record.isATemplate)),
      ("is_control_domain", Self.text(record.isControlDomain)),
      ("name__label", record.nameLabel), ("other_config", Self.map(record.otherConfig)),
      ("power_state", state), ("reference_label", record.referenceLabel),
      ("resident_on", Self.reference(record.residentOn)), ("tags", Self.set(record.tags)),
    ]
  }

  private func host(_ record: HostRecord) -> [(String, String?)] {
    [
      ("address", record.address), ("chipset_info", Self.map(record.chipsetInfo)),
      ("enabled", Self.text(record.enabled)), ("name__label", record.nameLabel),
      ("software_version", Self.map(record.softwareVersion)),
    ]
  }

  private func network(_ record: NetworkRecord) -> [(String, String?)] {
    [
      ("MTU", Self.text(record.mtu)), ("bridge", record.bridge),
      ("default_locking_mode", record.defaultLockingMode), ("name__label", record.nameLabel),
      ("tags", Self.set(record.tags)),
    ]
  }

  private func sriov(_ record: NetworkSRIOVRecord) -> [(String, String?)] {
    [
      ("logical_PIF", Self.reference(record.logicalPIF)),
      ("physical_PIF", Self.reference(record.physicalPIF)),
      ("requires_reboot", Self.text(record.requiresReboot)),
    ]
  }

  private func pool(_ record: PoolRecord) -> [(String, String?)] {
    [
      ("ha_enabled", Self.text(record.haEnabled)), ("master", Self.reference(record.master)),
      ("name__label", record.nameLabel), ("restrictions", Self.map(record.restrictions)),
    ]
  }
}
