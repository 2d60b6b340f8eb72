package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM whose guest OS has no driver for its VF.
  package static let vmWithoutVFDriver = Rule(
    id: "vm-without-vf-driver",
    title: "VM without a driver for its VF",
    severity: .error, confidence: .observed,
    needs: [.ports, .sriovNetworks, .vms, .vifs, .guestOS, .guestOSSupport],
    standsAlone: "the VM, its guest OS and the card of its VF were captured",
    why: """
      The guest OS has no driver for the PCI device. The VM has no network on this VIF, and holds \
      a VF that another VM could use.
      """,
    remedy: "Move the VIF to a plain network, or to an SR-IOV network whose VFs it supports.",
    checkByHand: "xe vm-list uuid=UUID params=os-version; in the VM: dmesg | grep -i virtual",
    references: [Citation.page],
    population: { inventory in
      inventory.vms.filter { !$0.sriovVIFs.isEmpty }
    },
    check: driverless,
    examples: [
      .fails("NetBSD has no driver for VFs of an i350", on: "netbsd-build") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("netbsd-build", on: "VM SR-IOV", system: "NetBSD 10.1")
      },
      .fails("OpenBSD has no driver for VFs of an i350", on: "gate") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("gate", on: "VM SR-IOV", system: "OpenBSD 7.8")
      },
      .passes("OpenBSD has a driver for VFs of an X540") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("gate", on: "10G SR-IOV", system: "OpenBSD 7.8")
      },
      .undetermined("the guest OS was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("netbsd-build", on: "VM SR-IOV")
      },
    ])
}

/// Fails where the guest OS is known to have no driver for VFs of one of its cards.
private func driverless(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  guard let system = vm.system else { return nil }
  let known = inventory.cardsGivingVFs(to: vm).lazy.compactMap { card in
    inventory.knowledge.support(of: system.value, on: card.family).map { (card, $0) }
  }
  guard let (card, support) = known.first(where: { $0.1.level == .noDriver }) else { return nil }
  let vifs = inventory.sriovVIFs(of: vm)
  let networks = Set(vifs.map(\.network)).sorted()
  let names = enumeration(networks.map { "“\(inventory[$0].name)”" })
  return FindingDetails(
    title: "\(vm.name) has no driver for its \(card.name) VF",
    happens: [
      "\(system.value.name) has no driver for \(card.name) VFs. The device appears in the VM as"
        + " “not configured”. Source: \(support.source)."
    ],
    action: "Move \(vm.name) from \(names) to a plain network.",
    consequence: "\(vm.name) has no network on \(names), and wastes \(counted(vifs.count, "VF")).",
    affected: Affected(vms: [vm.id], networks: networks),
    evidence: [
      EvidenceItem(
        system.origin, ["os-version"], seen: system.value.name,
        expected: "a guest OS with a driver for these VFs")
    ]
      + vifs.map { vif in
        inventory.evidence(of: vif, expected: "a plain network, or a card that it supports")
      },
    remedy: MovingVIFs.toPlainNetworks(vifs, in: inventory))
}
