package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port with fewer free VFs than the policy requires.
  package static let vfHeadroomLow = Rule(
    id: "vf-headroom-low",
    title: "port with few VFs left",
    severity: .warning, confidence: .documented,
    needs: [.ports, .sriovNetworks, .vms, .vifs, .sriovState, .freeVFs, .activeVFs],
    standsAlone: "another record could only use more VFs",
    why: """
      Ports cannot share VFs. A port that is almost full may have no room for a VM that restarts \
      here after another host fails, or for the next new VM.
      """,
    remedy: """
      Free VFs, raise the port's VF limit, or lower headroom in the policy if this is enough.
      """,
    checkByHand: "xe network-sriov-param-get uuid=UUID param-name=remaining-capacity",
    references: [Citation.page, Citation.allocation],
    population: { $0.networkSRIOVs.filter { $0.requiresReboot != true && $0.isAttached != false } },
    checkWithThresholds: low,
    examples: [
      .fails("5 of 63 VFs are left, and the policy requires a fifth", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 5)
      },
      .passes("60 of 63 VFs are left") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 60)
      },
      .passes("no VF is left: see vf-headroom-exhausted") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 0)
      },
      .undetermined("the number of VFs on the host was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 5)
        pool.forgetHostFacts()
      },
    ])
}

/// Some VFs are free, but fewer than the larger of the policy's two thresholds.
private func low(
  _ sriov: NetworkSRIOV, in inventory: Inventory, thresholds: Thresholds
) -> FindingDetails? {
  let port = inventory[sriov.port]
  let use = inventory.vfUses[port.id.index]
  guard let free = use.free, let active = port.activeVFs?.value, free.value > 0 else { return nil }
  let headroom = thresholds.headroom(of: port, in: inventory)
  let wanted = headroom.wanted(of: active)
  guard free.value < wanted else { return nil }
  return FindingDetails(
    title: "\(port.device) has \(counted(free.value, "VF")) left, the policy requires \(wanted)",
    happens: [
      "\(free.value) of \(counted(active, "VF")) of \(inventory.label(port))"
        + " \(agreeing(free.value, "is", "are")) free. The policy requires at least"
        + " \(headroom.minimum) and at least \(headroom.percent) %."
    ],
    action: "Free VFs on \(inventory.label(port)).",
    consequence: "Only \(counted(free.value, "more VIF")) can get a VF there.",
    affected: Affected(networks: sriov.network.map { [$0] } ?? [], hosts: [port.host]),
    evidence: [EvidenceItem(free, seen: "\(free.value) free", expected: "at least \(wanted) free")],
    remedy: FreeingVFs.steps(
      on: port, heldBy: Set(use.vifs.map { inventory[$0].vm }).sorted(), in: inventory))
}
