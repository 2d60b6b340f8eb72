package import Auditing
import PoolModel

extension Rule {
  /// The host's own traffic on a port with an SR-IOV network.
  package static let managementOnSRIOVPort = Rule(
    id: "management-on-sriov-port",
    title: "SR-IOV network on the port that bears management",
    severity: .warning, confidence: .source,
    needs: [.ports, .sriovNetworks, .vlans, .bonds],
    why: """
      Enabling, disabling and re-plugging SR-IOV disturbs the connections over the port, and a \
      driver that is unloaded while guests hold its VFs can take the host down. On the port that \
      bears management or storage it is the pool's own connection that goes.
      """,
    remedy: "Keep management and SR-IOV on different ports.",
    checkByHand: "xe pif-list params=device,management,sriov-physical-PIF-of,other-config",
    references: [
      "XenCenter: the warning of its SR-IOV wizard on connections of the NIC",
      "intel/ethernet-linux-igb README: unloading the driver while VFs are assigned",
    ],
    population: { inventory in
      inventory.ports.filter { !inventory.managementBearers(over: $0).isEmpty }
    },
    check: sharedWithManagement,
    examples: [
      .fails("both are on eth0", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.management(on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
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

/// An SR-IOV network on the port itself; VFs that come from a neighbour are another rule's.
private func sharedWithManagement(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard let sriov = port.sriov.map({ inventory[$0] }) else { return nil }
  let host = inventory[port.host]
  let bearers = inventory.managementBearers(over: port)
  let what = enumeration(bearers.map(\.name))
  let name = sriov.network.map { inventory[$0].name } ?? "an SR-IOV network"
  let isComing = sriov.requiresReboot == true
  let refuge = host.ports.map { inventory[$0] }.first {
    $0.sriov == nil && $0.bond == nil && $0.carrier?.value == true
      && inventory.managementBearers(over: $0).isEmpty
      && ($0.driver?.value != port.driver?.value || port.configuration == .sysfs)
  }
  let target = refuge?.uuid ?? "NEW-UUID"
  return FindingDetails(
    title: "\(port.device) bears management and “\(name)”",
    happens: [
      "\(host.name)'s own traffic goes over \(what), and SR-IOV \(isComing ? "comes up" : "is on")"
        + " on the same port\(isComing ? " at the next boot" : "")."
    ],
    action: "Take management or “\(name)” off \(inventory.label(port)).",
    consequence: "Every change to “\(name)” on \(host.name) disturbs the pool's connection to it.",
    affected: Affected(
      networks: sriov.network.map { [$0] } ?? [], hosts: [port.host], isManagementHit: true),
    evidence: bearers.map {
      EvidenceItem(
        $0.origin, ["device", "management", "tag", "untagged-PIF", "master"],
        seen: "\($0.name) bears management or storage", expected: "no SR-IOV on its port")
    } + [
      EvidenceItem(
        sriov.origin, ["physical-PIF", "requires-reboot"], seen: "SR-IOV on \(port.device)",
        expected: "SR-IOV on another port")
    ],
    remedy: port.isManagement ? moving(port, to: target, host, in: inventory) : [])
}

/// Only the untagged interface can be moved by one command.
private func moving(
  _ port: Port, to target: String, _ host: Host, in inventory: Inventory
) -> [RemedyStep] {
  let lead =
    inventory.isHAEnabled ? "High availability must be off while management is moved. " : ""
  return [
    RemedyStep(
      "Check before, at the host's console: its address, and a port with a link and no SR-IOV.",
      Command("xe", "pif-param-list", "uuid=\(port.uuid)"),
      Command("xe", "pif-list", "host-uuid=\(host.uuid)", "params=uuid,device,carrier,management")),
    RemedyStep(
      lead
        + "Give the other port the address of yours, and move management there. The connection to"
        + " \(host.name) drops meanwhile; guests go on.",
      Command(
        "xe", "pif-reconfigure-ip", "uuid=\(target)", "mode=static", "IP=ADDRESS",
        "netmask=NETMASK", "gateway=GATEWAY"),
      Command("xe", "host-management-reconfigure", "pif-uuid=\(target)")),
    RemedyStep(
      "Check after.", Command("xe", "pif-list", "management=true", "params=uuid,device")),
    RemedyStep(
      "The way back.", Command("xe", "host-management-reconfigure", "pif-uuid=\(port.uuid)")),
  ]
}
