package import Policies
package import PoolModel
package import Records

/// A pool in a few lines, for the examples of rules and for tests.
///
/// It makes records, as if read from `xe` and sysfs, and leaves linking to the linker, so a sketch
/// cannot contain a pool that the linker would not build. Everything counts as captured until a
/// `forget…` method removes it. There is one host, `xen1`, until more are added. A port is named by
/// its device on the host added last, or as `xen2/eth0`.
package struct PoolSketch {
  package internal(set) var records = PoolRecords()
  package internal(set) var policy = Policy()
  var hostNames: [String: String] = [:]
  var currentHost = ""
  private var serial = 0

  package init() {
    records.captured = Set(XapiClass.allCases)
    var pool = PoolRecord(uuid: "pool", origin: Self.origin("xe/pool-list"))
    pool.nameLabel = "sketch"
    records.pools = [pool]
    host("xen1")
  }

  // MARK: hardware

  /// Adds a host. Cards and ports added later belong to it.
  package mutating func host(_ name: String, isEnabled: Bool = true) {
    if let known = hostNames[name] {
      currentHost = known
      return
    }
    var host = HostRecord(uuid: "host-\(name)", origin: Self.origin("xe/host-list"))
    host.nameLabel = name
    host.enabled = isEnabled
    host.softwareVersion = [
      "product_brand": "XenServer", "product_version": "8.4", "xapi_build": "26.1.3",
      "network_backend": "openvswitch",
    ]
    records.hosts.append(host)
    var facts = HostFacts()
    facts.sysfs = SysfsRecord()
    facts.hasDriverFiles = true
    records.hostFacts[host.uuid] = facts
    hostNames[name] = host.uuid
    currentHost = host.uuid
  }

  /// Adds a card with its ports, each with a plain network `Pool-wide network on DEVICE`.
  package mutating func card(_ family: CardFamily, ports: String...) {
    serial += 1
    let id = CardCatalog.exampleID(of: family)
    let model = CardCatalog.model(vendor: id.vendor, device: id.device)
    for (index, device) in ports.enumerated() {
      let address = "0000:\(Self.hex(serial)):00.\(index)"
      var pif = PIFRecord(uuid: "pif-\(currentHost)-\(device)", origin: Self.origin("xe/pif-list"))
      pif.device = device
      pif.mac = "02:00:00:00:\(Self.hex(serial)):\(Self.hex(index))"
      pif.physical = true
      pif.currentlyAttached = true
      pif.mtu = 1500
      pif.vlan = -1
      pif.management = false
      pif.network = .uuid(network("Pool-wide network on \(device)"))
      pif.host = .uuid(currentHost)
      pif.capabilities = model?.supportsVFs == true ? ["sriov"] : []
      pif.carrier = true
      pif.vendorID = id.vendor
      pif.deviceID = id.device
      pif.pciBusPath = address
      records.pifs.append(pif)
      addFunction(address, device, model)
    }
  }

  private mutating func addFunction(_ address: String, _ device: String, _ model: CardModel?) {
    let origin = Self.origin("host/\(currentHost)/sysfs")
    var function = SysfsFunctionRecord(address: address)
    function.driver = model.map { Sourced($0.driver, origin) }
    function.vendorID = Sourced("8086", origin)
    if let model, model.supportsVFs {
      // Where the card's firmware sets the number, any will do.
      function.totalVFs = Sourced(model.vfsPerPort ?? 64, origin)
      function.numVFs = Sourced(0, origin)
    }
    records.hostFacts[currentHost]?.sysfs?.functions.append(function)
    var interface = SysfsInterfaceRecord(name: device)
    interface.function = Sourced(address, origin)
    records.hostFacts[currentHost]?.sysfs?.interfaces.append(interface)
  }

  /// Creates VFs on a port, as `sriov_numvfs` shows them.
  package mutating func vfs(_ count: Int, on port: String) {
    guard let pif = pif(port), let address = records.pifs[pif].pciBusPath else { return }
    let host = records.pifs[pif].host.uuid ?? ""
    let origin = Self.origin("host/\(host)/sysfs")
    let functions = records.hostFacts[host]?.sysfs?.functions ?? []
    guard let index = functions.firstIndex(where: { $0.address == address }) else { return }
    records.hostFacts[host]?.sysfs?.functions[index].numVFs = Sourced(count, origin)
    records.hostFacts[host]?.sysfs?.functions[index].virtualFunctions = (0..<count).map { vf in
      .init(index: vf, address: Sourced(Self.address(ofVF: vf, port: address), origin))
    }
  }

  /// Adds a file of /etc/modprobe.d on the host added last.
  package mutating func driverFile(_ name: String, _ text: String) {
    let bytes = Array(text.utf8)
    let document = "host/\(currentHost)/modprobe.d/\(name)"
    let record = DriverFileParser.record(bytes.span, document: document)
    records.hostFacts[currentHost]?.driverFiles.append(record)
  }

  // MARK: networks

  /// The uuid of a network, which is created if there is none of that name.
  @discardableResult
  package mutating func network(_ name: String) -> String {
    let uuid = "network-\(name)"
    if !records.networks.contains(where: { $0.uuid == uuid }) {
      var network = NetworkRecord(uuid: uuid, origin: Self.origin("xe/network-list"))
      network.nameLabel = name
      network.mtu = 1500
      network.defaultLockingMode = "unlocked"
      records.networks.append(network)
    }
    return uuid
  }

  /// Puts an SR-IOV network on a port. `remaining` is the remaining capacity that xapi reports;
  /// nil: not captured.
  package mutating func sriov(
    _ name: String, on port: String, remaining: Int? = nil, requiresReboot: Bool = false,
    isAttached: Bool? = nil
  ) {
    guard let physical = pif(port) else { return }
    let base = records.pifs[physical]
    let uuid = "sriov-\(base.uuid)"
    var logical = derived(from: base, "logical", on: name)
    logical.currentlyAttached = isAttached ?? !requiresReboot
    logical.sriovLogicalPIFOf = [uuid]
    records.pifs.append(logical)
    records.pifs[physical].sriovPhysicalPIFOf = [uuid]
    var sriov = NetworkSRIOVRecord(uuid: uuid, origin: Self.origin("xe/network-sriov-list"))
    sriov.physicalPIF = .uuid(base.uuid)
    sriov.logicalPIF = .uuid(logical.uuid)
    sriov.requiresReboot = requiresReboot
    records.networkSRIOVs.append(sriov)
    if let remaining {
      records.remainingCapacities.append(
        RemainingCapacityRecord(
          uuid: uuid, capacity: remaining,
          origin: Self.origin("xe/network-sriov-remaining-capacity")))
    }
  }

  /// Puts a VLAN on a port's bridge.
  package mutating func vlan(_ tag: Int, _ name: String, on port: String) {
    guard let base = pif(port).map({ records.pifs[$0] }) else { return }
    addVLAN(tag, name, carrier: base.uuid, base)
  }

  /// Puts a VLAN over the SR-IOV network of a port.
  package mutating func vlanOverSRIOV(_ tag: Int, _ name: String, on port: String) {
    guard let base = pif(port).map({ records.pifs[$0] }) else { return }
    addVLAN(tag, name, carrier: "\(base.uuid)-logical", base)
  }

  private mutating func addVLAN(_ tag: Int, _ name: String, carrier: String, _ base: PIFRecord) {
    let suffix = carrier == base.uuid ? "\(tag)" : "\(tag)-over-sriov"
    var pif = derived(from: base, "vlan\(suffix)", on: name)
    pif.vlan = tag
    records.pifs.append(pif)
    var vlan = VLANRecord(uuid: "vlan-\(base.uuid)-\(suffix)", origin: Self.origin("xe/vlan-list"))
    vlan.taggedPIF = .uuid(carrier)
    vlan.untaggedPIF = .uuid(pif.uuid)
    vlan.tag = tag
    records.vlans.append(vlan)
  }

  private mutating func derived(
    from base: PIFRecord, _ suffix: String, on networkName: String
  ) -> PIFRecord {
    var pif = base
    pif.uuid = "\(base.uuid)-\(suffix)"
    pif.mac = "fe:ff:ff:ff:ff:ff"
    pif.physical = false
    pif.management = false
    pif.network = .uuid(network(networkName))
    return pif
  }

  /// Bonds ports, on a network with the bond's name.
  package mutating func bond(_ name: String, of ports: String...) {
    let members = ports.compactMap { pif($0) }.map { records.pifs[$0] }
    guard let first = members.first else { return }
    var master = derived(from: first, name, on: name)
    master.device = name
    records.pifs.append(master)
    var bond = BondRecord(uuid: "bond-\(name)", origin: Self.origin("xe/bond-list"))
    bond.master = .uuid(master.uuid)
    bond.slaves = members.map(\.uuid)
    records.bonds.append(bond)
  }

  /// Puts a VLAN on a bond.
  package mutating func vlan(_ tag: Int, _ name: String, onBond bond: String) {
    guard let base = records.pifs.first(where: { $0.device == bond }) else { return }
    addVLAN(tag, name, carrier: base.uuid, base)
  }

  // MARK: VMs

  /// Adds a VM with one VIF on each network, device 0 first. A running VM runs on the host added
  /// last.
  package mutating func vm(
    _ name: String, on networks: String..., isRunning: Bool = true, system: String? = nil,
    tags: [String] = []
  ) {
    var vm = VMRecord(uuid: "vm-\(name)", origin: Self.origin("xe/vm-list"))
    vm.nameLabel = name
    vm.powerState = isRunning ? "running" : "halted"
    vm.residentOn = isRunning ? .uuid(currentHost) : .null
    vm.tags = tags
    vm.domainType = "hvm"
    vm.hvmBootParams = ["order": "cd"]
    vm.haRestartPriority = ""
    records.vms.append(vm)
    if let system {
      var metrics = VMGuestMetricsRecord(
        uuid: vm.uuid, origin: Self.origin("xe/vm-guest-metrics-list"))
      metrics.osVersion = ["name": system]
      records.vmGuestMetrics.append(metrics)
    }
    for (device, name) in networks.enumerated() {
      var vif = VIFRecord(uuid: "vif-\(vm.uuid)-\(device)", origin: Self.origin("xe/vif-list"))
      vif.vm = .uuid(vm.uuid)
      vif.network = .uuid(network(name))
      vif.device = device
      vif.mac = "02:00:00:01:\(Self.hex(records.vms.count)):\(Self.hex(device))"
      vif.currentlyAttached = isRunning
      vif.lockingMode = "network_default"
      vif.qosAlgorithmType = ""
      vif.trunks = []
      records.vifs.append(vif)
    }
  }

  // MARK: evidence

  /// Removes a list, as if it had not been captured.
  package mutating func forget(_ xapiClass: XapiClass) { records.forget(xapiClass) }

  /// Removes all data captured from a host; nil: from the host added last.
  package mutating func forgetHostFacts(of name: String? = nil) {
    records.hostFacts[name.flatMap { hostNames[$0] } ?? currentHost] = nil
  }

  /// Removes the driver files of the host added last, as if they had not been captured.
  package mutating func forgetDriverFiles() {
    records.hostFacts[currentHost]?.hasDriverFiles = false
    records.hostFacts[currentHost]?.driverFiles = []
  }

  /// Adds a document with places in it that are ambiguous.
  package mutating func document(_ name: String, ambiguities: String...) {
    var facts = DocumentFacts(name: name)
    facts.ambiguities = ambiguities.map { .init(message: $0, origin: Self.origin(name)) }
    records.documents.append(facts)
  }

  // MARK: names

  func pif(_ name: String) -> Int? {
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    let host = parts.count == 2 ? hostNames[parts[0]] ?? "" : currentHost
    let uuid = "pif-\(host)-\(parts.last ?? "")"
    return records.pifs.firstIndex { $0.uuid == uuid }
  }

  static func origin(_ document: String) -> Origin { Origin(document: document, line: 0) }

  static func hex(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return digits.count < 2 ? "0" + digits : digits
  }
}
