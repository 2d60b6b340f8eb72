package import Auditing
import PoolModel
import PoolSketch

extension Rule {
  /// A host whose SR-IOV VMs cannot all start on other hosts.
  package static let vfFailoverUncovered = Rule(
    id: "vf-failover-uncovered",
    title: "host whose SR-IOV VMs cannot all start elsewhere",
    severity: .warning, confidence: .inferred,
    needs: [.hosts, .ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .failoverVFs],
    why: """
      HA does not plan for VMs with VFs: whether they can restart elsewhere is known only after a \
      host has failed. A VM needs all its VFs on one host, from the port of each of its networks.
      """,
    remedy: "On the other hosts, keep as many VFs free as the VMs of the largest host need.",
    checkByHand: "xe network-sriov-list params=all; xe vif-list network-uuid=UUID",
    references: ["xen-api: agility.ml; xapi_vm_helpers.ml, assert_netsriov_available"],
    population: { $0.hosts.count < 2 ? [] : $0.hosts },
    check: uncovered,
    examples: [
      .fails("the other host has one free VF, but two are needed", on: "xen1") { pool in
        twoHosts(&pool, free: 1, vms: "a", "b")
      },
      .fails("the other host does not have the network", on: "xen1") { pool in
        pool.host("xen2")
        pool.host("xen1")
        pool.card(.x540, ports: "eth0", "eth1")
        pool.vfs(63, on: "eth0")
        pool.sriov("Fast", on: "eth0", remaining: 62)
        pool.vm("a", on: "Fast")
      },
      .passes("the other host has enough VFs for both") { pool in
        twoHosts(&pool, free: 2, vms: "a", "b")
      },
      .notApplicable("the pool has one host") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("Fast", on: "eth0", remaining: 62)
        pool.vm("a", on: "Fast")
      },
      .undetermined("the number of free VFs on the other host was not captured") { pool in
        twoHosts(&pool, free: nil, vms: "a")
        pool.forgetHostFacts(of: "xen2")
      },
    ])
}

/// Two hosts, each with a port on one SR-IOV network; the VMs run on xen1.
private func twoHosts(_ pool: inout PoolSketch, free: Int?, vms: String...) {
  for (host, remaining) in [("xen2", free), ("xen1", 61)] {
    pool.host(host)
    pool.card(.x540, ports: "eth0")
    pool.vfs(63, on: "eth0")
    pool.sriov("Fast", on: "eth0", remaining: remaining)
  }
  for vm in vms { pool.vm(vm, on: "Fast") }
}

/// No placement on the other hosts exists, or none was found.
private func uncovered(_ host: Host, in inventory: Inventory) -> FindingDetails? {
  let failover = inventory.failover(of: host.id)
  let names = failover.vms.map { inventory[$0].name }
  guard let why = inventory.shortfall(of: failover) else { return nil }
  let ports = host.ports.map { inventory[$0] }.filter {
    inventory.vfsInUse(of: $0) > 0
  }
  return FindingDetails(
    title: "some SR-IOV VMs of \(host.name) may fail to start on other hosts",
    happens: [
      "\(counted(names.count, "VM")) \(agreeing(names.count, "holds", "hold")) VFs on"
        + " \(host.name): \(enumeration(names)).", why,
    ],
    action:
      "Free VFs on the other hosts, or decide which VMs may stay down if \(host.name) fails.",
    consequence: "If \(host.name) fails, some of its VMs may stay down.",
    affected: Affected(vms: failover.vms, hosts: [host.id]),
    evidence: ports.compactMap { port in
      inventory.vfUses[port.id.index].free.map { free in
        EvidenceItem(
          free,
          seen:
            "\(counted(inventory.vfsInUse(of: port), "VF")) in use on \(port.device)",
          expected: "as many free on other hosts")
      }
    },
    remedy: [
      RemedyStep(
        "Check how many VFs are free on the other hosts.",
        commands: sriovPorts(ofNetworksOf: failover.vms, notOn: host, in: inventory).map {
          Command(
            "xe", "network-sriov-param-get", "uuid=\(inventory[$0].uuid)",
            "param-name=remaining-capacity")
        })
    ])
}

/// SR-IOV on ports of other hosts, on the VMs' networks.
private func sriovPorts(
  ofNetworksOf vms: [ID<VM>], notOn host: Host, in inventory: Inventory
) -> [ID<NetworkSRIOV>] {
  let networks = Set(
    vms.flatMap { inventory.sriovVIFs(of: inventory[$0]) }.map(\.network)
  ).sorted()
  return networks.flatMap { inventory[$0].vfPorts }.map { inventory[$0] }
    .filter { $0.host != host.id }.compactMap(\.sriov)
}
