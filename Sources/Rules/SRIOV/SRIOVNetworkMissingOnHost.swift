package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// An SR-IOV network that an enabled host does not have.
  package static let sriovNetworkMissingOnHost = Rule(
    id: "sriov-network-missing-on-host",
    title: "SR-IOV network that some host does not have",
    severity: .warning, confidence: .source,
    needs: [.hosts, .ports, .networks, .sriovNetworks, .vlans, .sriovState],
    why: """
      A VM starts only where each of its SR-IOV networks has a port that is up, or comes up \
      without a reboot. A host that lacks one takes over none of its VMs, and high \
      availability refuses to protect a VM whose network is not on every host.
      """,
    remedy: "Put the network on a port of the same kind of card on each host, or reboot the host.",
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
      .fails("the second host has no port on it", on: "10G SR-IOV") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
      },
      .fails("the second host waits for a reboot", on: "VM SR-IOV") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", requiresReboot: true)
      },
      .passes("the host without it is disabled, and of two enabled ones both have it") { pool in
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

/// Enabled hosts without a port on the network, or with one that wants a reboot first. Of a VLAN
/// over SR-IOV only where the network below it is there.
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
  let nowhere = absent.isEmpty ? "" : "\(enumeration(absent.map(\.name))) has no port on it."
  return FindingDetails(
    title: "“\(network.name)” is missing on \(names)",
    happens: [
      nowhere,
      late.isEmpty
        ? ""
        : "\(enumeration(late.map(\.name))) does not have it up, and a start there does not bring it up.",
    ].filter { !$0.isEmpty },
    action: "Bring “\(network.name)” up on \(names).",
    consequence: "VMs on it do not start there, nor move there when another host is lost.",
    affected: Affected(
      vms: Set(network.vifs.map { inventory[$0].vm }).sorted(), networks: [network.id],
      hosts: (absent + late).map(\.id)),
    evidence: [
      EvidenceItem(
        network.origin, ["uuid", "name-label"],
        seen: "ports on \(counted(network.vfPorts.count, "host"))",
        expected: "a port on each of \(counted(enabled.count, "enabled host"))")
    ]
      + waiting.map {
        EvidenceItem(
          $0.origin, ["physical-PIF", "requires-reboot"],
          seen: "not up on \(inventory.label(inventory[$0.port]))", expected: "attached")
      },
    remedy: absent.flatMap { adding(network, to: $0, in: inventory) }
      + late.flatMap { AddingSRIOV.rebooting($0, in: inventory) })
}

/// The port of a host that has the SR-IOV network under a VLAN.
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
