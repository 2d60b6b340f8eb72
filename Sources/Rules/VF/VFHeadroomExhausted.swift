package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port with no VF left: the next VM that needs one does not start.
  package static let vfHeadroomExhausted = Rule(
    id: "vf-headroom-exhausted",
    title: "port with no VF left",
    severity: .error, confidence: .observed,
    needs: [.ports, .sriovNetworks, .vms, .vifs, .sriovState, .freeVFs],
    standsAlone: "another record could only use more VFs",
    why: """
      Each VIF of a running VM on an SR-IOV network, or on a VLAN over it, takes one VF of the \
      port. If no VF is left, the next VM does not start: “insufficient capacity for VF \
      reservation”.
      """,
    remedy: "Free a VF, raise the port's VF limit, or connect further VMs to another network.",
    checkByHand: "xe network-sriov-param-get uuid=UUID param-name=remaining-capacity",
    references: [Citation.page, Citation.allocation],
    population: { $0.networkSRIOVs.filter { $0.requiresReboot != true && $0.isAttached != false } },
    check: exhausted,
    examples: [
      .fails("xapi reports a remaining capacity of 0", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", remaining: 0)
      },
      .fails("running VMs hold all VFs that sysfs shows", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("desk", on: "VM SR-IOV")
      },
      .passes("one VF is left") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", remaining: 1)
      },
      .notApplicable("SR-IOV is waiting for a reboot") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", remaining: 0, requiresReboot: true)
      },
      .undetermined("the number of VFs was captured neither from xapi nor from the host") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.forgetHostFacts()
      },
    ])
}

/// No VF of the port can be assigned.
private func exhausted(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[sriov.port]
  let use = inventory.vfUses[port.id.index]
  guard let free = use.free, free.value == 0 else { return nil }
  let holders = use.vifs.map { inventory[$0].vm }
  let waiting = VFDemand.waitingVMs(over: port, in: inventory)
  let names = enumeration(waiting.map(\.name))
  return FindingDetails(
    title: "\(port.device) has no VF left",
    happens: [
      "All VFs of \(inventory.label(port)) are in use or reserved. A VM that needs another one"
        + " does not start there: “insufficient capacity for VF reservation”.",
      waiting.isEmpty ? "" : "Halted VMs that need one: \(names).",
    ].filter { !$0.isEmpty },
    action: "Free a VF on \(inventory.label(port)) before another VM is started there.",
    consequence: waiting.isEmpty
      ? "The next VM on its SR-IOV networks will not start there."
      : "\(names) will not start there.",
    affected: Affected(
      vms: waiting.map(\.id), networks: sriov.network.map { [$0] } ?? [], hosts: [port.host]),
    evidence: [
      EvidenceItem(free, seen: "0 free", expected: "at least 1 free")
    ]
      + (port.activeVFs.map {
        [EvidenceItem($0, seen: counted($0.value, "VF"), expected: "more than are in use")]
      } ?? []),
    remedy: FreeingVFs.steps(on: port, heldBy: Set(holders).sorted(), in: inventory))
}
