/// Makes the `xe` output and host words of a pool of any size: the same for the same seed.
struct PoolGenerator {
  var hosts = 1
  var portsPerHost = 4
  var vfsPerPort = 63
  var vms = 100
  var vifsPerVM = 3
  var seed: UInt64 = 1

  /// Documents by name, as a snapshot folder holds them.
  func documents() -> [(name: String, text: [UInt8])] {
    var documents: [(name: String, text: [UInt8])] = [
      (
        "xe/pool-list",
        XeText.list([
          [
            ("uuid ( RO)", uuid("pool", 0)), ("name-label ( RW)", "bench"),
            ("master ( RO)", uuid("host", 0)),
          ]
        ])
      ),
      ("xe/host-list", XeText.list((0..<hosts).map(host))),
      ("xe/pif-list", XeText.list(pifs())),
      ("xe/network-list", XeText.list(networks())),
      ("xe/network-sriov-list", XeText.list(sriovs())),
      ("xe/vlan-list", XeText.list(vlans())),
      ("xe/bond-list", []),
      ("xe/vm-list", XeText.list((0..<vms).map(vm))),
      ("xe/vm-guest-metrics-list", XeText.list((0..<vms).map(metrics))),
      ("xe/vif-list", vifList()),
      ("xe/network-sriov-remaining-capacity", remainingCapacities()),
    ]
    for host in 0..<hosts {
      documents.append(("host/\(uuid("host", host))/sysfs", sysfs(of: host)))
    }
    return documents
  }

  /// The longest list: what `xe vif-list params=all` would print.
  func vifList() -> [UInt8] {
    var text: [UInt8] = []
    for vm in 0..<vms {
      for device in 0..<vifsPerVM { XeText.append(vif(vm, device), to: &text) }
    }
    return text
  }

  // MARK: entities

  /// A made-up uuid that looks like one.
  func uuid(_ kind: String, _ number: Int) -> String {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number)
    for byte in kind.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let high = Self.mix(state)
    let low = Self.mix(state &+ 1)
    let hex = Self.hex(high) + Self.hex(low)
    let cuts = [8, 4, 4, 4, 12]
    var rest = Substring(hex)
    return cuts.map { count in
      defer { rest = rest.dropFirst(count) }
      return String(rest.prefix(count))
    }.joined(separator: "-")
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private func host(_ index: Int) -> XeText.Record {
    [
      ("uuid ( RO)", uuid("host", index)), ("name-label ( RW)", "xcp\(index)"),
      ("enabled ( RO)", "true"),
      (
        "software-version (MRO)",
        "product_version: 8.3.0; product_brand: XCP-ng; xapi_build: 25.6.0"
      ),
      ("chipset-info (MRO)", "iommu: true"),
    ]
  }

  private var ports: [(host: Int, port: Int, id: Int)] {
    (0..<hosts).flatMap { host in
      (0..<portsPerHost).map { (host, $0, host * portsPerHost + $0) }
    }
  }

  private func pifs() -> [XeText.Record] {
    ports.flatMap { host, port, id -> [XeText.Record] in
      [
        pif(uuid("pif", id), host, port, network: uuid("plain", port), physical: true, vlan: -1),
        pif(
          uuid("logical", id), host, port, network: uuid("sriov-net", port), physical: false,
          vlan: -1),
        pif(
          uuid("vlan-pif", id), host, port, network: uuid("vlan-net", port), physical: false,
          vlan: 100 + port),
      ]
    }
  }

  private func pif(
    _ id: String, _ host: Int, _ port: Int, network: String, physical: Bool, vlan: Int
  ) -> XeText.Record {
    [
      ("uuid ( RO)", id), ("device ( RO)", "eth\(port)"),
      ("MAC ( RO)", physical ? "02:00:00:00:\(two(host)):\(two(port))" : "fe:ff:ff:ff:ff:ff"),
      ("physical ( RO)", "\(physical)"), ("currently-attached ( RO)", "true"),
      ("MTU ( RO)", "1500"), ("VLAN ( RO)", "\(vlan)"), ("management ( RO)", "false"),
      ("network-uuid ( RO)", network), ("host-uuid ( RO)", uuid("host", host)),
      ("capabilities (SRO)", "sriov"), ("carrier ( RO)", "true"), ("vendor-id ( RO)", "8086"),
      ("device-id ( RO)", "1528"), ("pci-bus-path ( RO)", "0000:\(two(port + 1)):00.0"),
    ]
  }

  private func networks() -> [XeText.Record] {
    (0..<portsPerHost).flatMap { port in
      [("plain", "Plain"), ("sriov-net", "SR-IOV"), ("vlan-net", "VLAN")].map { kind, name in
        [
          ("uuid ( RO)", uuid(kind, port)), ("name-label ( RW)", "\(name) \(port)"),
          ("MTU ( RW)", "1500"), ("default-locking-mode ( RW)", "unlocked"),
        ]
      }
    }
  }

  private func sriovs() -> [XeText.Record] {
    ports.map { _, _, id in
      [
        ("uuid ( RO)", uuid("sriov", id)), ("physical-PIF ( RO)", uuid("pif", id)),
        ("logical-PIF ( RO)", uuid("logical", id)), ("requires-reboot ( RO)", "false"),
      ]
    }
  }

  private func vlans() -> [XeText.Record] {
    ports.map { _, port, id in
      [
        ("uuid ( RO)", uuid("vlan", id)), ("tagged-PIF ( RO)", uuid("logical", id)),
        ("untagged-PIF ( RO)", uuid("vlan-pif", id)), ("tag ( RO)", "\(100 + port)"),
      ]
    }
  }

  private func vm(_ index: Int) -> XeText.Record {
    let isRunning = index % 5 != 0
    return [
      ("uuid ( RO)", uuid("vm", index)), ("name-label ( RW)", "VM-\(index)"),
      ("is-a-template ( RW)", "false"), ("is-a-snapshot ( RO)", "false"),
      ("is-control-domain ( RO)", "false"), ("power-state ( RO)", isRunning ? "running" : "halted"),
      ("resident-on ( RO)", isRunning ? uuid("host", index % hosts) : "<not in database>"),
      ("other-config (MRW)", "base_template_name: Debian 13; auto_poweron: true"),
      ("tags (SRW)", ""),
    ]
  }

  private func metrics(_ index: Int) -> XeText.Record {
    [
      ("uuid ( RO)", uuid("vm", index)),
      ("os-version (MRO)", "name: Debian GNU/Linux 13; distro: debian; major: 13"),
    ]
  }

  private func vif(_ vm: Int, _ device: Int) -> XeText.Record {
    let port = (vm + device) % portsPerHost
    let kind = device % 3 == 0 ? "sriov-net" : device % 3 == 1 ? "vlan-net" : "plain"
    return [
      ("uuid ( RO)", uuid("vif", vm * 16 + device)), ("vm-uuid ( RO)", uuid("vm", vm)),
      ("vm-name-label ( RO)", "VM-\(vm)"),
      ("allowed-operations (SRO)", "attach; unplug"), ("current-operations (SRO)", ""),
      ("device ( RO)", "\(device)"),
      ("MAC ( RO)", "06:00:\(two(device)):\(two(vm >> 16)):\(two(vm >> 8)):\(two(vm))"),
      ("MAC-autogenerated ( RO)", "true"), ("MTU ( RO)", "1500"),
      ("currently-attached ( RO)", vm % 5 == 0 ? "false" : "true"),
      ("qos_algorithm_type ( RW)", ""), ("qos_algorithm_params (MRW)", ""),
      ("qos_supported_algorithms (SRO)", ""), ("other-config (MRW)", ""),
      ("network-uuid ( RO)", uuid(kind, port)), ("network-name-label ( RO)", "\(kind) \(port)"),
      ("io_read_kbs ( RO)", "<expensive field>"), ("io_write_kbs ( RO)", "<expensive field>"),
      ("locking-mode ( RW)", "network_default"), ("ipv4-allowed (SRW)", ""),
      ("ipv6-allowed (SRW)", ""),
    ]
  }

  private func remainingCapacities() -> [UInt8] {
    Array(ports.map { "\(uuid("sriov", $0.id)) \(vfsPerPort / 2)\n" }.joined().utf8)
  }

  private func sysfs(of host: Int) -> [UInt8] {
    var text = ""
    for port in 0..<portsPerHost {
      let address = "0000:\(two(port + 1)):00.0"
      let base = "/sys/bus/pci/devices/\(address)"
      text += "\(base)/vendor:0x8086\n\(base)/device:0x1528\n\(base)/driver -> ixgbe\n"
      text += "\(base)/sriov_totalvfs:63\n\(base)/sriov_numvfs:\(vfsPerPort)\n"
      for vf in 0..<vfsPerPort {
        text += "\(base)/virtfn\(vf) -> 0000:\(two(port + 1)):\(two(16 + vf / 8)).\(vf % 8)\n"
      }
      text += "/sys/class/net/eth\(port)/device -> \(address)\n"
    }
    return Array(text.utf8)
  }

  private func two(_ number: Int) -> String {
    let digits = String(number & 0xFF, radix: 16)
    return digits.utf8.count < 2 ? "0" + digits : digits
  }
}

/// Text as `xe` lays it out (xen-api `cli_printer.ml`).
enum XeText {
  typealias Record = [(label: String, value: String)]

  static func list(_ records: [Record]) -> [UInt8] {
    var text: [UInt8] = []
    for record in records { append(record, to: &text) }
    return text
  }

  static func append(_ record: Record, to text: inout [UInt8]) {
    let width = 4 + (record.map { $0.label.utf8.count }.max() ?? 0)
    for (index, field) in record.enumerated() {
      let pad = repeatElement(UInt8(ascii: " "), count: width - field.label.utf8.count)
      if index > 0 { text += pad }
      text += field.label.utf8
      if index == 0 { text += pad }
      text += ": ".utf8
      text += field.value.utf8
      text.append(0x0A)
    }
    text += "\n\n".utf8
  }
}
