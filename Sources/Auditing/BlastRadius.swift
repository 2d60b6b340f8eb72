import PoolModel

/// All who are hit by some findings, each counted once.
struct BlastRadius {
  private var vms: Set<ID<VM>> = []
  private var networks: Set<ID<Network>> = []
  private var hosts: Set<ID<Host>> = []
  private var traffic: Set<HostTraffic> = []

  mutating func add(_ affected: Affected) {
    vms.formUnion(affected.vms)
    networks.formUnion(affected.networks)
    hosts.formUnion(affected.hosts)
    traffic.formUnion(affected.hostTraffic)
  }

  /// `At stake: 3 running VMs, 2 networks, management traffic.`; empty where nobody is hit.
  func sentence(in inventory: Inventory) -> String {
    let running = vms.count { inventory[$0].isRunning }
    let counts = [
      (running, "running VM"), (vms.count - running, "other VM"),
      (networks.count, "network"), (hosts.count, "host"),
    ]
    var parts = counts.filter { $0.0 > 0 }.map { counted($0.0, $0.1) }
    let kinds = HostTraffic.allCases.filter(traffic.contains).map(\.rawValue)
    if !kinds.isEmpty { parts.append("\(enumeration(kinds)) traffic") }
    return parts.isEmpty ? "" : "At stake: \(enumeration(parts))."
  }
}
