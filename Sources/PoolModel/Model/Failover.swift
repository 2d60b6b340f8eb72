import Records

/// Where a host's SR-IOV VMs could run if the host failed.
package struct Failover: Sendable {
  package enum Outcome: Sendable {
    /// Each VM with its new host.
    case placed([(vm: ID<VM>, host: ID<Host>)])
    /// No placement exists, with the reason.
    case impossible(Reason)
    /// The step limit was reached without a result; `placed` VMs could be placed.
    case open(placed: Int)
  }

  /// The shortest proof that no placement exists.
  package enum Reason: Sendable, Equatable {
    /// No other host has enough free VFs for this VM, even if it were the only VM to place.
    case vm(ID<VM>)
    /// The VMs need more VFs on a network than all other hosts together have free.
    case network(ID<Network>, wanted: Int, free: Int)
    /// Every distribution of the VMs was tried.
    case exhausted
  }

  /// The VMs that hold VFs on the host, in the inventory's order.
  package var vms: [ID<VM>]
  package var outcome: Outcome
}

extension Inventory {
  /// Where a host's SR-IOV VMs could run without it.
  ///
  /// A VM needs all its VFs on one host, from that host's port of each network. Disabled hosts do not
  /// count, nor do ports whose VFs xapi does not assign before a reboot. The search stops after `steps` steps with `.open`;
  /// every other outcome is exact.
  package func failover(of host: ID<Host>, steps: Int = 100_000) -> Failover {
    let vms = vmsOnVFs(of: host).filter { !self[$0].sriovVIFs.isEmpty }
    var search = PlacementSearch(vms, without: host, in: self, steps: steps)
    return Failover(vms: vms, outcome: search.outcome(in: self))
  }
}

/// Distributes VMs over hosts, starting with the VM that has the fewest choices.
private struct PlacementSearch {
  /// The VFs that a VM takes from the ports of one host that could run it.
  private struct Option {
    var host: ID<Host>
    var ports: [(port: Int, count: Int)]
  }

  private var vms: [(id: ID<VM>, options: [Option])] = []
  private var free: [Int]
  private var chosen: [Int] = []
  private var best = 0
  private var steps: Int

  init(_ wanted: [ID<VM>], without lost: ID<Host>, in inventory: Inventory, steps: Int) {
    self.steps = steps
    free = inventory.ports.indices.map { port in
      let host = inventory.ports[port].host
      let isThere =
        host != lost && inventory.hosts[host.index].isEnabled && inventory.assignsVFs(of: ID(port))
      return isThere ? inventory.vfUses[port].free?.value ?? 0 : 0
    }
    let refuges = inventory.hosts.indices.map { ID<Host>($0) }
      .filter { $0 != lost && inventory.hosts[$0.index].isEnabled }
    // Many VMs need the same networks: compute their options once.
    var known: [[ID<Network>]: [Option]] = [:]
    for vm in wanted {
      let networks = inventory.sriovVIFs(of: inventory[vm]).map(\.network).sorted()
      let options =
        known[networks]
        ?? refuges.compactMap { Self.option(networks, on: $0, in: inventory) }
      known[networks] = options
      vms.append((vm, options))
    }
    // Few choices and many VFs first, so that a VM that does not fit is found early.
    let size = { (options: [Option]) in options.first?.ports.map(\.count).reduce(0, +) ?? 0 }
    vms.sort { one, other in
      (one.options.count, -size(one.options), one.id)
        < (other.options.count, -size(other.options), other.id)
    }
  }

  /// nil if the host lacks one of the networks. Each entry of `networks` needs one VF.
  private static func option(
    _ networks: [ID<Network>], on host: ID<Host>, in inventory: Inventory
  ) -> Option? {
    var counts: [Int: Int] = [:]
    for network in networks {
      guard let port = inventory.networks[network.index].vfPortByHost[host] else { return nil }
      counts[port.index, default: 0] += 1
    }
    return Option(host: host, ports: counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  mutating func outcome(in inventory: Inventory) -> Failover.Outcome {
    if let vm = vms.first(where: { vm in !vm.options.contains { fits($0) } }) {
      return .impossible(.vm(vm.id))
    }
    if let reason = shortNetwork(in: inventory) { return .impossible(reason) }
    chosen = []
    if place() {
      let placed = zip(vms, chosen).map { vm, option in
        (vm: vm.id, host: vm.options[option].host)
      }
      return .placed(placed.sorted { $0.vm < $1.vm })
    }
    return steps > 0 ? .impossible(.exhausted) : .open(placed: best)
  }

  private func fits(_ option: Option) -> Bool {
    option.ports.allSatisfy { free[$0.port] >= $0.count }
  }

  /// A network on which the VMs need more VFs than all its ports together have free.
  private func shortNetwork(in inventory: Inventory) -> Failover.Reason? {
    var wanted: [ID<Network>: Int] = [:]
    for vm in vms {
      for vif in inventory.sriovVIFs(of: inventory[vm.id]) {
        wanted[vif.network, default: 0] += 1
      }
    }
    for (network, count) in wanted.sorted(by: { $0.key < $1.key }) {
      let there = inventory[network].vfPorts.map { free[$0.index] }.reduce(0, +)
      if count > there { return .network(network, wanted: count, free: there) }
    }
    return nil
  }

  /// Depth first, host by host; false if nothing fits or the step limit is reached.
  private mutating func place() -> Bool {
    let depth = chosen.count
    best = max(best, depth)
    guard depth < vms.count else { return true }
    for index in vms[depth].options.indices {
      let option = vms[depth].options[index]
      guard fits(option) else { continue }
      steps -= 1
      guard steps > 0 else { return false }
      for (port, count) in option.ports { free[port] -= count }
      chosen.append(index)
      if place() { return true }
      chosen.removeLast()
      for (port, count) in option.ports { free[port] += count }
    }
    return false
  }
}
