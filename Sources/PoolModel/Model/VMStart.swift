import Records

/// The VFs that a VM needs from the ports of one host to start there.
package struct VMStart: Sendable {
  package var host: ID<Host>
  package var ports: [PortNeed]

  package struct PortNeed: Sendable {
    package var port: ID<Port>
    /// VFs for all VIFs of the VM on SR-IOV networks of the port.
    package var wanted: Int
    /// The largest number that any single one of these networks needs.
    package var wantedByNetwork: Int
    package var networks: Int
    package var free: Int
  }

  /// The result of xapi's check, which counts per network (xen-api `assert_netsriov_available`).
  package var passesCheck: Bool { ports.allSatisfy { $0.wantedByNetwork <= $0.free } }

  /// Whether there are enough VFs for all VIFs.
  package var isEnough: Bool { shortPorts.isEmpty }

  package var shortPorts: [PortNeed] { ports.filter { $0.wanted > $0.free } }
}

extension Inventory {
  /// Whether any port of its networks has fewer free VFs than the VM needs in total: a fast check
  /// before `start(of:on:)`.
  package func mayLackVFs(_ vm: VM) -> Bool {
    let wanted = sriovVIFs(of: vm)
    return wanted.contains { (networks[$0.network.index].leastFreeVFs ?? .max) < wanted.count }
  }

  /// nil if the host lacks one of the VM's SR-IOV networks, or the number of free VFs is not known.
  package func start(of vm: VM, on host: ID<Host>) -> VMStart? {
    var wanted: [ID<Port>: [ID<Network>: Int]] = [:]
    for vif in sriovVIFs(of: vm) {
      guard let port = self[vif.network].vfPortByHost[host] else { return nil }
      wanted[port, default: [:]][vif.network, default: 0] += 1
    }
    var needs: [VMStart.PortNeed] = []
    for (port, networks) in wanted.sorted(by: { $0.key < $1.key }) {
      guard let free = vfUses[port.index].free?.value else { return nil }
      needs.append(
        VMStart.PortNeed(
          port: port, wanted: networks.values.reduce(0, +),
          wantedByNetwork: networks.values.max() ?? 0, networks: networks.count, free: free))
    }
    return VMStart(host: host, ports: needs)
  }
}
