import Auditing
import PoolModel
import Records

// The assumption `add-vms`.
extension AssumedPool {
  mutating func addVMs(_ count: Int, on network: Network, _ change: inout PlannedChange) {
    let names = (1...count).map { number in
      let uuid = madeUp("vm")
      addVM("assumed VM \(number)", uuid, Self.address(number), on: network)
      return uuid
    }
    link()
    let made = Dictionary(
      inventory.vms.map { ($0.uuid, $0) }, uniquingKeysWith: { first, _ in first })
    var free = room(on: inventory[network.id])
    var placed: [(vm: VM, host: ID<Host>)] = []
    for vm in names.compactMap({ made[$0] }) {
      // On a tie the first host wins; hosts are sorted by name.
      guard
        let best = free.indices.max(by: {
          free[$0].count < free[$1].count || (free[$0].count == free[$1].count && $0 > $1)
        }),
        free[best].count > 0
      else { break }
      free[best].count -= 1
      placed.append((vm, free[best].host))
    }
    run(placed)
    let byHost = Dictionary(grouping: placed, by: \.host)
    for (host, vms) in byHost.sorted(by: { $0.key < $1.key }) {
      change.effects.append(
        "\(counted(vms.count, "VM")) on \(network.name) of \(inventory[host].name).")
    }
    let refused = count - placed.count
    if refused > 0 {
      change.refusal =
        "\(Self.noCapacity): no free VF for \(refused) of \(counted(count, "VM"))"
    }
  }

  /// The number of VMs with one VIF on a network that each enabled host has room for; unlimited on
  /// a network without VFs.
  private func room(on network: Network) -> [(host: ID<Host>, count: Int)] {
    inventory.hosts.filter(\.isEnabled).map { host in
      guard network.takesVFs else { return (host.id, .max) }
      guard let port = network.vfPortByHost[host.id],
        inventory[port].sriov.map({ inventory[$0].isActive }) == true
      else { return (host.id, 0) }
      return (host.id, inventory.vfUses[port.index].free?.value ?? 0)
    }
  }

  private mutating func addVM(
    _ name: String, _ uuid: String, _ mac: String, on network: Network
  ) {
    var vm = VMRecord(uuid: uuid, origin: origin)
    vm.nameLabel = name
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
    vif.mac = mac
    vif.network = .uuid(network.uuid)
    vif.currentlyAttached = false
    vif.lockingMode = "network_default"
    vif.qosAlgorithmType = ""
    vif.otherConfig = [:]
    if records.database != nil { vif.reservedPCI = .null }
    records.vifs.append(vif)
  }

  /// A locally administered MAC that no real VM should have.
  private static func address(_ number: Int) -> String {
    let digits = String(0x1000000 + number, radix: 16).dropFirst()
    let parts = stride(from: 0, to: 6, by: 2).map { start in
      String(digits.dropFirst(start).prefix(2))
    }
    return (["fe", "aa", "00"] + parts).joined(separator: ":")
  }
}
