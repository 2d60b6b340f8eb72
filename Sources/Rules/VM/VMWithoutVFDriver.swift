package import Auditing
import PoolModel

extension Rule {
  /// A guest whose operating system cannot drive the VF it is given.
  package static let guestWithoutVFDriver = Rule(
    id: "guest-without-vf-driver",
    title: "guest that cannot drive its VF",
    severity: .error, confidence: .observed,
    needs: [.ports, .sriovNetworks, .guests, .vifs, .guestSystem, .guestSupport],
    why: """
      The guest sees a PCI device that it has no driver for: it has no network on this VIF, and \
      holds a VF that another guest could use.
      """,
    remedy: "Move the VIF to a plain network, or to an SR-IOV network of a card it can drive.",
    checkByHand: "xe vm-list uuid=UUID params=os-version; in the guest: dmesg | grep -i virtual",
    references: [Source.page],
    population: { inventory in
      inventory.guests.filter { !$0.sriovVIFs.isEmpty }
    },
    check: driverless,
    examples: [
      .fails("NetBSD has no driver for VFs of an i350", on: "netbsd-build") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("netbsd-build", on: "VM SR-IOV", system: "NetBSD 10.1")
      },
      .fails("nor has OpenBSD", on: "gate") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("gate", on: "VM SR-IOV", system: "OpenBSD 7.8")
      },
      .passes("OpenBSD drives VFs of an X540") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.guest("gate", on: "10G SR-IOV", system: "OpenBSD 7.8")
      },
      .undetermined("the guest does not say what it is") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("netbsd-build", on: "VM SR-IOV")
      },
    ])
}

/// Its system is known to have no driver for the VFs of a card it draws on.
private func driverless(_ guest: Guest, in inventory: Inventory) -> FindingDetails? {
  guard let system = guest.system else { return nil }
  let known = inventory.cardsGivingVFs(to: guest).lazy.compactMap { card in
    inventory.knowledge.support(of: system.value, on: card.family).map { (card, $0) }
  }
  guard let (card, support) = known.first(where: { $0.1.level == .noDriver }) else { return nil }
  let vifs = inventory.sriovVIFs(of: guest)
  let networks = vifs.map(\.network)
  return FindingDetails(
    title: "\(guest.name) holds a VF that \(system.value.family.rawValue) cannot drive",
    happens: [
      "\(system.value.name) has no driver for the VFs of an \(card.name). The device shows up in"
        + " the guest as “not configured”. Source: \(support.source)."
    ],
    action: "Take \(guest.name) off \(enumeration(networks.map { inventory[$0].name })).",
    consequence: "\(guest.name) has no network there, and \(counted(vifs.count, "VF")) is wasted.",
    affected: Affected(guests: [guest.id], networks: networks),
    evidence: [
      EvidenceItem(
        system.origin, ["os-version"], seen: system.value.name,
        expected: "a system with a driver for these VFs")
    ]
      + vifs.map { vif in
        inventory.evidence(of: vif, expected: "a plain network, or a card that it drives")
      },
    remedy: MovingVIFs.toPlainNetworks(vifs, in: inventory))
}
