package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port with fewer free VFs than the policy wants.
  package static let vfHeadroomLow = Rule(
    id: "vf-headroom-low",
    title: "port with few VFs left",
    severity: .warning, confidence: .documented,
    needs: [.ports, .sriovNetworks, .vms, .vifs, .sriovState, .freeVFs, .activeVFs],
    why: """
      VFs cannot be lent between ports. A port that is nearly used up leaves no room for a VM \
      that comes over from another host, and none for the next one.
      """,
    remedy: "Free VFs, raise the port's limit, or lower headroom in the policy if this is enough.",
    checkByHand: "xe network-sriov-param-get uuid=UUID param-name=remaining-capacity",
    references: [Citation.page, Citation.allocation],
    population: { $0.networkSRIOVs.filter { $0.requiresReboot != true && $0.isAttached != false } },
    checkWithThresholds: low,
    examples: [
      .fails("5 of 63 are left, the policy wants a fifth", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 5)
      },
      .passes("60 of 63 are left") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 60)
      },
      .passes("none is left: vf-headroom-exhausted speaks") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 0)
      },
      .undetermined("the host does not say how many there are") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 5)
        pool.forgetHostFacts()
      },
    ])
}

/// Some are free, but fewer than the larger of the policy's two thresholds.
private func low(
  _ sriov: NetworkSRIOV, in inventory: Inventory, thresholds: Thresholds
) -> FindingDetails? {
  let port = inventory[sriov.port]
  let use = inventory.vfUses[port.id.index]
  guard let free = use.free, let active = port.activeVFs?.value, free.value > 0 else { return nil }
  let headroom = thresholds.headroom(of: port, in: inventory)
  let wanted = headroom.wanted(of: active)
  guard free.value < wanted else { return nil }
  let vfs = free.value == 1 ? "VF" : "VFs"
  return FindingDetails(
    title: "\(port.device) has \(free.value) \(vfs) left, the policy wants \(wanted)",
    happens: [
      "\(free.value) of \(active) VFs of \(inventory.label(port)) can still be handed out. The"
        + " policy asks for \(headroom.minimum) and for \(headroom.percent) %."
    ],
    action: "Make room on \(inventory.label(port)).",
    consequence: "\(counted(free.value, "more VIF")) can start there, no further one.",
    affected: Affected(networks: sriov.network.map { [$0] } ?? [], hosts: [port.host]),
    evidence: [EvidenceItem(free, seen: "\(free.value) free", expected: "at least \(wanted) free")],
    remedy: FreeingVFs.steps(
      on: port, heldBy: Set(use.vifs.map { inventory[$0].vm }).sorted(), in: inventory))
}
