/// Maps a reduced database to the same records as `xe` output, with `xe`'s spelling.
///
/// References become uuids. Fields that `xe` takes from a second object (a PIF's `carrier`, a VM's
/// `os-version`) are joined. Templates and snapshots are separated from VMs as in `xe vm-list`.
/// Each record's origin is its row.
struct DatabaseParser {
  let rows: DatabaseRows
  let uuids: DatabaseReferences
  var records = PoolRecords()
  var failures: [ParseFailure]

  /// Reads `xe/xapi-db.xml` or `host/UUID/xapi-db.xml`. Unreadable parts become failures, and the
  /// rest is used.
  static func records(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> (records: PoolRecords, failures: [ParseFailure]) {
    var parser = DatabaseParser(DatabaseRows.read(bytes, document: document, firstLine: firstLine))
    parser.readPoolAndHosts()
    parser.readNetworks()
    parser.readPIFs()
    parser.readPCIs()
    parser.readVMs()
    parser.readVIFs()
    parser.countIdleVFs()
    parser.noteTables(document)
    return (parser.records, parser.failures)
  }

  private init(_ rows: DatabaseRows) {
    self.rows = rows
    uuids = DatabaseReferences(rows, isWhole: rows.isWhole)
    failures = rows.failures
  }

  /// One record for each row that has a uuid; `body` returns nil for rows to omit.
  mutating func read<Record>(
    _ table: DatabaseTable, _ body: (inout DatabaseMapper, String) -> Record?
  ) -> [Record] {
    var records: [Record] = []
    let names = table.columns
    for row in rows.tables[table] ?? [] {
      var columns = DatabaseMapper(row, names, uuids)
      if let uuid = columns.uuid(), let record = body(&columns, uuid) { records.append(record) }
      failures += columns.failures
    }
    return records
  }

  private mutating func readPoolAndHosts() {
    records.pools = read(.pool) { columns, uuid in
      var record = PoolRecord(uuid: uuid, origin: columns.origin)
      record.haEnabled = columns.bool("ha_enabled")
      record.master = columns.reference("master")
      record.nameLabel = columns.string("name__label")
      record.restrictions = columns.map("restrictions")
      return record
    }
    records.hosts = read(.host) { columns, uuid in
      var record = HostRecord(uuid: uuid, origin: columns.origin)
      record.address = columns.string("address")
      record.chipsetInfo = columns.map("chipset_info")
      record.enabled = columns.bool("enabled")
      record.nameLabel = columns.string("name__label")
      record.softwareVersion = columns.map("software_version")
      return record
    }
  }

  private mutating func readNetworks() {
    records.networks = read(.network) { columns, uuid in
      var record = NetworkRecord(uuid: uuid, origin: columns.origin)
      record.mtu = columns.int("MTU")
      record.bridge = columns.string("bridge")
      record.defaultLockingMode = columns.string("default_locking_mode")
      record.nameLabel = columns.string("name__label")
      record.tags = columns.set("tags")
      return record
    }
    records.networkSRIOVs = read(.networkSRIOV) { columns, uuid in
      var record = NetworkSRIOVRecord(uuid: uuid, origin: columns.origin)
      record.configurationMode = columns.string("configuration_mode")
      record.logicalPIF = columns.reference("logical_PIF")
      record.physicalPIF = columns.reference("physical_PIF")
      record.requiresReboot = columns.bool("requires_reboot")
      return record
    }
    records.vlans = read(.vlan) { columns, uuid in
      var record = VLANRecord(uuid: uuid, origin: columns.origin)
      record.tag = columns.int("tag")
      record.taggedPIF = columns.reference("tagged_PIF")
      record.untaggedPIF = columns.reference("untagged_PIF")
      return record
    }
    records.bonds = read(.bond) { columns, uuid in
      var record = BondRecord(uuid: uuid, origin: columns.origin)
      record.master = columns.reference("master")
      record.mode = columns.string("mode")
      record.slaves = columns.uuidSet("slaves")
      return record
    }
  }

  /// The result of `xe network-sriov-param-get param-name=remaining-capacity`: the idle VFs of the
  /// port's PCI function (xen-api `xapi_pci.ml`, `get_idle_vf_nums`).
  private mutating func countIdleVFs() {
    guard rows.tables[.pci] != nil, rows.lostTable != DatabaseTable.pci.rawValue else { return }
    var idle: [String: Int] = [:]
    for pci in records.pcis where pci.isIdle == true {
      if let port = pci.physicalFunction.uuid { idle[port, default: 0] += 1 }
    }
    let ports = Dictionary(
      records.pifs.map { ($0.uuid, $0.pci.uuid) }, uniquingKeysWith: { first, _ in first })
    for sriov in records.networkSRIOVs {
      guard let pif = sriov.physicalPIF.uuid, let port = ports[pif] ?? nil else { continue }
      records.remainingCapacities.append(
        RemainingCapacityRecord(
          uuid: sriov.uuid, capacity: idle[port] ?? 0, origin: sriov.origin))
    }
  }
}

extension DatabaseParser {
  /// Notes which classes the database contains. xapi writes empty tables too; a table missing in a
  /// complete database is not in its schema, so the pool has no such objects.
  private mutating func noteTables(_ document: String) {
    for xapiClass in XapiClass.allCases {
      let tables = xapiClass.tables
      if tables.contains(where: { $0.rawValue == rows.lostTable }) {
        records.partial.insert(xapiClass)
      }
      if rows.isWhole || tables.allSatisfy({ rows.tables[$0] != nil }) {
        records.captured.insert(xapiClass)
      }
    }
    var facts = DatabaseFacts(document: document)
    facts.generation = rows.manifest["generation_count"].flatMap { Int($0) }
    if let major = rows.manifest["schema_major_vsn"], let minor = rows.manifest["schema_minor_vsn"]
    {
      facts.schema = "\(major).\(minor)"
    }
    facts.loss = rows.loss
    facts.hasVFHolders =
      records.captured.isSuperset(of: [.pci, .vif, .vm])
      && records.partial.isDisjoint(with: [.pci, .vif, .vm])
      && records.vifs.allSatisfy { $0.reservedPCI != .notCaptured }
      && records.pcis.allSatisfy { $0.attachedVMs != nil }
    records.database = facts
  }
}

extension DatabaseRows {
  /// Whether the database is complete: not truncated, and with the tables that every schema has.
  var isWhole: Bool {
    let always: [DatabaseTable] = [.pool, .host, .pif, .network, .vm, .vif]
    return loss == nil && failures.isEmpty && always.allSatisfy { tables[$0] != nil }
  }
}

extension XapiClass {
  /// The tables with the content of this class's list.
  fileprivate var tables: [DatabaseTable] {
    switch self {
    case .pool: [.pool]
    case .host: [.host]
    case .pif: [.pif]
    case .network: [.network]
    case .networkSRIOV: [.networkSRIOV]
    case .vlan: [.vlan]
    case .bond: [.bond]
    case .vm, .template, .snapshot: [.vm]
    case .vif: [.vif]
    case .vmGuestMetrics: [.vm, .vmGuestMetrics]
    case .pci: [.pci]
    }
  }
}
