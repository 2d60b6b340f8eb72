import Evidence

@testable import Records

/// A host with an i350 port that has SR-IOV and a VLAN, a VM that holds a VF, a halted one.
enum SmallPool {
  /// Its lists, as `xe` prints them.
  static var documents: [Document] {
    xe.map { Document(name: DocumentName($0), bytes: Bytes(withUUIDs(printed($1)))) }
  }

  /// Its database, reduced.
  static func databaseDocument(named name: String = DatabaseFacts.dump) throws -> Document {
    try RecordsTests.databaseDocument(withUUIDs(database), named: name)
  }

  /// `pif-2` as a uuid that ends in 2.
  static func withUUIDs(_ text: String) -> String {
    let kinds = ["pool", "host", "pif", "net", "sriov", "vlan", "vm", "vif", "pci", "metrics"]
    return text.replacing(
      /\b(pool|host|pif|net|sriov|vlan|vm|vif|pci|metrics|vm)-([0-9])\b/
    ) { match in
      let kind = (kinds.firstIndex(of: String(match.1)) ?? 10) + 10
      return "000000\(kind)-0000-4000-8000-00000000000\(match.2)"
    }
  }

  static let xe: [(String, [[(name: String, value: String)]])] = [
    (
      "xe/pool-list",
      [
        [
          ("uuid", "pool-1"), ("name-label", "Lab"), ("master", "host-1"), ("ha-enabled", "false"),
          ("restrictions", "restrict_network_sriov: false"),
        ]
      ]
    ),
    (
      "xe/host-list",
      [
        [
          ("uuid", "host-1"), ("name-label", "xcp 1"), ("enabled", "true"),
          ("software-version", "product_brand: XCP-ng; product_version: 8.3.0"),
          ("chipset-info", "iommu: true"), ("address", "192.0.2.1"),
        ]
      ]
    ),
    ("xe/pif-list", [pif("pif-1", "net-1"), pif("pif-2", "net-2"), pif("pif-3", "net-3")]),
    (
      "xe/network-list",
      [
        [("uuid", "net-1"), ("name-label", "Plain"), ("MTU", "1500"), ("bridge", "xenbr0")],
        [("uuid", "net-2"), ("name-label", "VM SR-IOV"), ("MTU", "1500"), ("bridge", "xapi0")],
        [("uuid", "net-3"), ("name-label", "Office"), ("MTU", "1500"), ("bridge", "xapi1")],
      ]
    ),
    (
      "xe/network-sriov-list",
      [
        [
          ("uuid", "sriov-1"), ("physical-PIF", "pif-1"), ("logical-PIF", "pif-2"),
          ("requires-reboot", "false"),
        ]
      ]
    ),
    (
      "xe/vlan-list",
      [
        [("uuid", "vlan-1"), ("tagged-PIF", "pif-1"), ("untagged-PIF", "pif-3"), ("tag", "10")]
      ]
    ),
    ("xe/bond-list", []), ("xe/template-list", []),
    ("xe/vm-list", [vm("vm-1", "web; 'a'", "running"), vm("vm-2", "old", "halted")]),
    (
      "xe/vm-guest-metrics-list",
      [
        [("uuid", "vm-1"), ("os-version", "name: Debian 12; distro: debian")],
        [("uuid", "vm-2"), ("os-version", "<not in database>")],
      ]
    ),
    (
      "xe/vif-list",
      [vif("vif-1", "vm-1", "net-2", "true"), vif("vif-2", "vm-2", "net-3", "false")]
    ),
  ]

  private static func pif(_ uuid: String, _ network: String) -> [(name: String, value: String)] {
    let isPhysical = uuid == "pif-1"
    return [
      ("uuid", uuid), ("device", "eth0"),
      ("MAC", isPhysical ? "02:00:00:00:07:0A" : "fe:ff:ff:ff:ff:ff"),
      ("physical", "\(isPhysical)"), ("currently-attached", "true"), ("MTU", "1500"),
      ("VLAN", uuid == "pif-3" ? "10" : "-1"), ("bond-slave-of", "<not in database>"),
      ("sriov-physical-PIF-of", isPhysical ? "sriov-1" : ""),
      ("sriov-logical-PIF-of", uuid == "pif-2" ? "sriov-1" : ""), ("management", "\(isPhysical)"),
      ("network-uuid", network), ("host-uuid", "host-1"),
      ("capabilities", isPhysical ? "sriov" : ""), ("carrier", "true"), ("vendor-id", "8086"),
      ("device-id", "1521"), ("pci-bus-path", "0000:07:00.0"), ("other-config", ""),
    ]
  }

  private static func vm(
    _ uuid: String, _ name: String, _ state: String
  ) -> [(name: String, value: String)] {
    [
      ("uuid", uuid), ("name-label", name), ("is-a-template", "false"), ("is-a-snapshot", "false"),
      ("is-control-domain", "false"), ("power-state", state), ("domain-type", "hvm"),
      ("resident-on", state == "running" ? "host-1" : "<not in database>"),
      ("other-config", "pci: 0/0000:09:00.0"), ("ha-restart-priority", ""), ("tags", "sriov, b c"),
    ]
  }

  private static func vif(
    _ uuid: String, _ vm: String, _ network: String, _ isAttached: String
  ) -> [(name: String, value: String)] {
    [
      ("uuid", uuid), ("vm-uuid", vm), ("device", "0"), ("MAC", "02:00:00:00:01:01"),
      ("MTU", "1500"), ("currently-attached", isAttached), ("qos_algorithm_type", "ratelimit"),
      ("qos_algorithm_params", "kbps: 1000"), ("other-config", "vfaudit:network: VM SR-IOV"),
      ("network-uuid", network), ("locking-mode", "network_default"), ("ipv4-allowed", ""),
      ("ipv6-allowed", ""),
    ]
  }

  /// As the toolstack writes it, but for the line ends between tables.
  static let database = #"""
    <?xml version="1.0" encoding="UTF-8"?>
    <database><manifest><pair key="schema_major_vsn" value="5"/><pair key="schema_minor_vsn" value="793"/><pair key="generation_count" value="77"/></manifest>
    <table name="Bond"/>
    <table name="PCI"><row ref="OpaqueRef:p1" uuid="pci-1" host="OpaqueRef:h1" pci_id="0000:07:00.0" vendor_id="8086" device_id="1521" physical_function="OpaqueRef:NULL" attached_VMs="()" scheduled_to_be_attached_to="OpaqueRef:NULL"/><row ref="OpaqueRef:p3" uuid="pci-3" host="OpaqueRef:h1" pci_id="0000:07:10.4" physical_function="OpaqueRef:p1" attached_VMs="()" scheduled_to_be_attached_to="OpaqueRef:NULL"/><row ref="OpaqueRef:p2" uuid="pci-2" host="OpaqueRef:h1" pci_id="0000:07:10.0" physical_function="OpaqueRef:p1" attached_VMs="('OpaqueRef:v1')" scheduled_to_be_attached_to=""/></table>
    <table name="PIF"><row ref="OpaqueRef:f1" uuid="pif-1" device="eth0" MAC="02:00:00:00:07:0a" MTU="1500" VLAN="-1" physical="true" currently_attached="true" management="true" network="OpaqueRef:n1" host="OpaqueRef:h1" metrics="OpaqueRef:m1" PCI="OpaqueRef:p1" capabilities="('sriov')" bond_slave_of="OpaqueRef:NULL" other_config="()"/><row ref="OpaqueRef:f2" uuid="pif-2" device="eth0" MAC="fe:ff:ff:ff:ff:ff" MTU="1500" VLAN="-1" physical="false" currently_attached="true" management="false" network="OpaqueRef:n2" host="OpaqueRef:h1" metrics="OpaqueRef:m1" PCI="OpaqueRef:NULL" capabilities="()" bond_slave_of="OpaqueRef:NULL" other_config="()"/><row ref="OpaqueRef:f3" uuid="pif-3" device="eth0" MAC="fe:ff:ff:ff:ff:ff" MTU="1500" VLAN="10" physical="false" currently_attached="true" management="false" network="OpaqueRef:n3" host="OpaqueRef:h1" metrics="OpaqueRef:m1" PCI="OpaqueRef:NULL" capabilities="()" bond_slave_of="OpaqueRef:NULL" other_config="()"/></table>
    <table name="PIF_metrics"><row ref="OpaqueRef:m1" uuid="metrics-1" carrier="true" vendor_id="8086" device_id="1521" pci_bus_path="0000:07:00.0"/></table>
    <table name="VIF"><row ref="OpaqueRef:i1" uuid="vif-1" VM="OpaqueRef:v1" network="OpaqueRef:n2" device="0" MAC="02:00:00:00:01:01" MTU="1500" currently_attached="true" qos__algorithm_type="ratelimit" qos__algorithm_params="(('kbps'%.'1000'))" other_config="(('vfaudit:network'%.'VM%.SR-IOV')%.('secret'%.'x'))" locking_mode="network_default" ipv4_allowed="()" ipv6_allowed="()" reserved_pci="OpaqueRef:p2"/><row ref="OpaqueRef:i2" uuid="vif-2" VM="OpaqueRef:v2" network="OpaqueRef:n3" device="0" MAC="02:00:00:00:01:01" MTU="1500" currently_attached="false" qos__algorithm_type="ratelimit" qos__algorithm_params="(('kbps'%.'1000'))" other_config="(('vfaudit:network'%.'VM%.SR-IOV'))" locking_mode="network_default" ipv4_allowed="()" ipv6_allowed="()" reserved_pci="OpaqueRef:NULL"/></table>
    <table name="VLAN"><row ref="OpaqueRef:l1" uuid="vlan-1" tagged_PIF="OpaqueRef:f1" untagged_PIF="OpaqueRef:f3" tag="10"/></table>
    <table name="VM"><row ref="OpaqueRef:v1" uuid="vm-1" name__label="web;%.'a'" is_a_template="false" is_a_snapshot="false" is_control_domain="false" power_state="Running" domain_type="hvm" resident_on="OpaqueRef:h1" guest_metrics="OpaqueRef:g1" other_config="(('pci'%.'0/0000:09:00.0'))" ha_restart_priority="" tags="('sriov'%.'b%.c')" attached_PCIs="('OpaqueRef:p2')"/><row ref="OpaqueRef:v2" uuid="vm-2" name__label="old" is_a_template="false" is_a_snapshot="false" is_control_domain="false" power_state="Halted" domain_type="hvm" resident_on="OpaqueRef:NULL" guest_metrics="OpaqueRef:NULL" other_config="(('pci'%.'0/0000:09:00.0'))" ha_restart_priority="" tags="('sriov'%.'b%.c')" attached_PCIs="()"/><row ref="OpaqueRef:v3" uuid="vm-3" name__label="snapshot" is_a_template="true" is_a_snapshot="true" is_control_domain="false" power_state="Halted"/></table>
    <table name="VM_guest_metrics"><row ref="OpaqueRef:g1" uuid="vm-1" os_version="(('name'%.'Debian%.12')%.('distro'%.'debian'))"/></table>
    <table name="host"><row ref="OpaqueRef:h1" uuid="host-1" name__label="xcp%.1" enabled="true" address="192.0.2.1" software_version="(('product_brand'%.'XCP-ng')%.('product_version'%.'8.3.0'))" chipset_info="(('iommu'%.'true'))"/></table>
    <table name="network"><row ref="OpaqueRef:n1" uuid="net-1" name__label="Plain" MTU="1500" bridge="xenbr0"/><row ref="OpaqueRef:n2" uuid="net-2" name__label="VM%.SR-IOV" MTU="1500" bridge="xapi0"/><row ref="OpaqueRef:n3" uuid="net-3" name__label="Office" MTU="1500" bridge="xapi1"/></table>
    <table name="network_sriov"><row ref="OpaqueRef:s1" uuid="sriov-1" physical_PIF="OpaqueRef:f1" logical_PIF="OpaqueRef:f2" requires_reboot="false" configuration_mode="modprobe"/></table>
    <table name="pool"><row ref="OpaqueRef:o1" uuid="pool-1" name__label="Lab" master="OpaqueRef:h1" ha_enabled="false" restrictions="(('restrict_network_sriov'%.'false')%.('x'%.'y'))"/></table>
    <table name="secret"/></database>
    """#
}
