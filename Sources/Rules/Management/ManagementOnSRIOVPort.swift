package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port carries the host's own traffic and an SR-IOV network.
  package static let managementOnSRIOVPort = Rule(
    id: "management-on-sriov-port",
    title: "SR-IOV network on a port that carries management",
    severity: .warning, confidence: .documented,
    needs: [.ports, .sriovNetworks, .vlans, .bonds],
    standsAlone: "the interface and the SR-IOV network on its port were captured",
    why: """
      Enabling, disabling and re-plugging SR-IOV interrupts connections over the port. Unloading \
      the driver while VMs hold its VFs can bring the host down. If the port carries management or \
      storage, this interrupts the pool's own connection to the host.
      """,
    remedy: "Use different ports for management and for SR-IOV.",
    checkByHand: "xe pif-list params=device,management,sriov-physical-PIF-of,other-config",
    references: [
      "XenCenter: the warning of its SR-IOV wizard on connections of the NIC",
      "intel/ethernet-linux-igb README: unloading the driver while VFs are assigned",
    ],
    population: { inventory in
      inventory.ports.filter { !inventory.hostTrafficBearers(over: $0).isEmpty }
    },
    check: sharedWithManagement,
    examples: [
      .fails("management and SR-IOV are on eth0", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.management(on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .fails("storage and SR-IOV are on eth0", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.management(on: "eth1")
        pool.storage(on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .fails("SR-IOV is active only after a reboot", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.management(on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", requiresReboot: true)
      },
      .passes("SR-IOV is on the other port") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.management(on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth1")
      },
      .undetermined("the list of VLANs was not captured") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.management(on: "eth0")
        pool.forget(.vlan)
      },
    ])
}

/// SR-IOV on the port itself. sriov-reaches-other-ports covers VFs that another port's SR-IOV adds.
private func sharedWithManagement(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard let sriov = port.sriov.map({ inventory[$0] }) else { return nil }
  let host = inventory[port.host]
  let holders = inventory.hostTrafficBearers(over: port)
  let what = enumeration(holders.map(\.name))
  let name = sriov.network.map { "“\(inventory[$0].name)”" } ?? "an SR-IOV network"
  let traffic = inventory.hostTraffic(over: port)
  let kinds = enumeration(traffic.map(\.rawValue))
  let isComing = sriov.requiresReboot == true
  let refuge = host.ports.map { inventory[$0] }.first {
    $0.sriov == nil && $0.bond == nil && $0.carrier?.value == true
      && inventory.hostTrafficBearers(over: $0).isEmpty
      && ($0.driver?.value != port.driver?.value || port.configuration == .sysfs)
  }
  let target = refuge?.uuid ?? "NEW-UUID"
  return FindingDetails(
    title: "\(inventory.label(port)) carries \(kinds) traffic and also \(name)",
    happens: [
      "\(host.name)'s own traffic uses \(what). SR-IOV \(isComing ? "comes up" : "is enabled")"
        + " on the same port\(isComing ? " at the next boot" : "")."
    ],
    action: "Move the host's own traffic or \(name) off \(inventory.label(port)).",
    consequence:
      "Every change to \(name) on \(host.name) interrupts the pool's connection to the host.",
    affected: Affected(
      networks: sriov.network.map { [$0] } ?? [], hosts: [port.host], hostTraffic: traffic),
    evidence: holders.map {
      EvidenceItem(
        $0.origin, ["device", "management", "other-config", "tag", "untagged-PIF", "master"],
        seen: "\($0.name) carries the host's own traffic", expected: "no SR-IOV on its port")
    } + [
      EvidenceItem(
        sriov.origin, ["physical-PIF", "requires-reboot"], seen: "SR-IOV on \(port.device)",
        expected: "SR-IOV on another port")
    ],
    remedy: MovingHostTraffic.steps(port, to: target, in: inventory))
}
