package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// An SR-IOV network that an enabled host does not have.
  package static let sriovNetworkMissingOnHost = Rule(
    id: "sriov-network-missing-on-host",
    title: "SR-IOV network that is missing on a host",
    severity: .warning, confidence: .source,
    needs: [.hosts, .ports, .networks, .sriovNetworks, .vlans, .sriovState],
    why: """
      A VM starts on a host only if each of its SR-IOV networks has a port there that is up, or \
      that comes up without a reboot. A host without such a port cannot take over these VMs. High \
      availability also refuses to protect a VM whose network is not on every host.
      """,
    remedy: "Add the network to a port of the same card type on each host, or reboot the host.",
    checkByHand: "xe pif-list network-uuid=UUID params=host-name-label,device,currently-attached",
    references: [
      "xen-api: can_be_up_without_reboot, group_hosts_by_best_sriov",
      "xen-api: HA_CONSTRAINT_VIOLATION_NETWORK_NOT_SHARED (agility.ml)",
    ],
    population: { inventory in
      inventory.hosts.count { $0.isEnabled } > 1 ? inventory.networks.filter(\.takesVFs) : []
    },
    check: missing,
    examples: [
      .fails("the second host has no port on the network", on: "10G SR-IOV") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
      },
      .fails("the second host is waiting for a reboot", on: "VM SR-IOV") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", requiresReboot: true)
        pool.vm("desk", on: "VM SR-IOV", isRunning: false)
      },
      .passes("the host without it is disabled, and both enabled hosts have it") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen3", isEnabled: false)
      },
      .undetermined("the list of SR-IOV networks was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.host("xen2")
        pool.forget(.networkSRIOV)
      },
    ])
}

/// Enabled hosts without a port on the network, or whose port needs a reboot first. A VLAN over
/// SR-IOV is expected only on hosts that have the SR-IOV network below it.
private func missing(_ network: Network, in inventory: Inventory) -> FindingDetails? {
  let enabled = inventory.hosts.filter(\.isEnabled)
  let absent = enabled.filter { host in
    network.vfPortByHost[host.id] == nil
      && (network.kind == .sriov || carrier(of: network, on: host, in: inventory) != nil)
  }
  let waiting = enabled.compactMap { network.vfPortByHost[$0.id] }.compactMap {
    inventory[$0].sriov
  }
  .map { inventory[$0] }
  .filter { network.kind == .sriov && !inventory.comesUpWithoutReboot($0) }
  guard !absent.isEmpty || !waiting.isEmpty else { return nil }
  let late = waiting.map { inventory[inventory[$0.port].host] }
  let names = enumeration((absent + late).map(\.name))
  let lacking = "\(enumeration(absent.map(\.name))) \(agreeing(absent.count, "has", "have"))"
  let state = late.isEmpty ? "missing" : absent.isEmpty ? "not active" : "missing or not active"
  return FindingDetails(
    title: "“\(network.name)” is \(state) on \(names)",
    happens: [
      absent.isEmpty ? "" : "\(lacking) no port on it.",
      late.isEmpty
        ? ""
        : "It is not up on \(enumeration(late.map(\.name))). Starting a VM does not bring it up.",
    ].filter { !$0.isEmpty },
    action: "Make “\(network.name)” available on \(names).",
    consequence: "VMs on it cannot start there, even if another host fails.",
    affected: Affected(
      vms: Set(network.vifs.map { inventory[$0].vm }).sorted(), networks: [network.id],
      hosts: (absent + late).map(\.id)),
    evidence: [
      EvidenceItem(
        network.origin, ["uuid", "name-label"],
        seen: "a port on \(counted(network.vfPorts.count, "host"))",
        expected: "a port on each of \(counted(enabled.count, "enabled host"))")
    ]
      + waiting.map {
        EvidenceItem(
          $0.origin, ["physical-PIF", "requires-reboot"],
          seen: "not attached on \(inventory.label(inventory[$0.port]))", expected: "attached")
      },
    remedy: absent.flatMap { adding(network, to: $0, in: inventory) }
      + late.flatMap { AddingSRIOV.rebooting($0, in: inventory) })
}

/// The host's port on the SR-IOV network below a VLAN; nil where the host has none.
private func carrier(of vlan: Network, on host: Host, in inventory: Inventory) -> Port? {
  vlan.vfPorts.compactMap { inventory[$0].sriov }.compactMap { inventory[$0].network }
    .compactMap { inventory[$0].vfPortByHost[host.id] }.first.map { inventory[$0] }
}

private func adding(
  _ network: Network, to host: Host, in inventory: Inventory
) -> [RemedyStep] {
  if let port = carrier(of: network, on: host, in: inventory), network.kind != .sriov {
    return AddingSRIOV.vlan(network, over: port, in: inventory)
  }
  return AddingSRIOV.steps(network, on: host, in: inventory)
}
