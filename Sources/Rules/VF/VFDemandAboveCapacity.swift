package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// More VIFs than VFs: not all VMs of a network can run at the same time.
  package static let vfDemandAboveCapacity = Rule(
    id: "vf-demand-above-capacity",
    title: "SR-IOV network with more VIFs than VFs",
    severity: .warning, confidence: .inferred,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .activeVFs],
    why: """
      Halted VMs hold no VFs, so the shortage appears only when they are started: the last ones do \
      not start. This usually shows after a power cut, when everything starts at once.
      """,
    remedy: """
      Move VIFs to another SR-IOV network or to a plain network, or raise the ports' VF limits.
      """,
    checkByHand: "xe vif-list network-uuid=UUID params=vm-name-label,currently-attached",
    references: [Citation.page, Citation.allocation],
    population: { $0.networks.filter { $0.kind == .sriov } },
    check: demandAboveCapacity,
    examples: [
      .fails("two VIFs need the only VF", on: "VM SR-IOV") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.vm("b", on: "VM SR-IOV", isRunning: false)
      },
      .fails("a VLAN over SR-IOV uses the same VFs", on: "10G SR-IOV") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vlanOverSRIOV(30, "Storage", on: "eth0")
        pool.vm("a", on: "10G SR-IOV", "Storage", isRunning: false)
      },
      .passes("there are enough VFs") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
      },
      .undetermined("no host data was captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.forgetHostFacts()
      },
    ])
}

/// Compares all VIFs over the network's ports, of running and halted VMs, with these ports' VFs.
private func demandAboveCapacity(_ network: Network, in inventory: Inventory) -> FindingDetails? {
  let ports = inventory.portsGivingVFs(to: network.id)
  let networks = Set(ports.flatMap { VFDemand.networks(over: $0, in: inventory) }).sorted()
  let vifs = networks.flatMap { inventory[$0].vifs }.map { inventory[$0] }
  let capacity = ports.map { vfsToCountOn($0, in: inventory) }.reduce(0, +)
  guard vifs.count > capacity else { return nil }
  let halted = Set(vifs.map(\.vm)).sorted().map { inventory[$0] }.filter { !$0.isRunning }
  let short = vifs.count - capacity
  let others = networks.filter { $0 != network.id }.map { inventory[$0].name }
  return FindingDetails(
    title: "“\(network.name)” has \(counted(vifs.count, "VIF")) but \(counted(capacity, "VF"))",
    happens: [
      "\(counted(vifs.count, "VIF")) of running and halted VMs"
        + " \(agreeing(vifs.count, "needs a VF", "need a VF each"))."
        + " \(enumeration(ports.map { inventory.label($0) }))"
        + " \(agreeing(ports.count, "has", "have")) \(counted(capacity, "VF"))"
        + (ports.count > 1 ? " in total." : "."),
      others.isEmpty ? "" : "This includes VIFs on VLANs over SR-IOV (\(enumeration(others))).",
      "\(counted(short, "VIF")) may get no VF when all VMs are started.",
    ].filter { !$0.isEmpty },
    action: "Move \(counted(short, "VIF")) off “\(network.name)”, or raise the VF limit.",
    consequence: halted.isEmpty
      ? "The VMs that restart last may fail to start."
      : (halted.count > 1 ? "Some of " : "")
        + "\(enumeration(halted.map(\.name))) may fail to start.",
    affected: Affected(
      vms: halted.map(\.id), networks: networks, hosts: Set(ports.map(\.host)).sorted()),
    evidence: ports.compactMap { port in
      port.activeVFs.map {
        EvidenceItem($0, seen: counted($0.value, "VF"), expected: "\(vifs.count) in total")
      }
    }
      + halted.prefix(4).map { vm in
        EvidenceItem(
          vm.origin, ["name-label", "power-state"],
          seen: "\(vm.name) is halted and needs a VF",
          expected: "a VF for each VIF")
      },
    remedy: [
      RemedyStep(
        "List the VIFs on “\(network.name)”.",
        Command(
          "xe", "vif-list", "network-uuid=\(network.uuid)",
          "params=uuid,vm-name-label,device,currently-attached"))
    ])
}

/// The VFs that a port has, or will have after the reboot that it is waiting for.
private func vfsToCountOn(_ port: Port, in inventory: Inventory) -> Int {
  let now = port.activeVFs?.value ?? 0
  guard port.sriov.map({ inventory[$0].requiresReboot == true }) == true else { return now }
  return max(now, inventory.vfsAfterReboot(of: port) ?? 0)
}
