package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VLAN over the SR-IOV network of an igb port passes no traffic.
  package static let i350VLANOverSRIOV = Rule(
    id: "i350-vlan-over-sriov",
    title: "VLAN over an SR-IOV network of an i350",
    severity: .error, confidence: .observed,
    needs: [.ports, .vlans, .sriovNetworks, .driver],
    standsAlone: "the VLAN's own record shows that it is on an SR-IOV port of driver igb",
    why: """
      XenCenter offers to create a VLAN on an SR-IOV network. On the i350 such a VLAN passes no \
      traffic; on X540 and 82599 it works.
      """,
    remedy: "Create the VLAN over the SR-IOV network of another card, and move the VIFs to it.",
    checkByHand: "xe vlan-list params=uuid,tagged-PIF,tag; xe network-sriov-list params=all",
    references: [Citation.page],
    population: { inventory in
      inventory.vlans.filter { if case .sriov = $0.carrier { true } else { false } }
    },
    check: passesNoTraffic,
    examples: [
      .fails("the port is an i350's", on: "VF VLAN") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vlanOverSRIOV(40, "VF VLAN", on: "eth0")
      },
      .passes("the port is an X540's") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vlanOverSRIOV(40, "VF VLAN", on: "eth0")
      },
      .undetermined("the list of VLANs was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vlanOverSRIOV(40, "VF VLAN", on: "eth0")
        pool.forget(.vlan)
      },
    ])
}

/// Tagged traffic over VFs of an igb port is lost.
private func passesNoTraffic(_ vlan: VLAN, in inventory: Inventory) -> FindingDetails? {
  guard case .sriov(let id) = vlan.carrier, inventory[id].uses(driver: "igb") else { return nil }
  let port = inventory[id]
  let vms = vlan.network.map { inventory.runningVMs(on: $0, host: vlan.host) } ?? []
  let vifs = vlan.network.map { inventory[$0].vifs.count } ?? 0
  return FindingDetails(
    title: "\(inventory.name(of: vlan)) over SR-IOV on \(inventory.label(port)) passes no traffic",
    happens: [
      "The VLAN uses VFs of an \(port.model?.name ?? "igb card"). The cited article reports no"
        + " traffic in this setup; on X540 it works. The cause is not known."
    ],
    action: "Remove \(inventory.name(of: vlan)) from \(inventory.label(port)).",
    consequence: vms.isEmpty
      ? "No running VM on \(inventory[vlan.host].name) uses this VLAN."
      : "\(counted(vms.count, "running VM")) \(agreeing(vms.count, "has", "have")) no traffic on"
        + " this VLAN: \(enumeration(vms.map(\.name))).",
    affected: Affected(
      vms: vms.map(\.id), networks: vlan.network.map { [$0] } ?? [], hosts: [vlan.host]),
    evidence: [
      EvidenceItem(
        vlan.origin, ["tagged-PIF", "tag"],
        seen: "VLAN \(vlan.tag) over the SR-IOV PIF of \(port.device), driver igb",
        expected: "a port whose card passes tagged frames")
    ],
    remedy: [
      RemedyStep(
        "Check which VMs use it: \(counted(vifs, "VIF"))."
          + (vifs == 0 ? "" : " Each VIF needs another network."),
        Command(
          "xe", "vif-list", "network-uuid=\(vlan.network.map { inventory[$0].uuid } ?? "")",
          "params=uuid,vm-name-label,device,currently-attached")),
      RemedyStep(
        "When no VM uses it, destroy the VLAN.",
        Command("xe", "vlan-destroy", "uuid=\(vlan.uuid)")),
    ])
}
