/// A table of xapi's database of which some columns are kept; all other tables are skipped.
///
/// This is an allow list: a table or column that vfaudit does not know is omitted. Names are those
/// of xen-api `datamodel.ml`, where namespaces are joined with `__`.
enum DatabaseTable: String, CaseIterable, Sendable {
  case bond = "Bond"
  case pci = "PCI"
  case pif = "PIF"
  case pifMetrics = "PIF_metrics"
  case vif = "VIF"
  case vlan = "VLAN"
  case vm = "VM"
  case vmGuestMetrics = "VM_guest_metrics"
  case host
  case network
  case networkSRIOV = "network_sriov"
  case pool

  /// The columns that are kept, in byte order of their names; `ref` is kept too.
  var columns: [DatabaseColumn] { Self.all[self] ?? [] }

  private static let all: [DatabaseTable: [DatabaseColumn]] = Dictionary(
    uniqueKeysWithValues: DatabaseTable.allCases.map { table in
      let columns = table.whole.map { DatabaseColumn(name: $0, keeping: .whole) } + table.parts
      return (
        table,
        columns.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      )
    })

  /// Columns that are kept completely; the only free text in them is names and tags.
  private var whole: [String] {
    switch self {
    case .bond: ["master", "mode", "slaves", "uuid"]
    case .pci:
      [
        "attached_VMs", "device_id", "device_name", "driver_name", "host", "pci_id",
        "physical_function", "scheduled_to_be_attached_to", "uuid", "vendor_id", "vendor_name",
      ]
    case .pif:
      [
        "MAC", "MTU", "PCI", "VLAN", "bond_slave_of", "capabilities", "currently_attached",
        "device", "host", "management", "metrics", "network", "physical",
        "sriov_logical_PIF_of", "sriov_physical_PIF_of", "uuid",
      ]
    case .pifMetrics:
      ["carrier", "device_id", "device_name", "pci_bus_path", "uuid", "vendor_id"]
    case .vif:
      [
        "MAC", "MTU", "VM", "currently_attached", "device", "ipv4_allowed", "ipv6_allowed",
        "locking_mode", "network", "qos__algorithm_type", "reserved_pci", "trunks", "uuid",
      ]
    case .vlan: ["tag", "tagged_PIF", "untagged_PIF", "uuid"]
    case .vm:
      [
        "affinity", "attached_PCIs", "domain_type", "guest_metrics", "ha_restart_priority",
        "is_a_snapshot", "is_a_template", "is_control_domain", "name__label", "power_state",
        "reference_label", "resident_on", "tags", "uuid",
      ]
    case .vmGuestMetrics: ["uuid"]
    case .host: ["address", "edition", "enabled", "name__label", "uuid"]
    case .network: ["MTU", "bridge", "default_locking_mode", "name__label", "tags", "uuid"]
    case .networkSRIOV:
      ["configuration_mode", "logical_PIF", "physical_PIF", "requires_reboot", "uuid"]
    case .pool: ["ha_enabled", "master", "name__label", "uuid"]
    }
  }

  /// Columns that may contain secrets next to needed data: only the named keys are kept.
  private var parts: [DatabaseColumn] {
    switch self {
    case .pif: [.keys(of: "other_config", "management_purpose")]
    case .vif:
      [
        .keys(of: "qos__algorithm_params", "kbps", "timeslice_us"),
        // Keys that must be set again when a VIF is recreated, and the owner's intent.
        .keys(
          of: "other_config", "ethtool-gso", "ethtool-rx", "ethtool-sg", "ethtool-tso",
          "ethtool-tx", "ethtool-ufo", "mtu", "promiscuous", "vfaudit:network"),
      ]
    case .vm:
      [
        .keys(of: "HVM__boot_params", "firmware", "order"),
        .keys(of: "other_config", "pci"),
        DatabaseColumn(name: "recommendations", keeping: .restriction("allow-network-sriov")),
      ]
    case .vmGuestMetrics: [.keys(of: "os_version", "distro", "major", "minor", "name", "uname")]
    case .host:
      [
        .keys(of: "chipset_info", "iommu"),
        .keys(of: "license_params", "restrict_network_sriov"),
        .keys(
          of: "software_version", "build_number", "db_schema", "linux", "network_backend",
          "platform_name", "platform_version", "product_brand", "product_version",
          "product_version_text", "product_version_text_short", "xapi", "xapi_build", "xen"),
      ]
    case .pool: [.keys(of: "restrictions", "restrict_network_sriov")]
    case .bond, .pci, .pifMetrics, .vlan, .network, .networkSRIOV: []
    }
  }
}

/// A column that is kept at least partly.
struct DatabaseColumn: Sendable {
  enum Keeping: Sendable {
    case whole
    /// A map of which these keys are kept, in their order; a text that is not a map is omitted.
    case keys([String])
    /// XML text (`VM.recommendations`, kilobytes for each VM), of which only the element that names
    /// this field is kept.
    case restriction(String)

    /// The kept pairs of a map.
    func kept(
      of map: [(key: [UInt8], value: [UInt8])]
    ) -> [(key: [UInt8], value: [UInt8])] {
      guard case .keys(let keys) = self else { return map }
      return map.filter { pair in keys.contains { pair.key.elementsEqual($0.utf8) } }
    }
  }

  var name: String
  var keeping: Keeping

  static func keys(of name: String, _ keys: String...) -> DatabaseColumn {
    DatabaseColumn(name: name, keeping: .keys(keys))
  }
}

/// The kept pairs of the manifest. Old manifests also contain the pool's token.
enum DatabaseManifest {
  static let keys: Set<String> = [
    "build_number", "generation_count", "product_brand", "product_version", "schema_major_vsn",
    "schema_minor_vsn", "xapi_major_vsn", "xapi_minor_vsn",
  ]
}
