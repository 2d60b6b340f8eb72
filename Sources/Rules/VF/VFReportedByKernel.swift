package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// The card or the IOMMU complains about a VF that a VM has.
  package static let vfReportedByKernel = Rule(
    id: "vf-reported-by-kernel",
    title: "VF in use of which the card or the IOMMU complains",
    severity: .warning, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .vfComplaints],
    standsAlone: "the kernel log names the VF, and the VM that has it was captured",
    why: """
      The card checks what a VF does. It drops frames from foreign addresses, refuses further \
      addresses and promiscuous mode, and may disable a VF whose driver misbehaves. Only the kernel \
      log of the host says so: in the VM, traffic is simply missing.
      """,
    remedy: "Change what the VM does, update its VF driver, or allow it on the host.",
    checkByHand:
      "dmesg | grep -E 'trusted|[Ss]poof|administratively|MDD|Malicious|DMAR|IO_PAGE_FAULT'",
    references: [
      "Linux: i40e_virtchnl_pf.c, ice_virtchnl.c, ixgbe_sriov.c, ixgbe_main.c, igb_main.c",
      "Linux: drivers/iommu/intel/dmar.c, drivers/iommu/amd/iommu.c; Xen: VT-d and AMD-Vi faults",
    ],
    population: { $0.virtualFunctions },
    check: reported,
    examples: [
      complaint("the card's spoof check drops frames", "igb PORT: Spoof event(s) detected on VF 0"),
      complaint(
        "the VF is not trusted; the line after it names the VF",
        "i40e PORT: Cannot add more MAC addresses, VF is not trusted, switch the VF to trusted to add"
          + " more functionality", "i40e PORT: VF 0 failed opcode 10, retval: -1"),
      complaint(
        "the VM wants another MAC address",
        "ixgbe PORT eth0: VF 0 attempted to override administratively set MAC address"),
      complaint("the card disabled the VF", "i40e PORT: Too many MDD events on VF 0, disabled"),
      complaint(
        "the IOMMU blocked an access", "DMAR: [DMA Write] Request device [01:10.0] fault addr 0"),
      complaint("the log does not name the VF", "ixgbe PORT eth0: 3 Spoofed packets detected"),
      .passes("the VF of which the card complains is free") { pool in
        held(&pool)
        pool.kernelLog("[ 99.1] igb PORT: Spoof event(s) detected on VF 1", on: "eth0")
      },
      .passes("the VM was started, which resets its VF twice") { pool in
        held(&pool)
        pool.kernelLog(
          "[ 99.1] ixgbe PORT eth0: VF Reset msg received from vf 0",
          "[ 99.5] ixgbe PORT eth0: VF Reset msg received from vf 0", on: "eth0")
      },
      .undetermined("the kernel log was not captured") { pool in held(&pool) },
    ])
}

private func complaint(_ name: String, _ first: String, _ second: String = "") -> Example {
  .fails(name, on: "xen1/0000:01:10.0") { pool in
    held(&pool)
    pool.kernelLog("[   99.123456] \(first)", "[   99.123460] \(second)", on: "eth0")
  }
}

/// A running VM whose VIF holds the first of two VFs.
private func held(_ pool: inout PoolSketch) {
  pool.card(.i350, ports: "eth0")
  pool.vfs(2, on: "eth0")
  pool.sriov("Fast", on: "eth0")
  pool.vm("a", on: "Fast")
  pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
  pool.databaseKnows(vf: 1, on: "eth0")
}

/// The log names the VF; or it names its port only, and this is the first VF in use that it can be.
private func reported(_ vf: VirtualFunction, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[vf.port]
  let inUse = port.kernelComplaints.isEmpty ? [] : inventory.vfsHeld(of: port)
  let isNamed = !vf.kernelComplaints.isEmpty
  let isSure = isNamed || inUse == [vf.id]
  let first = inUse.first { inventory[$0].kernelComplaints.isEmpty } ?? inUse.first
  let reports = vf.kernelComplaints + (first == vf.id ? port.kernelComplaints : [])
  let suspects = (isSure ? [vf.id] : inUse).flatMap { inventory.vmsHolding(inventory[$0]) }
  let vms = Set(suspects).sorted()
  guard let worst = reports.first, !vms.isEmpty else { return nil }
  let what = KernelComplaint.what(worst.meaning)
  let names = enumeration(vms.map { inventory[$0].name }, limit: 12)
  let vm = isSure ? names : "the VM"
  let label = inventory.label(port)
  let owner =
    isSure ? "\(names) has it now." : "The log does not say which. VFs have now: \(names)."
  return FindingDetails(
    title: "\(isSure ? "VF of \(names)" : "A VF of \(label)") \(what)",
    happens: [
      "\(isSure ? "VF \(vf.address)" : "A VF") of \(label) \(what). \(owner) The kernel of"
        + " \(inventory[port.host].name) reports it \(worst.occasions).",
      KernelComplaint.effect(worst.meaning, on: vm),
    ],
    action: KernelComplaint.action(worst.meaning, on: isSure ? names : "the VM behind \(label)"),
    consequence: KernelComplaint.effect(worst.meaning, on: vm),
    affected: Affected(
      vms: vms, networks: VFDemand.networks(over: port, in: inventory), hosts: [port.host]),
    evidence: reports.map { report in
      EvidenceItem(
        report.last.origin, by: .kernelLog,
        seen: "the VF \(KernelComplaint.what(report.meaning)) (\(report.occasions))",
        expected: "no such line since the boot")
    },
    remedy: KernelComplaint.steps(
      worst.meaning, vms.map { inventory[$0] }, vf: isSure ? vf.index : nil, port, in: inventory),
    confidence: isNamed ? nil : .inferred)
}
