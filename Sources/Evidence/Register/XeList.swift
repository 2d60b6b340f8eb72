/// A list that `xe` prints. Each is registered once, here: its name, the command and the fields that
/// are asked for, what is kept of other-config, and what tells a record of it from others. collect.sh
/// asks for the same lists; a test compares both.
package struct XeList: Sendable {
  /// `network-sriov`; the document is `xe/network-sriov-list`.
  package let name: String
  /// `network-sriov-list`.
  package let command: String
  /// In the order of the command.
  package let fields: [String]
  /// The filter of collect.sh through which it goes; nil where it is kept whole.
  package let filter: String?
  /// Seconds that the collector waits for it.
  package let seconds: Int
  /// Fields of which a record has all, at least one (unless empty), and none.
  let sign: Sign

  struct Sign: Sendable {
    var all: Set<String> = []
    var any: Set<String> = []
    var none: Set<String> = []
  }

  private init(
    _ name: String, _ fields: String, command: String? = nil, filter: String? = nil,
    sign: Sign
  ) {
    self.name = name
    self.command = command ?? name + "-list"
    self.fields = fields.split { $0 == " " || $0 == "\n" }.map { String($0) }
    self.filter = filter
    seconds = 60
    self.sign = sign
  }

  /// In the order in which a record is recognised: the first whose sign fits.
  package static let all = [
    XeList(
      "network-sriov", "uuid physical-PIF logical-PIF requires-reboot",
      sign: Sign(any: ["physical-PIF", "logical-PIF"])),
    XeList("vlan", "uuid tagged-PIF untagged-PIF tag", sign: Sign(all: ["tagged-PIF"])),
    XeList("bond", "uuid master slaves mode", sign: Sign(all: ["master", "slaves"])),
    // restrictions show whether the licence covers SR-IOV. other-config and gui-config are not asked
    // for.
    XeList(
      "pool", "uuid name-label master ha-enabled restrictions",
      sign: Sign(all: ["master", "default-SR"])),
    XeList(
      "pif",
      """
      uuid device MAC physical managed currently-attached MTU VLAN bond-slave-of
      sriov-physical-PIF-of sriov-logical-PIF-of management network-uuid host-uuid capabilities
      carrier vendor-id device-id device-name speed pci-bus-path other-config
      """,
      filter: "pif_keys", sign: Sign(all: ["VLAN"], any: ["device", "MAC", "network-uuid"])),
    XeList(
      "vif",
      """
      uuid vm-uuid device MAC MTU currently-attached qos_algorithm_type qos_algorithm_params
      other-config network-uuid locking-mode ipv4-allowed ipv6-allowed trunks
      """,
      sign: Sign(all: ["vm-uuid", "device"], none: ["vdi-uuid", "VDI", "empty"])),
    // Not asked for, because they hold or may hold secrets: xenstore-data, platform, PV-args, NVRAM.
    XeList(
      "vm",
      """
      uuid name-label is-a-template is-a-snapshot is-control-domain power-state domain-type
      HVM-boot-params resident-on affinity other-config ha-restart-priority tags reference-label
      """,
      filter: "vm_keys", sign: Sign(all: ["power-state"])),
    XeList(
      "host", "uuid name-label enabled software-version chipset-info address",
      sign: Sign(any: ["address", "hostname", "software-version"])),
    XeList(
      "pci", "uuid vendor-name device-name driver-name host-uuid pci-id",
      sign: Sign(all: ["pci-id"], none: ["gpu-group-uuid", "dom0-access"])),
    XeList(
      "template", "uuid name-label recommendations reference-label",
      sign: Sign(any: ["reference-label", "recommendations"])),
    XeList(
      "network", "uuid name-label MTU bridge tags default-locking-mode",
      sign: Sign(all: ["bridge"])),
    // A snapshot with memory keeps attached VIFs, and vm-list does not list it.
    XeList(
      "snapshot", "uuid", sign: Sign(any: ["is-vmss-snapshot"], none: ["power-state"])),
    // VMs write these themselves and could forge lines: apart from every field that decides.
    XeList(
      "vm-guest-metrics", "uuid os-version", command: "vm-list",
      sign: Sign(any: ["PV-drivers-version", "os-version"])),
  ]

  /// The list of a name, such as `pif`; nil for one that is not registered.
  package static func named(_ name: some StringProtocol) -> XeList? {
    all.first { $0.name == name }
  }

  /// The words of a command that prints all of it that is read. A class with few fields has them
  /// named; of the others all are asked for, which is less to type.
  package var closingCommand: [String] {
    let isShort = command != name + "-list" || ["network-sriov", "snapshot"].contains(name)
    return ["xe", command, isShort ? "params=" + fields.joined(separator: ",") : "params=all"]
  }
}
