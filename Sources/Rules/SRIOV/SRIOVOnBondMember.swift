package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// SR-IOV on a port that is a member of a bond.
  package static let sriovOnBondMember = Rule(
    id: "sriov-on-bond-member",
    title: "SR-IOV network on a bond member",
    severity: .note, confidence: .source,
    needs: [.ports, .sriovNetworks, .bonds],
    standsAlone: "the bond and the SR-IOV network were captured",
    why: """
      A bond provides failover only for traffic through its bridge. A VF belongs to one port. If \
      that port loses its link, a VM on the VF loses its network, while the rest of the host \
      continues over the other member. Unplugging the bond takes SR-IOV down as well.
      """,
    remedy: """
      Give VMs that need failover a second VIF on another port's SR-IOV network and a bond in the \
      guest OS, or remove the port from the bond.
      """,
    checkByHand: "xe pif-list params=device,bond-slave-of,sriov-physical-PIF-of",
    references: [
      "xen-api: xapi_pif.ml, plug and unplug of a bond's members; XenCenter hides such ports"
    ],
    population: { $0.networkSRIOVs },
    check: bonded,
    examples: [
      .fails("the port is bonded with another port", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.bond("bond0", of: "eth0", "eth1")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .passes("the bond uses other ports") { pool in
        pool.card(.x540, ports: "eth0", "eth1", "eth2")
        pool.bond("bond0", of: "eth1", "eth2")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .undetermined("the list of bonds was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.forget(.bond)
      },
    ])
}

/// The port is in a bond's list of members.
private func bonded(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[sriov.port]
  guard let bond = port.bond.map({ inventory[$0] }) else { return nil }
  let others = bond.members.filter { $0 != port.id }.map { inventory[$0].device }
  let name = sriov.network.map { inventory[$0].name } ?? "its SR-IOV network"
  let users = inventory.vmsOnVFs(of: [port.id])
  let vms = Set(users).union(VFDemand.waitingVMs(over: port, in: inventory).map(\.id))
    .sorted()
  return FindingDetails(
    title: "“\(name)” is on \(port.device), which is a bond member",
    happens: [
      "\(port.device) is bonded with \(enumeration(others)). The bond provides failover for its"
        + " bridge, but not for VFs. If \(port.device) fails, VMs on “\(name)” lose this network."
    ],
    action: "Do not rely on the bond for VMs on “\(name)”.",
    consequence: "These VMs use one port, and no other port takes over if it fails.",
    affected: Affected(
      vms: vms, networks: VFDemand.networks(over: port, in: inventory), hosts: [port.host]),
    evidence: [
      EvidenceItem(
        bond.origin, ["master", "slaves"], seen: "\(port.device) is a member",
        expected: "a port outside any bond"),
      EvidenceItem(
        sriov.origin, ["physical-PIF"], seen: "SR-IOV on the same port",
        expected: "SR-IOV on another port"),
    ],
    remedy: steps(besides: port, named: name, in: inventory))
}

/// Gives VMs that need failover a VIF on a second port with SR-IOV.
private func steps(
  besides port: Port, named name: String, in inventory: Inventory
) -> [RemedyStep] {
  let bare = inventory[port.host].ports.map { inventory[$0] }.first {
    $0.bond == nil && $0.sriov != nil
  }
  let network = port.sriov.flatMap { inventory[$0].network }
  var remedy = [
    RemedyStep(
      "List the VMs on “\(name)”, and decide which of them need failover.",
      Command(
        "xe", "vif-list", "network-uuid=\(network.map { inventory[$0].uuid } ?? "UUID")",
        "params=uuid,vm-name-label,device,currently-attached"))
  ]
  if let other = bare?.sriov.flatMap({ inventory[$0].network }).map({ inventory[$0] }) {
    remedy.append(
      RemedyStep(
        "Create a second VIF for each such VM while it is halted, and bond the two in the guest"
          + " OS. Replace VM-UUID with its uuid, and DEVICE with a number that the first command"
          + " prints. To undo: vif-destroy with the uuid that the second command prints.",
        Command("xe", "vm-param-get", "uuid=VM-UUID", "param-name=allowed-VIF-devices"),
        Command(
          "xe", "vif-create", "vm-uuid=VM-UUID", "network-uuid=\(other.uuid)", "device=DEVICE",
          "mac=random")))
  }
  return remedy
}
