package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM whose driver attaches to the VF and reports a link, but passes no traffic.
  package static let vmVFSilent = Rule(
    id: "vm-vf-silent",
    title: "VM whose VF passes no traffic",
    severity: .error, confidence: .observed,
    needs: [
      .ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .guestOS, .guestOSSupport,
    ],
    standsAlone: "the VM, its guest OS and the card of its VF were captured",
    why: """
      The driver in the VM attaches to the VF and reports a link, but no traffic passes. Nothing \
      on the host looks wrong, so the fault is looked for in the switch or the cable.
      """,
    remedy: "Move the VIF to a plain network until a driver is known to work.",
    checkByHand: "in the VM: ifconfig ixv0 (link is active), then ping the router",
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
      .fails("a NetBSD version that was not tested", on: "gate") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("gate", on: "10G SR-IOV", system: "NetBSD 9.4")
      },
      .passes("OpenBSD on the same card") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("gate", on: "10G SR-IOV", system: "OpenBSD 7.8")
      },
      .undetermined("the guest OS was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("gate", on: "10G SR-IOV")
      },
    ])
}

/// Fails where the guest OS is known to pass no traffic over VFs of one of its cards. For a version
/// that was not tested this is inferred; an entry of the policy counts as observed.
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
  let networks = Set(vifs.map(\.network)).sorted().map { inventory[$0] }
  let names = enumeration(networks.map { "“\($0.name)”" })
  let passes = isSeen ? "passes" : "may pass"
  return FindingDetails(
    title: "\(vm.name) \(passes) no traffic through its \(card.name) VF",
    happens: [
      isSeen
        ? "With \(system.value.name), the link was up, but no traffic was seen."
          + " Source: \(support.source)."
        : "Other versions of \(system.value.family.rawValue) reported a link but passed no traffic."
          + " \(system.value.name) was not tested. Source: \(support.source)."
    ],
    action: "Move \(vm.name) from \(names) to a plain network.",
    consequence: "\(vm.name) \(isSeen ? "has" : "may have") no network on \(names).",
    affected: Affected(vms: [vm.id], networks: networks.map(\.id)),
    evidence: [
      EvidenceItem(
        system.origin, ["os-version"], seen: system.value.name,
        expected: "a guest OS whose driver works with these VFs")
    ]
      + vifs.map { vif in
        inventory.evidence(of: vif, expected: "a plain network, or another card")
      },
    remedy: MovingVIFs.toPlainNetworks(vifs, in: inventory),
    confidence: isSeen ? nil : .inferred)
}
