package import Auditing
import PoolModel

extension Rule {
  /// A host whose SR-IOV guests find no other place.
  package static let vfFailoverUncovered = Rule(
    id: "vf-failover-uncovered",
    title: "host whose SR-IOV guests cannot all start elsewhere",
    severity: .warning, confidence: .inferred,
    needs: [.hosts, .ports, .networks, .sriovNetworks, .vlans, .guests, .vifs, .failoverVFs],
    why: """
      HA does not plan for guests with VFs: whether they find a place after a host is lost shows \
      when it is lost. A guest needs all its VFs on one host, from the port of each of its networks.
      """,
    remedy: "Keep as many VFs free on the other hosts as the guests of the largest host need.",
    checkByHand: "xe network-sriov-list params=all; xe vif-list network-uuid=UUID",
    references: ["xen-api: agility.ml; xapi_vm_helpers.ml, assert_netsriov_available"],
    population: { $0.hosts.count < 2 ? [] : $0.hosts },
    check: uncovered,
    examples: [
      .fails("the other host has one VF free, two are needed", on: "xen1") { pool in
        twoHosts(&pool, free: 1, guests: "a", "b")
      },
      .fails("the other host has no such network", on: "xen1") { pool in
        pool.host("xen2")
        pool.host("xen1")
        pool.card(.x540, ports: "eth0")
        pool.sriov("Fast", on: "eth0", remaining: 62)
        pool.guest("a", on: "Fast")
      },
      .passes("the other host has room for both") { pool in
        twoHosts(&pool, free: 2, guests: "a", "b")
      },
      .notApplicable("there is one host") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("Fast", on: "eth0", remaining: 63)
        pool.guest("a", on: "Fast")
      },
      .undetermined("nobody says how many VFs the other host has free") { pool in
        twoHosts(&pool, free: nil, guests: "a")
        pool.forgetHostWords(of: "xen2")
      },
    ])
}

/// Two hosts with a port each on one SR-IOV network; the guests run on xen1.
private func twoHosts(_ pool: inout PoolSketch, free: Int?, guests: String...) {
  for (host, remaining) in [("xen2", free), ("xen1", 61)] {
    pool.host(host)
    pool.card(.x540, ports: "eth0")
    pool.sriov("Fast", on: "eth0", remaining: remaining)
  }
  for guest in guests { pool.guest(guest, on: "Fast") }
}

/// No placement on the other hosts, or none that was found.
private func uncovered(_ host: Host, in inventory: Inventory) -> FindingDetails? {
  let failover = inventory.failover(of: host.id)
  let names = failover.guests.map { inventory[$0].name }
  guard let why = inventory.shortfall(of: failover) else { return nil }
  let ports = host.ports.map { inventory[$0] }.filter {
    !inventory.vfUses[$0.id.index].vifs.isEmpty
  }
  return FindingDetails(
    title: "the SR-IOV guests of \(host.name) may not all start elsewhere",
    happens: [
      "\(counted(names.count, "guest")) hold VFs on \(host.name): \(enumeration(names)).", why,
    ],
    action:
      "Free VFs on the other hosts, or decide which guests may stay down without \(host.name).",
    consequence: "When \(host.name) is lost, some of its guests may stay down.",
    affected: Affected(guests: failover.guests, hosts: [host.id]),
    evidence: ports.compactMap { port in
      inventory.vfUses[port.id.index].free.map { free in
        EvidenceItem(
          free,
          seen: "\(inventory.vfUses[port.id.index].vifs.count) VFs in use on \(port.device)",
          expected: "as many free elsewhere")
      }
    },
    remedy: [
      RemedyStep(
        "See how many VFs the other hosts still give.",
        commands: sriovPorts(ofNetworksOf: failover.guests, notOn: host, in: inventory).map {
          Command(
            "xe", "network-sriov-param-get", "uuid=\(inventory[$0].uuid)",
            "param-name=remaining-capacity")
        })
    ])
}

/// The SR-IOV ports of other hosts on the guests' networks.
private func sriovPorts(
  ofNetworksOf guests: [ID<Guest>], notOn host: Host, in inventory: Inventory
) -> [ID<NetworkSRIOV>] {
  let networks = Set(
    guests.flatMap { inventory.sriovVIFs(of: inventory[$0]) }.map(\.network)
  ).sorted()
  return networks.flatMap { inventory[$0].vfPorts }.map { inventory[$0] }
    .filter { $0.host != host.id }.compactMap(\.sriov)
}
