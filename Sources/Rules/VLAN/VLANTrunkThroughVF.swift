package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VIF that is to carry VLANs tagged by the VM, over a VF that is given no trunk.
  package static let vlanTrunkThroughVF = Rule(
    id: "vlan-trunk-through-vf",
    title: "VIF with a trunk over a VF",
    severity: .note, confidence: .inferred,
    needs: [.hosts, .ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .trunks],
    why: """
      A VF is given one VLAN or none; the trunks of a VIF are not passed to it. With a VLAN of its \
      own the card tags what the VM sends and drops what the VM has tagged itself. Without \
      one it may pass tags, as far as the card's shared table of VLANs reaches.
      """,
    remedy: "Give the VM one VIF for each VLAN, or put its trunk on a plain network.",
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
      .passes("a toolstack that knows no trunks does not print any") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("router", on: "VM SR-IOV")
        pool.set("router" / 0) { $0.trunks = nil }
      },
      .undetermined("a toolstack that knows them, and they were not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("router", on: "VM SR-IOV")
        pool.set("router" / 0) { $0.trunks = nil }
        pool.toolstack("26.17.0")
      },
    ])
}

/// Its trunks name a VLAN.
private func trunk(_ vif: VIF, in inventory: Inventory) -> FindingDetails? {
  guard let trunks = vif.trunks, !trunks.isEmpty else { return nil }
  let vm = inventory[vif.vm]
  let network = inventory[vif.network]
  let tag = inventory.tagOverSRIOV(of: network)
  let vlans = "VLAN \(enumeration(trunks))"
  return FindingDetails(
    title: "VIF \(vif.device) of \(vm.name) may not carry \(vlans) through its VF",
    happens: [
      "The VIF has trunks set, and they are not passed to a VF.",
      tag.map {
        "“\(network.name)” is VLAN \($0): frames that \(vm.name) tags itself may be dropped."
      } ?? "“\(network.name)” is untagged: the card may pass what \(vm.name) tags, or may not.",
    ],
    action: "Give \(vm.name) a VIF for each of these VLANs, or a plain network.",
    consequence: "\(vm.name) may hear nothing of \(vlans).",
    affected: Affected(vms: [vm.id], networks: [network.id]),
    evidence: [
      EvidenceItem(
        vif.origin, ["device", "network-uuid", "network-name-label", "trunks"],
        seen: trunks.joined(separator: ", "), expected: "no trunks on an SR-IOV network")
    ],
    remedy: [
      RemedyStep(
        "Check first whether the VM hears these VLANs, and see what its VF is set to.",
        commands: inventory.portsGivingVFs(to: vif).map {
          Command("ip", "-d", "link", "show", "dev", $0.device)
        })
    ] + MovingVIFs.toPlainNetworks([vif], in: inventory))
}
