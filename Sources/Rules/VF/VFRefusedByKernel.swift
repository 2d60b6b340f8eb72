package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// The kernel's log says why a port has no VFs, or fewer than requested.
  package static let vfRefusedByKernel = Rule(
    id: "vf-refused-by-kernel",
    title: "port for which the kernel creates no VFs, or too few",
    severity: .error, confidence: .source,
    needs: [.ports, .sriovNetworks, .vfRefusals],
    standsAlone: "the kernel log names the port, and VFs are missing now",
    why: """
      xapi requests VFs, but the kernel or the card's driver creates them. If it cannot, it says why \
      in the kernel log: no MMIO space or bus numbers, a slot without ARI, no interrupts or queues \
      left, an interface that is down, a parameter that is not valid. VMs get no VF then.
      """,
    remedy: "End the cause that the kernel log names, and plug the PIF of the SR-IOV network.",
    checkByHand: "dmesg | grep -E 'SR-?IOV|VFs|MSI-X|unknown header type|for parameter'",
    references: [
      "Linux: drivers/pci/iov.c, sriov_enable; drivers/pci/probe.c, pci_setup_device",
      "Linux: bnxt_sriov.c, ice_sriov.c, i40e_virtchnl_pf.c, ixgbe_sriov.c, mlx5 sriov.c",
      "openshift/sriov-network-operator 1185 (E810: ice and irdma use up the MSI-X interrupts)",
      "xen-api: network_utils.ml distinguishes “not enough MMIO resources” from “bus out of range”",
    ],
    population: { $0.networkSRIOVs },
    check: refused,
    examples: [
      refusal(
        "the bridge has too little MMIO space", "ixgbe PORT: not enough MMIO resources for SR-IOV"),
      refusal(
        "the bridge has too few bus numbers",
        "ixgbe PORT: can't enable 63 VFs (bus 02 out of range of [bus 01])"
      ),
      refusal(
        "the slot forwards no ARI", "pci 0000:01:10.2: unknown header type 7f, ignoring device"),
      refusal(
        "the interrupts are used up",
        "ice PORT: Only 0 MSI-X interrupts available for SR-IOV. Not enough to support minimum of 2 MSI-X"
          + " interrupts per VF for 128 VFs", card: .e810),
      refusal(
        "the port was down", "bnxt_en PORT eth0: Reject SRIOV config request since if is down!"),
      refusal("the driver shows only a number", "ixgbe PORT: Failed to enable PCI sriov: -12"),
      .fails("only some VFs were created", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(8, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.kernelLog("[    9.1] bnxt_en PORT eth0: Requested VFs 63, can enable 8", on: "eth0")
      },
      .passes("all 63 VFs exist; the log entry is from an earlier attempt") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.kernelLog("[ 9.1] ixgbe PORT: not enough MMIO resources for SR-IOV", on: "eth0")
      },
      .passes("VFs are missing, and the log is silent") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", isAttached: false)
        pool.kernelLog()
      },
      .passes("the line is from the boot before the last") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", isAttached: false)
        pool.kernelLog(
          "[ 9.1] ixgbe PORT: not enough MMIO resources for SR-IOV",
          "[ 0.0] Linux version 4.19.0+1", "[ 7.1] ixgbe PORT eth0: NIC Link is Up", on: "eth0")
      },
      .notApplicable("the port has no SR-IOV network") { pool in
        pool.card(.x540, ports: "eth0")
        pool.kernelLog("[ 9.1] ixgbe PORT: not enough MMIO resources for SR-IOV", on: "eth0")
      },
      .undetermined("VFs are missing, and the kernel log was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", isAttached: false)
      },
    ])
}

private func refusal(_ name: String, _ line: String, card: CardFamily = .x540) -> Example {
  .fails(name, on: "xen1/eth0") { pool in
    pool.card(card, ports: "eth0")
    pool.sriov("10G SR-IOV", on: "eth0", isAttached: false)
    pool.kernelLog("[    9.123456] \(line)", on: "eth0")
  }
}

/// VFs are missing, and the kernel log says why.
private func refused(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[sriov.port]
  guard let reason = KernelRefusal.reason(of: port) else { return nil }
  let has = port.activeVFs?.value ?? 0
  let count = has == 0 ? "no VFs" : "\(has) of \(port.requestedVFs ?? has) VFs"
  let label = inventory.label(port)
  return FindingDetails(
    title: "\(port.device) has \(count): \(KernelRefusal.cause(reason, port))",
    happens: [
      "\(label) has \(count), because \(KernelRefusal.cause(reason, port)). The kernel of"
        + " \(inventory[port.host].name) reports it \(reason.occasions)."
    ],
    action: KernelRefusal.action(reason, port, in: inventory),
    consequence: has == 0
      ? "VMs cannot get VFs of \(label)." : "Only \(counted(has, "VF")) of \(label) can be used.",
    affected: Affected(
      vms: VFDemand.waitingVMs(over: port, in: inventory).map(\.id),
      networks: VFDemand.networks(over: port, in: inventory), hosts: [port.host]),
    evidence: KernelRefusal.evidence(of: port),
    remedy: KernelRefusal.steps(reason, port, in: inventory))
}
