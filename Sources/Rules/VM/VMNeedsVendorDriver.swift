package import Auditing
import PoolModel

extension Rule {
  /// A guest whose system does not bring the driver for its VF along.
  package static let guestNeedsVendorDriver = Rule(
    id: "guest-needs-vendor-driver",
    title: "guest that needs the vendor's driver for its VF",
    severity: .note, confidence: .observed,
    needs: [
      .ports, .networks, .sriovNetworks, .vlans, .guests, .vifs, .guestSystem, .guestSupport,
    ],
    why: """
      The system has no driver for this VF of its own. Without the vendor's the guest has no \
      network there, and then cannot download it either.
      """,
    remedy: "Install the vendor's driver in the guest before the VIF is moved to SR-IOV.",
    checkByHand: "in the guest: pnputil /enum-devices /class Net",
    references: [Source.page],
    population: { inventory in
      inventory.guests.filter { !$0.sriovVIFs.isEmpty }
    },
    check: driverToInstall,
    examples: [
      .fails("Windows on an X540", on: "win-app") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.guest("win-app", on: "10G SR-IOV", system: "Microsoft Windows Server 2022")
      },
      .passes("Windows finds the driver for an i350 itself") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("win-app", on: "VM SR-IOV", system: "Microsoft Windows Server 2022")
      },
      .undetermined("the guest does not say what it is") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.guest("win-app", on: "10G SR-IOV")
      },
    ])
}

/// Whether the driver is there by now, only the guest knows.
private func driverToInstall(_ guest: Guest, in inventory: Inventory) -> FindingDetails? {
  guard let system = guest.system else { return nil }
  let known = inventory.cardsGivingVFs(to: guest).lazy.compactMap { card in
    inventory.knowledge.support(of: system.value, on: card.family).map { (card, $0) }
  }
  guard let (card, support) = known.first(where: { $0.1.level == .needsVendorDriver }) else {
    return nil
  }
  let vifs = inventory.sriovVIFs(of: guest)
  return FindingDetails(
    title: "\(guest.name) needs the vendor's driver for VFs of an \(card.name)",
    happens: [
      "\(system.value.name) does not bring a driver for them. Whether it has been installed is not"
        + " seen from the host. Source: \(support.source)."
    ],
    action: "See that the vendor's VF driver is installed in \(guest.name).",
    consequence: "Without it \(guest.name) has no network on \(counted(vifs.count, "VIF")).",
    affected: Affected(guests: [guest.id], networks: vifs.map(\.network)),
    evidence: [
      EvidenceItem(
        system.origin, ["os-version"], seen: system.value.name,
        expected: "the vendor's driver, installed in the guest")
    ]
      + vifs.map { vif in
        EvidenceItem(
          vif.origin, ["device", "MAC", "network-uuid", "network-name-label"],
          seen: "VIF \(vif.device) on “\(inventory[vif.network].name)”",
          expected: "an adapter of this MAC in the guest")
      },
    remedy: [
      RemedyStep(
        "In the guest: an adapter with a driver must have the MAC of each of these VIFs.",
        Command("xe", "vif-list", "vm-uuid=\(guest.uuid)", "params=device,MAC,network-name-label")),
      RemedyStep(
        "If there is none, download the driver over a plain network: the VIF is moved there while"
          + " the guest is halted, and back after the installation."),
    ] + MovingVIFs.toPlainNetworks(vifs, in: inventory))
}
