package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VIF on an SR-IOV network with trunks: xapi does not pass trunks to a VF.
  package static let vlanTrunkThroughVF = Rule(
    id: "vlan-trunk-through-vf",
    title: "VIF on an SR-IOV network with VLAN trunks",
    severity: .note, confidence: .inferred,
    needs: [.hosts, .ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .trunks],
    standsAlone: "the records of the VIF and its network show it",
    why: """
      xapi sets one VLAN or none on a VF, and does not pass the trunks of the VIF to it. If the VF \
      has a VLAN, the card tags the frames that the VM sends, and drops frames that the VM has \
      tagged itself. Without a VLAN, it may pass tagged frames, as far as the card's shared VLAN \
      table allows.
      """,
    remedy: "Create one VIF for each VLAN, or move the trunk to a plain network.",
    checkByHand: "xe vif-param-get uuid=UUID param-name=trunks; ip -d link show dev eth0",
    references: [
      Citation.switching, "igbvf and ixgbevf documentation: VLAN filters of VFs",
      "xcp-ng/xcp, issue 568: tags inside a VF reported not to work on X520",
    ],
    population: { inventory in inventory.vifs.filter { inventory.takesVF($0) } },
    check: trunk,
    examples: [
      .fails("a trunk on a VLAN over SR-IOV", on: "router/0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vlanOverSRIOV(20, "Phones", on: "eth0")
        pool.vm("router", on: "Phones")
        pool.set("router" / 0) { $0.trunks = ["30", "31"] }
      },
      .fails("a trunk on an untagged SR-IOV network", on: "router/0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("router", on: "VM SR-IOV")
        pool.set("router" / 0) { $0.trunks = ["30"] }
      },
      .passes("no trunk") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("router", on: "VM SR-IOV")
      },
      .passes("the toolstack is too old to have trunks") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("router", on: "VM SR-IOV")
        pool.set("router" / 0) { $0.trunks = nil }
      },
      .undetermined("the toolstack has trunks, and they were not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("router", on: "VM SR-IOV")
        pool.set("router" / 0) { $0.trunks = nil }
        pool.toolstack("26.17.0")
      },
    ])
}

/// Fails where the VIF has trunks.
private func trunk(_ vif: VIF, in inventory: Inventory) -> FindingDetails? {
  guard let trunks = vif.trunks, !trunks.isEmpty else { return nil }
  let vm = inventory[vif.vm]
  let network = inventory[vif.network]
  let tag = inventory.tagOverSRIOV(of: network)
  let vlans = "\(agreeing(trunks.count, "VLAN", "VLANs")) \(enumeration(trunks))"
  return FindingDetails(
    title: "VIF \(vif.device) of \(vm.name) may not carry \(vlans) through its VF",
    happens: [
      "The VIF has trunks, and xapi does not pass them to a VF.",
      tag.map {
        "“\(network.name)” is VLAN \($0). Frames that \(vm.name) tags itself may be dropped."
      } ?? "“\(network.name)” is untagged. The card may drop frames that \(vm.name) tags itself.",
    ],
    action: "Create a VIF of \(vm.name) for"
      + " \(agreeing(trunks.count, "this VLAN", "each of these VLANs")), or use a plain network.",
    consequence: "\(vm.name) may receive no traffic of \(vlans).",
    affected: Affected(vms: [vm.id], networks: [network.id]),
    evidence: [
      EvidenceItem(
        vif.origin, ["device", "network-uuid", "network-name-label", "trunks"],
        seen: trunks.joined(separator: ", "), expected: "no trunks on an SR-IOV network")
    ],
    remedy: [
      RemedyStep(
        "Check first whether the VM receives these VLANs, and which VLAN its VF has.",
        commands: inventory.portsGivingVFs(to: vif).map {
          Command("ip", "-d", "link", "show", "dev", $0.device)
        })
    ] + MovingVIFs.toPlainNetworks([vif], in: inventory))
}
