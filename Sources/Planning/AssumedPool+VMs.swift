import Auditing
import PoolModel
import Records

// Starts VMs and moves VIFs as xapi does (xen-api `xapi_vm_helpers.ml`,
// `assert_netsriov_available`; `message_forwarding.ml`, `reserve_sriov_vfs`).
extension AssumedPool {
  static let noCapacity = "NETWORK_SRIOV_INSUFFICIENT_CAPACITY"

  mutating func start(_ vm: VM, _ change: inout PlannedChange) {
    change.commands = [Command("xe", "vm-start", "uuid=\(vm.uuid)")]
    guard !vm.isRunning else {
      change.refusal = "VM_BAD_POWER_STATE: \(vm.name) is already running"
      return
    }
    switch place(for: vm) {
    case .none:
      change.refusal =
        "\(Self.noCapacity): no host has enough free VFs for \(vm.name)"
    case .passesThenFails(let host):
      change.refusal =
        "INTERNAL_ERROR, No free virtual function found: \(inventory[host].name) passes xapi's"
        + " check, which counts VFs per network, but the port has too few VFs (vf-start-check-gap)"
    case .host(let host):
      change.effects.append("\(vm.name) starts on \(inventory[host].name).")
      run([(vm, host)])
    }
  }

  private enum Place {
    case none
    case passesThenFails(ID<Host>)
    case host(ID<Host>)
  }

  /// xapi chooses the attached host with the most free VFs on the VM's first SR-IOV network, and
  /// after those a host whose logical PIF is detached but comes up without a reboot. A VM without an
  /// SR-IOV network is placed on the first host.
  private func place(for vm: VM, except lost: ID<Host>? = nil) -> Place {
    let hosts = inventory.hosts.filter { $0.isEnabled && $0.id != lost }.map(\.id)
    guard let first = inventory.sriovVIFs(of: vm).first else {
      return hosts.first.map { .host($0) } ?? .none
    }
    let starts = hosts.compactMap { host -> (start: VMStart, rank: (Int, Int))? in
      guard let start = inventory.start(of: vm, on: host), start.passesCheck,
        let port = inventory[first.network].vfPortByHost[host], inventory.assignsVFs(of: port)
      else { return nil }
      let isAttached = inventory[port].sriov.map { inventory[$0].isAttached != false } == true
      let free = inventory.vfUses[port.index].free?.value ?? 0
      return free == 0 ? nil : (start, (isAttached ? 1 : 0, free))
    }
    // On a tie the first host wins; hosts are sorted by name.
    guard let most = starts.map(\.rank).max(by: <),
      let best = starts.first(where: { $0.rank == most })
    else { return .none }
    return best.start.isEnough ? .host(best.start.host) : .passesThenFails(best.start.host)
  }

  /// Makes VMs run on hosts and assigns their VFs; all in one pass, because linking is expensive.
  mutating func run(_ placed: [(vm: VM, host: ID<Host>)]) {
    let hosts = placed.map { inventory[$0.host].uuid }
    let ports = placed.flatMap { vm, host in
      inventory.sriovVIFs(of: vm).compactMap { inventory[$0.network].vfPortByHost[host] }
    }
    set(placed.map(\.vm)) { record, place in
      record.powerState = "running"
      record.residentOn = .uuid(hosts[place])
    }
    attach(placed.map(\.vm), true)
    link()
    retake(ports)
  }

  /// Counts the free VFs of ports again after VMs have started or stopped.
  private mutating func retake(_ ports: [ID<Port>]) {
    for id in Set(ports).sorted() {
      let port = inventory[id]
      guard let active = port.activeVFs?.value, let sriov = port.sriov.map({ inventory[$0] }),
        sriov.isActive
      else { continue }
      setVFs(of: port, to: active)
      setFree(max(0, active - users(of: port).count), ofSRIOV: sriov.uuid)
    }
    link()
  }

  /// Edits VM records in one pass, for any number of VMs.
  private mutating func set(_ vms: [VM], _ edit: (inout VMRecord, Int) -> Void) {
    let places = Dictionary(
      vms.enumerated().map { ($0.element.uuid, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    for index in records.vms.indices {
      guard let place = places[records.vms[index].uuid] else { continue }
      edit(&records.vms[index], place)
      records.vms[index].origin = origin
    }
  }

  private mutating func attach(_ vms: [VM], _ isAttached: Bool) {
    let uuids = Set(vms.map(\.uuid))
    for index in records.vifs.indices where records.vifs[index].vm.uuid.map(uuids.contains) == true
    {
      records.vifs[index].currentlyAttached = isAttached
      records.vifs[index].origin = origin
      if !isAttached, records.database != nil { records.vifs[index].reservedPCI = .null }
    }
  }

  mutating func move(
    _ device: Int, of vm: VM, to network: Network, _ change: inout PlannedChange,
    _ assumption: Assumption
  ) throws(Assumption.Failure) {
    guard let vif = vm.vifs.map({ inventory[$0] }).first(where: { $0.device == device }) else {
      let known = vm.vifs.map { "\(inventory[$0].device)" }
      throw Assumption.Failure(
        description: "\(assumption.text): \(vm.name) has no VIF \(device); its VIFs: "
          + (known.isEmpty ? "none" : enumeration(known, limit: 16)))
    }
    let old = inventory[vif.network]
    let isHot = vm.isRunning && (old.takesVFs || network.takesVFs)
    let halt = Command("xe", "vm-shutdown", "uuid=\(vm.uuid)")
    let start = Command("xe", "vm-start", "uuid=\(vm.uuid)")
    let moving = Command("xe", "vif-move", "uuid=\(vif.uuid)", "network-uuid=\(network.uuid)")
    change.commands = isHot ? [halt, moving, start] : [moving]
    if isHot {
      change.effects.append(
        "\(vm.name) is shut down for the move: xapi cannot plug or unplug a VIF that has a VF.")
    }
    change.effects.append(
      "VIF \(device) of \(vm.name) moves from \(old.name) to \(network.name). It keeps its device"
        + " number and its MAC.")
    if vm.isRunning, network.takesVFs, let host = vm.residentOn {
      guard let port = inventory[network.id].vfPortByHost[host],
        (inventory.vfUses[port.index].free?.value ?? 1) > 0
      else {
        change.refusal =
          "\(Self.noCapacity): \(network.name) has no free VF on \(inventory[host].name)"
        return
      }
    }
    let ports = [old.id, network.id].compactMap { id in
      vm.residentOn.flatMap { inventory[id].vfPortByHost[$0] }
    }
    for index in records.vifs.indices where records.vifs[index].uuid == vif.uuid {
      records.vifs[index].network = .uuid(network.uuid)
      records.vifs[index].origin = origin
      if records.database != nil { records.vifs[index].reservedPCI = .null }
    }
    link()
    if vm.isRunning { retake(ports) }
  }

  mutating func lose(_ host: Host, _ change: inout PlannedChange) {
    let vms = inventory.residents[host.id.index].map { inventory[$0] }.filter(\.isRunning)
    let failover = inventory.failover(of: host.id)
    change.effects.append("\(host.name) fails; running VMs on it: \(vms.count).")
    let others = vms.filter { $0.sriovVIFs.isEmpty }.map(\.name)
    if !others.isEmpty {
      change.effects.append(
        "\(enumeration(others)) \(agreeing(others.count, "needs", "need")) no VF: free VFs do not"
          + " limit where \(agreeing(others.count, "it restarts", "they restart")).")
    }
    if let index = records.hosts.firstIndex(where: { $0.uuid == host.uuid }) {
      records.hosts[index].enabled = false
      records.hosts[index].origin = origin
    }
    set(vms) { record, _ in
      record.powerState = "halted"
      record.residentOn = .null
    }
    attach(vms, false)
    link()
    retake(host.ports)
    guard case .placed(let places) = failover.outcome else {
      if let shortfall = inventory.shortfall(of: failover) {
        change.effects.append("Its SR-IOV VMs cannot all start elsewhere. \(shortfall)")
      }
      return
    }
    // The ids of VMs and hosts are still valid: none was added or removed.
    for (vm, refuge) in places {
      change.effects.append("\(inventory[vm].name) can start on \(inventory[refuge].name).")
    }
    run(places.map { (inventory[$0.vm], $0.host) })
  }

  mutating func addVLAN(_ tag: Int, to ports: [Port], _ change: inout PlannedChange) {
    guard let first = ports.first else { return }
    change.commands = [
      Command("xe", "network-create", "name-label=VLAN \(tag)"),
      ports.count > 1
        ? Command(
          "xe", "pool-vlan-create", "pif-uuid=\(first.uuid)", "network-uuid=NETWORK-UUID",
          "vlan=\(tag)")
        : Command(
          "xe", "vlan-create", "pif-uuid=\(first.uuid)", "network-uuid=NETWORK-UUID", "vlan=\(tag)"),
    ]
    guard ports.allSatisfy({ !$0.uuid.isEmpty }) else {
      change.refusal = "the list of PIFs was not captured"
      return
    }
    for port in ports where port.bond != nil {
      change.refusal =
        "CANNOT_ADD_VLAN_TO_BOND_SLAVE: \(inventory.label(port)) is in a bond; create the VLAN on"
        + " the bond"
      return
    }
    for port in ports where port.vlans.contains(where: { inventory[$0].tag == tag }) {
      change.refusal = "PIF_VLAN_EXISTS: \(inventory.label(port)) already has VLAN \(tag)"
      return
    }
    var network = NetworkRecord(uuid: madeUp("network"), origin: origin)
    network.nameLabel = "VLAN \(tag)"
    network.mtu = first.mtu
    network.defaultLockingMode = "unlocked"
    records.networks.append(network)
    for port in ports {
      var pif = PIFRecord(uuid: madeUp("pif"), origin: origin)
      pif.device = port.device
      pif.mac = port.mac
      pif.physical = false
      pif.management = false
      pif.mtu = port.mtu
      pif.vlan = tag
      pif.currentlyAttached = true
      pif.network = .uuid(network.uuid)
      pif.host = .uuid(inventory[port.host].uuid)
      records.pifs.append(pif)
      var vlan = VLANRecord(uuid: madeUp("vlan"), origin: origin)
      vlan.taggedPIF = .uuid(port.uuid)
      vlan.untaggedPIF = .uuid(pif.uuid)
      vlan.tag = tag
      records.vlans.append(vlan)
    }
    change.effects.append(
      "VLAN \(tag) is created on \(enumeration(ports.map { inventory.label($0) })). The switch"
        + " ports must allow this VLAN.")
  }
}
