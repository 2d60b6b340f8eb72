package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM whose guest OS does not include a driver for its VF.
  package static let vmNeedsVendorDriver = Rule(
    id: "vm-needs-vendor-driver",
    title: "VM that needs the vendor's driver for its VF",
    severity: .note, confidence: .observed,
    needs: [
      .ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .guestOS, .guestOSSupport,
    ],
    standsAlone: "the VM, its guest OS and the card of its VF were captured",
    why: """
      The guest OS does not include a driver for this VF. Without the vendor's driver, the VM has \
      no network on this VIF, and cannot download the driver over it.
      """,
    remedy: "Install the vendor's driver in the VM before you move the VIF to an SR-IOV network.",
    checkByHand: "in the VM: pnputil /enum-devices /class Net",
    references: [Citation.page],
    population: { inventory in
      inventory.vms.filter { !$0.sriovVIFs.isEmpty }
    },
    check: driverToInstall,
    examples: [
      .fails("Windows on an X540", on: "win-app") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("win-app", on: "10G SR-IOV", system: "Microsoft Windows Server 2022")
      },
      .passes("Windows finds the driver for an i350 by itself") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("win-app", on: "VM SR-IOV", system: "Microsoft Windows Server 2022")
      },
      .undetermined("the guest OS was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("win-app", on: "10G SR-IOV")
      },
    ])
}

/// Fails where the guest OS needs the driver: whether it is installed cannot be captured.
private func driverToInstall(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  guard let system = vm.system else { return nil }
  let known = inventory.cardsGivingVFs(to: vm).lazy.compactMap { card in
    inventory.knowledge.support(of: system.value, on: card.family).map { (card, $0) }
  }
  guard let (card, support) = known.first(where: { $0.1.level == .needsVendorDriver }) else {
    return nil
  }
  let vifs = inventory.sriovVIFs(of: vm)
  return FindingDetails(
    title: "\(vm.name) needs the vendor's driver for \(card.name) VFs",
    happens: [
      "\(system.value.name) does not include this driver. Whether it has been installed cannot be"
        + " seen from the host. Source: \(support.source)."
    ],
    action: "Make sure that the vendor's VF driver is installed in \(vm.name).",
    consequence: "Without it, \(vm.name) has no network on \(counted(vifs.count, "VIF")).",
    affected: Affected(vms: [vm.id], networks: vifs.map(\.network)),
    evidence: [
      EvidenceItem(
        system.origin, ["os-version"], seen: system.value.name,
        expected: "the vendor's driver, installed in the VM")
    ]
      + vifs.map { vif in
        EvidenceItem(
          vif.origin, ["device", "MAC", "network-uuid", "network-name-label"],
          seen: "VIF \(vif.device) on “\(inventory[vif.network].name)”",
          expected: "an adapter with this MAC inside the VM")
      },
    remedy: [
      RemedyStep(
        "Check in the VM: each of these MAC addresses must have an adapter with a driver.",
        Command("xe", "vif-list", "vm-uuid=\(vm.uuid)", "params=device,MAC,network-name-label")),
      RemedyStep(
        "If one is missing, download the driver over a plain network: move the VIF there while the"
          + " VM is halted, and move it back after the installation."),
    ] + MovingVIFs.toPlainNetworks(vifs, in: inventory))
}
