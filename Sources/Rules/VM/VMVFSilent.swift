package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM whose driver takes the VF, shows a link, and passes nothing.
  package static let vmVFSilent = Rule(
    id: "vm-vf-silent",
    title: "VM whose VF passes no traffic",
    severity: .error, confidence: .observed,
    needs: [
      .ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .guestOS, .guestOSSupport,
    ],
    why: """
      The VM's driver attaches to the VF and reports a link, and no frame comes through. \
      Nothing on the host looks wrong, so the fault is sought in the switch or the cable.
      """,
    remedy: "Move the VIF to a plain network until a driver that works is known.",
    checkByHand: "in the vm: ifconfig ixv0 (link is active), then ping the router",
    references: [Citation.page],
    population: { inventory in
      inventory.vms.filter { !$0.sriovVIFs.isEmpty }
    },
    check: silent,
    examples: [
      .fails("NetBSD 10.1 on an X540", on: "gate") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("gate", on: "10G SR-IOV", system: "NetBSD 10.1")
      },
      .fails("NetBSD of a version that nobody tried", on: "gate") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("gate", on: "10G SR-IOV", system: "NetBSD 9.4")
      },
      .passes("OpenBSD on the same card") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("gate", on: "10G SR-IOV", system: "OpenBSD 7.8")
      },
      .undetermined("the VM does not say what it is") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("gate", on: "10G SR-IOV")
      },
    ])
}

/// Its system is known to fall silent on a card it draws on. Of a version that nobody tried it is
/// only to be expected; what the policy says of it counts as seen.
private func silent(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  guard let system = vm.system else { return nil }
  let known = inventory.cardsGivingVFs(to: vm).lazy.compactMap { card in
    inventory.knowledge.support(of: system.value, on: card.family).map { (card, $0) }
  }
  guard let (card, support) = known.first(where: { $0.1.level == .silent }) else { return nil }
  let isSeen =
    support != GuestOSSupport.of(system.value, on: card.family)
    || GuestOSSupport.wasSeenSilent(system.value)
  let vifs = inventory.sriovVIFs(of: vm)
  let networks = vifs.map { inventory[$0.network] }
  let passes = isSeen ? "passes" : "may pass"
  return FindingDetails(
    title: "\(vm.name) \(passes) no traffic through its VF of an \(card.name)",
    happens: [
      isSeen
        ? "With \(system.value.name) the link is up and no traffic is seen."
          + " Source: \(support.source)."
        : "Other versions of \(system.value.family.rawValue) were seen to show a link and pass no"
          + " traffic; \(system.value.name) was not tried. Source: \(support.source)."
    ],
    action: "Move \(vm.name) off \(enumeration(networks.map { "“\($0.name)”" })).",
    consequence: "\(vm.name) \(isSeen ? "is" : "may be") cut off there, with its link up.",
    affected: Affected(vms: [vm.id], networks: networks.map(\.id)),
    evidence: [
      EvidenceItem(
        system.origin, ["os-version"], seen: system.value.name,
        expected: "a system whose driver works on these VFs")
    ]
      + vifs.map { vif in
        inventory.evidence(of: vif, expected: "a plain network, or another card")
      },
    remedy: MovingVIFs.toPlainNetworks(vifs, in: inventory),
    confidence: isSeen ? nil : .inferred)
}
