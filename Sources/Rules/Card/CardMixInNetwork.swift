package import Auditing
import PoolModel
import PoolSketch

extension Rule {
  /// One SR-IOV network uses cards of different kinds.
  package static let cardMixInNetwork = Rule(
    id: "card-mix-in-network",
    title: "SR-IOV network with cards of different kinds",
    severity: .warning, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .cardIDs],
    standsAlone: "the PCI ids of both ports were captured",
    why: """
      The guest OS needs a driver for its VF. A VF of another kind of card is a different device, \
      with its own driver, name and limits. When a port joins an SR-IOV network, xapi compares its \
      vendor and device IDs with the network's first port and refuses other cards. xapi does not \
      notice a card that is replaced later.
      """,
    remedy: "Use a separate SR-IOV network for each kind of card.",
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
      .undetermined("vendor and device IDs were not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.forgetCardIDs()
      },
    ])
}

/// Finds the ports whose vendor or device ID differs from most ports of the network.
private func mixed(_ network: Network, in inventory: Inventory) -> FindingDetails? {
  let ports = inventory.portsGivingVFs(to: network.id)
  let kinds = Dictionary(grouping: ports) { $0.pciID ?? "" }
    .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
  guard kinds.count > 1, let most = kinds.first else { return nil }
  let odd = kinds.dropFirst().flatMap(\.value).sorted { $0.id < $1.id }
  let names = kinds.map { kind in
    "\(kind.value.first?.cardName ?? "") (\(kind.key)) on "
      + enumeration(kind.value.map { inventory.label($0) })
  }
  let families = Set(ports.map { $0.model?.family.vfFamily })
  return FindingDetails(
    title: "“\(network.name)” uses \(kinds.count) kinds of card",
    happens: [
      "The network uses VFs of \(enumeration(names)).",
      families.count == 1
        ? "One driver in the guest OS supports all of them, but limits and known defects differ."
        : "A VM that starts on another host gets a different device, and its guest OS may have no"
          + " driver for it.",
    ],
    action: "Move \(enumeration(odd.map { inventory.label($0) })) to a separate SR-IOV network.",
    consequence: "Whether a VM has its network depends on the host it starts on.",
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
  let vms = inventory.vmsOnVFs(of: [port.id])
  return [
    RemedyStep("Check before: \(sriov.uuid) is the SR-IOV of \(inventory.label(port)).", look),
    RemedyStep(
      "Shut down the VMs that hold its VFs, then move the port to a separate network. Replace"
        + " NEW-UUID with the uuid that network-create prints. Connections over \(port.device) are"
        + " briefly interrupted, and some drivers require a reboot.",
      commands: vms.map { Command("xe", "vm-shutdown", "uuid=\(inventory[$0].uuid)") }
        + [
          Command("xe", "network-sriov-destroy", "uuid=\(sriov.uuid)"),
          Command("xe", "network-create", "name-label=\(network.name) (\(port.cardName))"),
          Command(
            "xe", "network-sriov-create", "pif-uuid=\(port.uuid)", "network-uuid=NEW-UUID"),
        ]),
    RemedyStep("Check after.", look),
    RemedyStep(
      "To undo: run network-sriov-destroy for the new SR-IOV, whose uuid the check shows, then this"
        + " command. xapi refuses it while the cards differ.",
      Command(
        "xe", "network-sriov-create", "pif-uuid=\(port.uuid)", "network-uuid=\(network.uuid)")),
  ]
}
