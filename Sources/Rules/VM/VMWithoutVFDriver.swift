package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM whose operating system cannot drive the VF it is given.
  package static let vmWithoutVFDriver = Rule(
    id: "vm-without-vf-driver",
    title: "VM that cannot drive its VF",
    severity: .error, confidence: .observed,
    needs: [.ports, .sriovNetworks, .vms, .vifs, .guestOS, .guestOSSupport],
    why: """
      The VM sees a PCI device that it has no driver for: it has no network on this VIF, and \
      holds a VF that another VM could use.
      """,
    remedy: "Move the VIF to a plain network, or to an SR-IOV network of a card it can drive.",
    checkByHand: "xe vm-list uuid=UUID params=os-version; in the vm: dmesg | grep -i virtual",
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
      .fails("nor has OpenBSD", on: "gate") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("gate", on: "VM SR-IOV", system: "OpenBSD 7.8")
      },
      .passes("OpenBSD drives VFs of an X540") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("gate", on: "10G SR-IOV", system: "OpenBSD 7.8")
      },
      .undetermined("the VM does not say what it is") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("netbsd-build", on: "VM SR-IOV")
      },
    ])
}

/// Its system is known to have no driver for the VFs of a card it draws on.
private func driverless(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  guard let system = vm.system else { return nil }
  let known = inventory.cardsGivingVFs(to: vm).lazy.compactMap { card in
    inventory.knowledge.support(of: system.value, on: card.family).map { (card, $0) }
  }
  guard let (card, support) = known.first(where: { $0.1.level == .noDriver }) else { return nil }
  let vifs = inventory.sriovVIFs(of: vm)
  let networks = vifs.map(\.network)
  return FindingDetails(
    title: "\(vm.name) holds a VF that \(system.value.family.rawValue) cannot drive",
    happens: [
      "\(system.value.name) has no driver for the VFs of an \(card.name). The device shows up in"
        + " the VM as “not configured”. Source: \(support.source)."
    ],
    action: "Take \(vm.name) off \(enumeration(networks.map { inventory[$0].name })).",
    consequence: "\(vm.name) has no network there, and \(counted(vifs.count, "VF")) is wasted.",
    affected: Affected(vms: [vm.id], networks: networks),
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
