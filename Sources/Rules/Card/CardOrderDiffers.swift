package import Auditing
import PoolModel
import PoolSketch
import Remedies

extension Rule {
  /// A device name means another card than on the coordinator.
  package static let cardOrderDiffers = Rule(
    id: "card-order-differs",
    title: "host whose cards stand in another order than elsewhere",
    severity: .warning, confidence: .source,
    needs: [.hosts, .ports, .cardOrder],
    why: """
      A pool is set up by device name: when a member starts, xapi copies the coordinator's VLANs, \
      bonds and SR-IOV networks to the port of the same name. Where that is another card, SR-IOV \
      comes up on the wrong port, or not at all, and only the log says so.
      """,
    remedy: "Rename the host's interfaces so that each name means the same card as elsewhere.",
    checkByHand: "xe pif-list physical=true params=host-name-label,device,vendor-id,device-id",
    references: [
      "xen-api: sync_networking.ml, copy_network_sriovs_from_master", "xcp-ng/xcp issue 525",
    ],
    population: { inventory in inventory.hosts.filter { !$0.isCoordinator } },
    check: misplaced,
    examples: [
      .fails("eth0 and eth1 are swapped", on: "xen2") { pool in
        pool.coordinator("xen1")
        pool.card(.i350, ports: "eth0")
        pool.card(.x540, ports: "eth1")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
        pool.card(.i350, ports: "eth1")
      },
      .passes("the same names mean the same cards; one host has a port more") { pool in
        pool.coordinator("xen1")
        pool.card(.i350, ports: "eth0")
        pool.host("xen2")
        pool.card(.i350, ports: "eth0")
        pool.card(.x540, ports: "eth1")
      },
      .notApplicable("the coordinator is alone") { pool in pool.card(.i350, ports: "eth0") },
      .undetermined("the pool's list does not say who the coordinator is") { pool in
        pool.card(.i350, ports: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
      },
    ])
}

/// Devices that both hosts have, with different vendor or device ids.
private func misplaced(_ host: Host, in inventory: Inventory) -> FindingDetails? {
  let twins = inventory.misplacedPorts(of: host)
  guard !twins.isEmpty, let first = twins.first else { return nil }
  let coordinator = inventory[first.reference.host]
  let touched = twins.flatMap { [$0.own, $0.reference] }
    .flatMap { VFDemand.networks(over: $0, in: inventory) }
  let devices = enumeration(twins.map(\.own.device))
  return FindingDetails(
    title:
      "\(devices) of \(host.name) \(twins.count == 1 ? "is" : "are") not the card of the same name"
      + " on \(coordinator.name)",
    happens: twins.map { twin in
      "\(twin.own.device): \(twin.own.cardName) here, \(twin.reference.cardName) on"
        + " \(coordinator.name)."
    },
    action: "Rename the interfaces of \(host.name) before SR-IOV is set up for the pool.",
    consequence: "What the pool puts on \(devices) lands on another card of \(host.name).",
    affected: Affected(networks: Set(touched).sorted(), hosts: [host.id]),
    evidence: twins.prefix(4).flatMap { twin in
      [twin.own, twin.reference].map { port in
        EvidenceItem(
          port.origin, ["device", "vendor-id", "device-id", "host-uuid"],
          seen: "\(inventory.label(port)) is \(port.pciID ?? "")",
          expected: twin.reference.pciID ?? "")
      }
    },
    remedy: renaming(host, as: coordinator, in: inventory))
}

/// Each name for a port of the card that it means on the coordinator; the order of the bus decides
/// between ports of the same card. Where the hosts have different cards there is no such order.
private func renaming(
  _ host: Host, as coordinator: Host, in inventory: Inventory
) -> [RemedyStep] {
  let byBus = { (host: Host) in
    Dictionary(
      grouping: host.ports.map { inventory[$0] }.sorted {
        ($0.pciAddress ?? "", $0.device) < ($1.pciAddress ?? "", $1.device)
      }, by: { $0.pciID ?? "" })
  }
  let own = byBus(host)
  let theirs = byBus(coordinator)
  let pairs = own.flatMap { id, ports in zip(theirs[id] ?? [], ports) }
    .map { (device: $0.device, port: $1) }.sorted { $0.port.id < $1.port.id }
  let look = Command(
    "xe", "pif-list", "host-uuid=\(host.uuid)", "physical=true",
    "params=uuid,device,MAC,vendor-id,device-id")
  let list = Command("interface-rename", "--list")
  guard own.mapValues(\.count) == theirs.mapValues(\.count),
    pairs.allSatisfy({ $0.port.mac != nil })
  else {
    return [
      RemedyStep("The hosts have different cards: renaming alone cannot mend it. Compare.", look)
    ]
  }
  let words = { (name: (device: String, port: Port)) in "\(name.device)=\(name.port.mac ?? "")" }
  let back = pairs.map { (device: $0.port.device, port: $0.port) }
  return [
    RemedyStep(
      "Check before, at the host's console: management may be lost meanwhile.", list, look),
    RemedyStep(
      "Rename. Nothing changes until the reboot.",
      commands: [Command(words: ["interface-rename", "--update"] + pairs.map(words))]),
  ] + RebootingHost.steps(host, in: inventory) + [
    RemedyStep(
      "Check after. A PIF whose MAC moved has to be forgotten (xe pif-forget) and found again.",
      look, Command("xe", "pif-scan", "host-uuid=\(host.uuid)")),
    RemedyStep(
      "The way back, and a reboot.",
      commands: [Command(words: ["interface-rename", "--update"] + back.map(words))]),
  ]
}
