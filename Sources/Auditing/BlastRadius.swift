import PoolModel

/// Everything that a set of findings affects, each object counted once.
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

  /// `Affected: 3 running VMs, 2 networks and management traffic.`; empty if nothing is affected.
  func sentence(in inventory: Inventory) -> String {
    let running = vms.count { inventory[$0].isRunning }
    let counts = [
      (running, "running VM"), (vms.count - running, "stopped VM"),
      (networks.count, "network"), (hosts.count, "host"),
    ]
    var parts = counts.filter { $0.0 > 0 }.map { counted($0.0, $0.1) }
    let kinds = HostTraffic.allCases.filter(traffic.contains).map(\.rawValue)
    if !kinds.isEmpty { parts.append("\(enumeration(kinds)) traffic") }
    return parts.isEmpty ? "" : "Affected: \(enumeration(parts))."
  }
}
