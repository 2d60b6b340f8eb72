package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// SR-IOV that should be active but is not.
  package static let sriovNotActive = Rule(
    id: "sriov-not-active",
    title: "SR-IOV network that is not active",
    severity: .error, confidence: .source,
    needs: [.ports, .sriovNetworks, .sriovState],
    standsAlone: "the records of the SR-IOV network and its logical PIF show it",
    why: """
      xapi attaches the logical PIF of an SR-IOV network once the VFs exist. If it is not attached \
      and no reboot is pending, enabling SR-IOV failed or the PIF was unplugged. VMs on the \
      network may fail to start on this host.
      """,
    remedy: "Find the reason in the log, fix it, and plug the logical PIF.",
    checkByHand: "xe pif-list sriov-logical-PIF-of=UUID params=uuid,currently-attached",
    references: [Citation.networkd],
    population: { $0.networkSRIOVs },
    check: detached,
    examples: [
      .fails("the logical PIF is not attached, no reboot is pending", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", isAttached: false)
      },
      .fails("the kernel log says why", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", isAttached: false)
        pool.kernelLog("[ 9.1] ixgbe PORT: not enough MMIO resources for SR-IOV", on: "eth0")
      },
      .passes("the logical PIF is attached") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .passes("a reboot is pending: see sriov-requires-reboot") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", requiresReboot: true)
      },
      .undetermined("the list of PIFs was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.forget(.pif)
      },
    ])
}

/// Not attached, and a reboot would not fix it.
private func detached(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  guard sriov.isAttached == false, sriov.requiresReboot != true else { return nil }
  let port = inventory[sriov.port]
  let name = sriov.network.map { inventory[$0].name } ?? "SR-IOV"
  let waiting = VFDemand.waitingVMs(over: port, in: inventory)
  let idle = inventory.vfUses[port.id.index].free?.value ?? 0
  let stays = idle > 0 && inventory.comesUpWithoutReboot(sriov)
  let label = inventory.label(port)
  let reason = KernelRefusal.reason(of: port)
  return FindingDetails(
    title: "“\(name)” on \(port.device) is not active",
    happens: [
      "Its logical PIF is not attached and no reboot is pending. "
        + (reason.map {
          "The kernel log says why \(label) has no VFs: \(KernelRefusal.cause($0, port))."
        } ?? "Enabling SR-IOV on \(label) failed, or the PIF was unplugged.")
    ],
    action: reason == nil
      ? "Find out why SR-IOV is not active on \(label)."
      : "Plug the PIF of “\(name)” on \(label), once the kernel can create VFs.",
    consequence: stays
      ? "xapi still assigns its \(counted(idle, "idle VF")) to VMs, but plugs the PIF first, which may"
        + " fail again."
      : "VMs on “\(name)” may fail to start on \(inventory[port.host].name).",
    affected: Affected(
      vms: waiting.map(\.id), networks: sriov.network.map { [$0] } ?? [], hosts: [port.host]),
    evidence: [
      EvidenceItem(
        sriov.logicalOrigin ?? sriov.origin, ["device", "currently-attached"],
        seen: "currently-attached: false", expected: "true")
    ] + (reason == nil ? [] : KernelRefusal.evidence(of: port)),
    remedy: reason.map { reason in
      let action = KernelRefusal.action(reason, port, in: inventory)
      return [RemedyStep("First follow vf-refused-by-kernel: \(action)")]
        + KernelRefusal.plugging(port, in: inventory)
    } ?? [
      RemedyStep(
        "On the host, look for the reason in the logs.",
        Command("grep", "-i", "sriov", "/var/log/xensource.log", "/var/log/kern.log")),
      RemedyStep(
        "After fixing the cause, find the logical PIF and plug it with xe pif-plug.",
        Command(
          "xe", "pif-list", "sriov-logical-PIF-of=\(sriov.uuid)",
          "params=uuid,currently-attached")),
    ])
}
