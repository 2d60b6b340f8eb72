package import Auditing
import PoolModel
import PoolSketch

extension Rule {
  /// One SR-IOV network over cards of different kinds.
  package static let cardMixInNetwork = Rule(
    id: "card-mix-in-network",
    title: "SR-IOV network over cards of different kinds",
    severity: .warning, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .cardIDs],
    why: """
      A VM drives the VF it is given, and a VF of another card is another device: another \
      driver, another name, another limit. xapi refuses such a network when it is made, comparing \
      vendor and device with the first of its ports; a card that is changed later passes unseen.
      """,
    remedy: "Give each kind of card an SR-IOV network of its own.",
    checkByHand: """
      xe network-sriov-list params=physical-PIF; xe pif-list physical=true \
      params=uuid,device,vendor-id,device-id,host-name-label
      """,
    references: ["xen-api: NETWORK_HAS_INCOMPATIBLE_SRIOV_PIFS, raised by network_sriov.create"],
    population: { $0.networks.filter { $0.kind == .sriov } },
    check: mixed,
    examples: [
      .fails("an X540 on one host, an 82599 on the other", on: "10G SR-IOV") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.intel82599, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .passes("the same card on both") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .undetermined("nobody says what card it is") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.forgetCardIDs()
      },
    ])
}

/// Ports that differ from most ports of the network in vendor or device.
private func mixed(_ network: Network, in inventory: Inventory) -> FindingDetails? {
  let ports = inventory.portsGivingVFs(to: network.id)
  let kinds = Dictionary(grouping: ports) { $0.pciID ?? "" }
    .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
  guard kinds.count > 1, let most = kinds.first else { return nil }
  let odd = kinds.dropFirst().flatMap(\.value).sorted { $0.id < $1.id }
  let names = kinds.map { kind in
    "\(kind.value.first?.cardName ?? "") (\(kind.key)) in "
      + enumeration(kind.value.map { inventory.label($0) })
  }
  let families = Set(ports.map { $0.model?.family.vfFamily })
  return FindingDetails(
    title: "“\(network.name)” is over \(kinds.count) kinds of card",
    happens: [
      "It takes VFs from \(enumeration(names)).",
      families.count == 1
        ? "One driver in the VM serves them all, yet limits and known defects differ."
        : "A VM that is started on another host meets another device, for which it may have no"
          + " driver.",
    ],
    action: "Give \(enumeration(odd.map { inventory.label($0) })) an SR-IOV network of its own.",
    consequence: "Whether a VM has its network depends on the host where it is started.",
    affected: Affected(
      vms: Set(network.vifs.map { inventory[$0].vm }).sorted(), networks: [network.id],
      hosts: Set(odd.map(\.host)).sorted()),
    evidence: kinds.compactMap(\.value.first).map { port in
      EvidenceItem(
        port.origin, ["device", "vendor-id", "device-id", "host-uuid"],
        seen: "\(inventory.label(port)) is \(port.pciID ?? "")", expected: most.key)
    },
    remedy: odd.flatMap { separating($0, from: network, in: inventory) })
}

private func separating(
  _ port: Port, from network: Network, in inventory: Inventory
) -> [RemedyStep] {
  guard let sriov = port.sriov.map({ inventory[$0] }) else { return [] }
  let look = Command("xe", "network-sriov-list", "params=uuid,physical-PIF,logical-PIF")
  let vms = Set(inventory.vfUses[port.id.index].vifs.map { inventory[$0].vm }).sorted()
  return [
    RemedyStep("Check before: \(sriov.uuid) is SR-IOV on \(inventory.label(port)).", look),
    RemedyStep(
      "Shut down the VMs that hold its VFs, and put the port on a network of its own; the first"
        + " command that makes something prints the uuid to put for NEW-UUID. Connections over"
        + " \(port.device) are disturbed for a moment, and some drivers want a reboot.",
      commands: vms.map { Command("xe", "vm-shutdown", "uuid=\(inventory[$0].uuid)") }
        + [
          Command("xe", "network-sriov-destroy", "uuid=\(sriov.uuid)"),
          Command("xe", "network-create", "name-label=\(network.name) (\(port.cardName))"),
          Command(
            "xe", "network-sriov-create", "pif-uuid=\(port.uuid)", "network-uuid=NEW-UUID"),
        ]),
    RemedyStep("Check after.", look),
    RemedyStep(
      "The way back: network-sriov-destroy of the new one, which the check names; then this. xapi"
        + " refuses it while the cards differ.",
      Command(
        "xe", "network-sriov-create", "pif-uuid=\(port.uuid)", "network-uuid=\(network.uuid)")),
  ]
}
