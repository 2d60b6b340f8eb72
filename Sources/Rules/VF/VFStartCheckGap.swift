package import Auditing
import PoolModel
import PoolSketch
import Remedies

extension Rule {
  /// A VM whose start passes xapi's VF check and then fails.
  package static let vfStartCheckGap = Rule(
    id: "vf-start-check-gap",
    title: "VM that passes xapi's VF check but does not start",
    severity: .warning, confidence: .source,
    needs: [.hosts, .ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .freeVFs],
    why: """
      xapi counts the VFs that a VM needs for each network separately, but an SR-IOV network and \
      the VLANs over it use the VFs of one port. If each count fits but their sum does not, xapi \
      chooses the host. The start then fails with the internal error “No free virtual function \
      found” instead of trying another host.
      """,
    remedy: "Start the VM on a host with enough VFs, or free as many VFs as all its VIFs need.",
    checkByHand: "xe vif-list vm-uuid=UUID params=device,network-name-label",
    references: [
      "xen-api: assert_netsriov_available counts per network, reserve_sriov_vfs takes per port",
      Citation.allocation,
    ],
    population: { inventory in inventory.vms.filter { sharesAPort($0, in: inventory) } },
    check: slipsThrough,
    examples: [
      .fails("one VF is left, the VM needs one on the network and one on its VLAN", on: "desk") {
        pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 1)
        pool.vlanOverSRIOV(30, "Storage", on: "eth0")
        pool.vm("desk", on: "10G SR-IOV", "Storage", isRunning: false)
      },
      .passes("two VFs are left") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 2)
        pool.vlanOverSRIOV(30, "Storage", on: "eth0")
        pool.vm("desk", on: "10G SR-IOV", "Storage", isRunning: false)
      },
      .passes("no VF is left: the check itself refuses, with the correct error") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 0)
        pool.vlanOverSRIOV(30, "Storage", on: "eth0")
        pool.vm("desk", on: "10G SR-IOV", "Storage", isRunning: false)
      },
      .undetermined("the number of free VFs was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vlanOverSRIOV(30, "Storage", on: "eth0")
        pool.vm("desk", on: "10G SR-IOV", "Storage", isRunning: false)
        pool.forgetHostFacts()
      },
    ])
}

/// Not running, with VIFs on several networks that use the VFs of one port.
private func sharesAPort(_ vm: VM, in inventory: Inventory) -> Bool {
  guard !vm.isRunning else { return false }
  let networks = Set(inventory.sriovVIFs(of: vm).map(\.network))
  guard networks.count > 1 else { return false }
  let ports = networks.flatMap { inventory.networks[$0.index].vfPorts }
  return ports.count > Set(ports).count
}

/// Hosts with enough VFs for each network by itself, where a port has too few for all networks.
private func slipsThrough(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  guard inventory.mayLackVFs(vm) else { return nil }
  let starts = inventory.hosts.filter(\.isEnabled).compactMap {
    inventory.start(of: vm, on: $0.id)
  }
  let traps = starts.filter { $0.passesCheck && !$0.isEnough }
  guard !traps.isEmpty else { return nil }
  let good = starts.filter(\.isEnough).map { inventory[$0.host] }
  let short = traps.flatMap(\.shortPorts)
  let names = enumeration(traps.map { inventory[$0.host].name })
  return FindingDetails(
    title: "\(vm.name) passes the VF check on \(names) but does not start there",
    happens: short.map { need in
      "It needs \(counted(need.wanted, "VF")) of \(inventory.label(inventory[need.port])) for"
        + " \(counted(need.networks, "network")), but only \(need.free)"
        + " \(agreeing(need.free, "is", "are")) free."
    },
    action: good.first.map { "Start \(vm.name) on \($0.name)." }
      ?? "Free VFs on \(names) before starting \(vm.name).",
    consequence: "Starting it there fails with “No free virtual function found”.",
    affected: Affected(
      vms: [vm.id],
      networks: Set(inventory.sriovVIFs(of: vm).map(\.network)).sorted(),
      hosts: traps.map(\.host)),
    evidence: short.compactMap { need in
      inventory.vfUses[need.port.index].free.map {
        EvidenceItem($0, seen: "\(need.free) free", expected: "\(need.wanted)")
      }
    },
    remedy: good.prefix(1).map {
      RemedyStep(
        "Start the VM on a host with enough VFs.",
        Command("xe", "vm-start", "uuid=\(vm.uuid)", "on=\($0.name)"))
    }
      + short.flatMap { need in
        FreeingVFs.steps(
          on: inventory[need.port],
          heldBy: inventory.vmsOnVFs(of: [need.port]),
          in: inventory)
      })
}
