package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// SR-IOV on a port that is a member of a bond.
  package static let sriovOnBondMember = Rule(
    id: "sriov-on-bond-member",
    title: "SR-IOV network on a member of a bond",
    severity: .note, confidence: .source,
    needs: [.ports, .sriovNetworks, .bonds],
    why: """
      The bond fails over for what goes through its bridge. A VF belongs to one port: when that \
      port loses its link, the VM on the VF loses its network while the rest of the host goes \
      on over the other member. Unplugging the bond takes SR-IOV down with it.
      """,
    remedy: """
      Give VMs that need failover a VIF on a second port's SR-IOV network and a bond of their \
      own, or take the port out of the bond.
      """,
    checkByHand: "xe pif-list params=device,bond-slave-of,sriov-physical-PIF-of",
    references: [
      "xen-api: xapi_pif.ml, plug and unplug of a bond's members; XenCenter hides such ports"
    ],
    population: { $0.networkSRIOVs },
    check: bonded,
    examples: [
      .fails("the port is bonded with its neighbour", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.bond("bond0", of: "eth0", "eth1")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .passes("the bond is on other ports") { pool in
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

/// The bond's list of members names the port.
private func bonded(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[sriov.port]
  guard let bond = port.bond.map({ inventory[$0] }) else { return nil }
  let others = bond.members.filter { $0 != port.id }.map { inventory[$0].device }
  let name = sriov.network.map { inventory[$0].name } ?? "its SR-IOV network"
  let users = inventory.vfUses[port.id.index].vifs.map { inventory[$0].vm }
  let vms = Set(users).union(VFDemand.waitingVMs(over: port, in: inventory).map(\.id))
    .sorted()
  return FindingDetails(
    title: "“\(name)” is on \(port.device), a member of a bond",
    happens: [
      "\(port.device) is bonded with \(enumeration(others)). The bond fails over for the bridge and"
        + " not for VFs: a VM on “\(name)” loses its network with \(port.device) alone."
    ],
    action: "Do not count on the bond for VMs on “\(name)”.",
    consequence: "They have one way out, and nothing takes over when it fails.",
    affected: Affected(
      vms: vms, networks: VFDemand.networks(over: port, in: inventory), hosts: [port.host]),
    evidence: [
      EvidenceItem(
        bond.origin, ["master", "slaves"], seen: "\(port.device) among the members",
        expected: "a port of no bond"),
      EvidenceItem(
        sriov.origin, ["physical-PIF"], seen: "SR-IOV on the same port", expected: "another port"),
    ],
    remedy: steps(besides: port, named: name, in: inventory))
}

/// A second port with SR-IOV for VMs that need two ways out.
private func steps(
  besides port: Port, named name: String, in inventory: Inventory
) -> [RemedyStep] {
  let bare = inventory[port.host].ports.map { inventory[$0] }.first {
    $0.bond == nil && $0.sriov != nil && $0.id != port.id
  }
  let network = port.sriov.flatMap { inventory[$0].network }
  var remedy = [
    RemedyStep(
      "See who is on “\(name)”, and which of them cannot do without the other member.",
      Command(
        "xe", "vif-list", "network-uuid=\(network.map { inventory[$0].uuid } ?? "UUID")",
        "params=uuid,vm-name-label,device,currently-attached"))
  ]
  if let other = bare?.sriov.flatMap({ inventory[$0].network }).map({ inventory[$0] }) {
    remedy.append(
      RemedyStep(
        "Such a VM gets a second VIF, while it is halted, and bonds the two itself. Put its uuid"
          + " for VM-UUID and one of the numbers that the first command prints for DEVICE. The way back"
          + " is vif-destroy with the uuid that the second one prints.",
        Command("xe", "vm-param-get", "uuid=VM-UUID", "param-name=allowed-VIF-devices"),
        Command(
          "xe", "vif-create", "vm-uuid=VM-UUID", "network-uuid=\(other.uuid)", "device=DEVICE",
          "mac=random")))
  }
  return remedy
}
