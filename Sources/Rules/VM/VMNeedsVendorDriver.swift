package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM whose system does not bring the driver for its VF along.
  package static let vmNeedsVendorDriver = Rule(
    id: "vm-needs-vendor-driver",
    title: "VM that needs the vendor's driver for its VF",
    severity: .note, confidence: .observed,
    needs: [
      .ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .guestOS, .guestOSSupport,
    ],
    why: """
      The system has no driver for this VF of its own. Without the vendor's the VM has no \
      network there, and then cannot download it either.
      """,
    remedy: "Install the vendor's driver in the VM before the VIF is moved to SR-IOV.",
    checkByHand: "in the vm: pnputil /enum-devices /class Net",
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
      .passes("Windows finds the driver for an i350 itself") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("win-app", on: "VM SR-IOV", system: "Microsoft Windows Server 2022")
      },
      .undetermined("the VM does not say what it is") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("win-app", on: "10G SR-IOV")
      },
    ])
}

/// Whether the driver is there by now, only the VM knows.
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
    title: "\(vm.name) needs the vendor's driver for VFs of an \(card.name)",
    happens: [
      "\(system.value.name) does not bring a driver for them. Whether it has been installed is not"
        + " seen from the host. Source: \(support.source)."
    ],
    action: "See that the vendor's VF driver is installed in \(vm.name).",
    consequence: "Without it \(vm.name) has no network on \(counted(vifs.count, "VIF")).",
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
          expected: "an adapter of this MAC in the VM")
      },
    remedy: [
      RemedyStep(
        "In the vm: an adapter with a driver must have the MAC of each of these VIFs.",
        Command("xe", "vif-list", "vm-uuid=\(vm.uuid)", "params=device,MAC,network-name-label")),
      RemedyStep(
        "If there is none, download the driver over a plain network: the VIF is moved there while"
          + " the VM is halted, and back after the installation."),
    ] + MovingVIFs.toPlainNetworks(vifs, in: inventory))
}
