package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port with no VF left: the next VM does not start.
  package static let vfHeadroomExhausted = Rule(
    id: "vf-headroom-exhausted",
    title: "port with no VF left",
    severity: .error, confidence: .observed,
    needs: [.ports, .sriovNetworks, .vms, .vifs, .sriovState, .freeVFs],
    why: """
      Each VIF of a running VM on an SR-IOV network takes one VF of the port, those on VLANs \
      over it too. When none is left, the next VM does not start: there is insufficient \
      capacity for VF reservation.
      """,
    remedy: "Free a VF, raise the port's limit, or put further VMs on another network.",
    checkByHand: "xe network-sriov-param-get uuid=UUID param-name=remaining-capacity",
    references: [Citation.page, Citation.allocation],
    population: { $0.networkSRIOVs.filter { $0.requiresReboot != true && $0.isAttached != false } },
    check: exhausted,
    examples: [
      .fails("xapi would hand out none", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", remaining: 0)
      },
      .fails("running VMs hold all that sysfs shows", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("desk", on: "VM SR-IOV")
      },
      .passes("one is left") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", remaining: 1)
      },
      .notApplicable("SR-IOV waits for a reboot") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", remaining: 0, requiresReboot: true)
      },
      .undetermined("neither xapi nor the host says how many VFs there are") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.forgetHostFacts()
      },
    ])
}

/// No VF of the port can be handed out.
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
      "All VFs of \(inventory.label(port)) are taken or promised. A VM that needs one more does"
        + " not start: “insufficient capacity for VF reservation”.",
      waiting.isEmpty ? "" : "Halted VMs that would need one: \(names).",
    ].filter { !$0.isEmpty },
    action: "Free a VF on \(inventory.label(port)) before anything else is started there.",
    consequence: waiting.isEmpty
      ? "The next VM on its SR-IOV networks will not start."
      : "\(names) will not start.",
    affected: Affected(
      vms: waiting.map(\.id), networks: sriov.network.map { [$0] } ?? [], hosts: [port.host]),
    evidence: [
      EvidenceItem(free, seen: "0 free", expected: "at least 1 free")
    ]
      + (port.activeVFs.map {
        [EvidenceItem($0, seen: "\($0.value) VFs", expected: "more than are taken")]
      } ?? []),
    remedy: FreeingVFs.steps(on: port, heldBy: Set(holders).sorted(), in: inventory))
}
