package import PoolModel

extension Inventory {
  /// A sentence with the reason why a host's SR-IOV VMs cannot all start on other hosts; nil if
  /// they can.
  package func shortfall(of failover: Failover) -> String? {
    switch failover.outcome {
    case .placed: nil
    case .impossible(.vm(let id)):
      "No other host has enough free VFs for all networks of \(self[id].name)."
    case .impossible(.network(let id, let wanted, let free)):
      "They need \(counted(wanted, "VF")) on “\(self[id].name)”, but the other hosts together have"
        + " only \(free) free."
    case .impossible(.exhausted):
      "Every distribution over the other hosts was tried, and none has room for all of them."
    case .open(let placed):
      "The best distribution found has room for \(placed) of them. Not every distribution was"
        + " tried, so a better one may exist."
    }
  }

  /// A line for each host whose running VMs use VFs, if enough is known to place the VMs.
  /// Empty for a pool with one host.
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
