import PoolModel

// Guests and their VIFs, as xapi starts and moves them (xen-api `xapi_vm_helpers.ml`,
// `assert_netsriov_available`; `message_forwarding.ml`, `reserve_sriov_vfs`).
extension AssumedPool {
  private static let noCapacity = "NETWORK_SRIOV_INSUFFICIENT_CAPACITY"

  mutating func start(_ guest: Guest, _ change: inout PlannedChange) {
    change.commands = [Command("xe", "vm-start", "uuid=\(guest.uuid)")]
    guard !guest.isRunning else {
      change.refusal = "VM_BAD_POWER_STATE: \(guest.name) runs already"
      return
    }
    switch place(for: guest) {
    case .none:
      change.refusal =
        "\(Self.noCapacity): no host has as many VFs free as \(guest.name) needs"
    case .passesThenFails(let host):
      change.refusal =
        "INTERNAL_ERROR, No free virtual function found: \(inventory[host].name) passes xapi's check,"
        + " which counts by network, and the port has too few VFs (vf-start-check-gap)"
    case .host(let host):
      change.effects.append("\(guest.name) starts on \(inventory[host].name).")
      run(guest, on: host)
    }
  }

  private enum Place {
    case none
    case passesThenFails(ID<Host>)
    case host(ID<Host>)
  }

  /// xapi takes an attached host with most free VFs of the guest's first SR-IOV network; a guest
  /// without one goes where it was or to the first host.
  private func place(for guest: Guest, except lost: ID<Host>? = nil) -> Place {
    let hosts = inventory.hosts.filter { $0.isEnabled && $0.id != lost }.map(\.id)
    guard let first = inventory.sriovVIFs(of: guest).first else {
      return hosts.first.map { .host($0) } ?? .none
    }
    let starts = hosts.compactMap { host -> (start: GuestStart, free: Int)? in
      guard let start = inventory.start(of: guest, on: host), start.passesCheck,
        let port = inventory[first.network].vfPortByHost[host],
        inventory[port].sriov.map({ inventory[$0].isActive }) == true
      else { return nil }
      return (start, inventory.vfUses[port.index].free?.value ?? 0)
    }
    // The first of equals: hosts stand by name.
    guard let most = starts.map(\.free).max(), let best = starts.first(where: { $0.free == most })
    else { return .none }
    return best.start.isEnough ? .host(best.start.host) : .passesThenFails(best.start.host)
  }

  /// Makes a guest run on a host, and takes its VFs.
  private mutating func run(_ guest: Guest, on host: ID<Host>) {
    let uuid = inventory[host].uuid
    set(guest) { record in
      record.powerState = "running"
      record.residentOn = .uuid(uuid)
    }
    attach(guest, true)
    link()
    retake(inventory.sriovVIFs(of: guest).compactMap { inventory[$0.network].vfPortByHost[host] })
  }

  /// Counts the VFs of ports again after guests came or went.
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

  private mutating func set(_ guest: Guest, _ edit: (inout VMRecord) -> Void) {
    guard let index = records.vms.firstIndex(where: { $0.uuid == guest.uuid }) else { return }
    edit(&records.vms[index])
    records.vms[index].origin = origin
  }

  private mutating func attach(_ guest: Guest, _ isAttached: Bool) {
    for index in records.vifs.indices where records.vifs[index].vm == .uuid(guest.uuid) {
      records.vifs[index].currentlyAttached = isAttached
      records.vifs[index].origin = origin
      if !isAttached, records.database != nil { records.vifs[index].reservedPCI = .null }
    }
  }

  mutating func move(
    _ device: Int, of guest: Guest, to network: Network, _ change: inout PlannedChange,
    _ assumption: Assumption
  ) throws(Assumption.Failure) {
    guard let vif = guest.vifs.map({ inventory[$0] }).first(where: { $0.device == device }) else {
      let known = guest.vifs.map { "\(inventory[$0].device)" }
      throw Assumption.Failure(
        description: "\(assumption.text): \(guest.name) has no VIF \(device): it has "
          + (known.isEmpty ? "none" : enumeration(known, limit: 16)))
    }
    let old = inventory[vif.network]
    let isHot = guest.isRunning && (old.takesVFs || network.takesVFs)
    let halt = Command("xe", "vm-shutdown", "uuid=\(guest.uuid)")
    let start = Command("xe", "vm-start", "uuid=\(guest.uuid)")
    let moving = Command("xe", "vif-move", "uuid=\(vif.uuid)", "network-uuid=\(network.uuid)")
    change.commands = isHot ? [halt, moving, start] : [moving]
    if isHot {
      change.effects.append(
        "\(guest.name) is halted meanwhile: xapi neither plugs nor unplugs a VIF that has a VF.")
    }
    change.effects.append(
      "VIF \(device) of \(guest.name) goes from \(old.name) to \(network.name), with its device number"
        + " and its address.")
    if guest.isRunning, network.takesVFs, let host = guest.residentOn {
      guard let port = inventory[network.id].vfPortByHost[host],
        (inventory.vfUses[port.index].free?.value ?? 1) > 0
      else {
        change.refusal =
          "\(Self.noCapacity): \(network.name) has no VF free on \(inventory[host].name)"
        return
      }
    }
    let ports = [old.id, network.id].compactMap { id in
      guest.residentOn.flatMap { inventory[id].vfPortByHost[$0] }
    }
    for index in records.vifs.indices where records.vifs[index].uuid == vif.uuid {
      records.vifs[index].network = .uuid(network.uuid)
      records.vifs[index].origin = origin
      if records.database != nil { records.vifs[index].reservedPCI = .null }
    }
    link()
    if guest.isRunning { retake(ports) }
  }

  mutating func addGuests(_ count: Int, on network: Network, _ change: inout PlannedChange) {
    var placed: [String: Int] = [:]
    var refused = 0
    for number in 1...count {
      let uuid = madeUp("vm")
      var vm = VMRecord(uuid: uuid, origin: origin)
      vm.nameLabel = "assumed guest \(number)"
      vm.isATemplate = false
      vm.isASnapshot = false
      vm.isControlDomain = false
      vm.powerState = "halted"
      vm.residentOn = .null
      vm.domainType = "hvm"
      vm.hvmBootParams = ["order": "cd"]
      vm.otherConfig = [:]
      vm.tags = []
      vm.haRestartPriority = ""
      records.vms.append(vm)
      var vif = VIFRecord(uuid: madeUp("vif"), origin: origin)
      vif.vm = .uuid(uuid)
      vif.device = 0
      vif.mac = Self.address(number)
      vif.network = .uuid(network.uuid)
      vif.currentlyAttached = false
      vif.lockingMode = "network_default"
      vif.qosAlgorithmType = ""
      vif.otherConfig = [:]
      if records.database != nil { vif.reservedPCI = .null }
      records.vifs.append(vif)
    }
    link()
    let made = inventory.guests.filter { $0.origin == origin && $0.name.hasPrefix("assumed guest") }
    for guest in made {
      guard case .host(let host) = place(for: guest) else {
        refused += 1
        continue
      }
      placed[inventory[host].name, default: 0] += 1
      run(guest, on: host)
    }
    for (host, number) in placed.sorted(by: { $0.key < $1.key }) {
      change.effects.append("\(counted(number, "guest")) on \(network.name) of \(host).")
    }
    if refused > 0 {
      change.refusal = "\(Self.noCapacity): \(refused) of \(counted(count, "guest")) find no VF"
    }
  }

  /// Locally administered, and none that a real guest has.
  private static func address(_ number: Int) -> String {
    let digits = String(0x1000000 + number, radix: 16).dropFirst()
    let parts = stride(from: 0, to: 6, by: 2).map { start in
      String(digits.dropFirst(start).prefix(2))
    }
    return (["fe", "aa", "00"] + parts).joined(separator: ":")
  }

  mutating func lose(_ host: Host, _ change: inout PlannedChange) {
    let guests = inventory.residents[host.id.index].map { inventory[$0] }.filter(\.isRunning)
    let failover = inventory.failover(of: host.id)
    change.effects.append("\(host.name) is lost, and \(counted(guests.count, "guest")) with it.")
    let others = guests.filter { $0.sriovVIFs.isEmpty }.map(\.name)
    if !others.isEmpty {
      change.effects.append("\(enumeration(others)) need no VF: any host can take them.")
    }
    if let index = records.hosts.firstIndex(where: { $0.uuid == host.uuid }) {
      records.hosts[index].enabled = false
      records.hosts[index].origin = origin
    }
    for guest in guests {
      set(guest) { record in
        record.powerState = "halted"
        record.residentOn = .null
      }
      attach(guest, false)
    }
    link()
    retake(host.ports)
    guard case .placed(let places) = failover.outcome else {
      if let shortfall = inventory.shortfall(of: failover) {
        change.effects.append("Its SR-IOV guests cannot all start elsewhere. \(shortfall)")
      }
      return
    }
    for (guest, refuge) in places {
      guard
        let now = inventory.guests.first(where: { $0.uuid == guests.first { $0.id == guest }?.uuid }
        )
      else { continue }
      change.effects.append("\(now.name) can start on \(inventory[refuge].name).")
      run(now, on: refuge)
    }
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
    for port in ports where port.bond != nil {
      change.refusal =
        "CANNOT_ADD_VLAN_TO_BOND_SLAVE: \(inventory.label(port)) is in a bond, put the VLAN on that"
      return
    }
    for port in ports where port.vlans.contains(where: { inventory[$0].tag == tag }) {
      change.refusal = "PIF_VLAN_EXISTS: \(inventory.label(port)) has VLAN \(tag) already"
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
      "VLAN \(tag) is made on \(enumeration(ports.map { inventory.label($0) })). The switch's ports must"
        + " carry the tag.")
  }
}
