package import PoolModel

extension Inventory {
  /// What keeps a host's SR-IOV VMs from starting elsewhere, in a sentence; nil where each has a
  /// place.
  package func shortfall(of failover: Failover) -> String? {
    switch failover.outcome {
    case .placed: nil
    case .impossible(.vm(let id)):
      "No other host has, for all networks of \(self[id].name), as many VFs as it needs."
    case .impossible(.network(let id, let wanted, let free)):
      "They need \(counted(wanted, "VF")) on “\(self[id].name)”, and the other hosts together"
        + " have \(free) free there."
    case .impossible(.exhausted):
      "Every way to spread them over the other hosts was tried, and none has room for all."
    case .open(let placed):
      "At most \(placed) of them were placed; not every way to spread them was tried, so there may"
        + " be one."
    }
  }

  /// A line for each host whose running VMs hold VFs, where enough is known to place them.
  /// Empty for a pool of one host.
  var failoverLines: [FailoverLine] {
    let needs: [Need] = [.hosts, .ports, .networks, .sriovNetworks, .vlans, .vms, .vifs]
    guard hosts.count > 1, needs.allSatisfy({ gap(for: $0) == nil }) else { return [] }
    return hosts.compactMap { host in
      guard gap(for: .failoverVFs, of: .host(host.id)) == nil else { return nil }
      let failover = failover(of: host.id)
      guard !failover.vms.isEmpty else { return nil }
      return FailoverLine(
        host: host.name, vms: failover.vms.count, refuges: refuges(failover.outcome),
        shortfall: shortfall(of: failover))
    }
  }

  private func refuges(_ outcome: Failover.Outcome) -> [FailoverLine.Refuge] {
    guard case .placed(let placement) = outcome else { return [] }
    let byHost = Dictionary(grouping: placement, by: \.host)
    return byHost.sorted { $0.key < $1.key }.map { host, vms in
      .init(host: self[host].name, vms: vms.map { self[$0.vm].name })
    }
  }
}
