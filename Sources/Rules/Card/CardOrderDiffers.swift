package import Auditing
import PoolModel
import PoolSketch
import Remedies

extension Rule {
  /// A device name belongs to a different card than on the coordinator.
  package static let cardOrderDiffers = Rule(
    id: "card-order-differs",
    title: "host whose NICs are numbered in a different order",
    severity: .warning, confidence: .source,
    needs: [.hosts, .ports, .cardOrder],
    why: """
      When a pool member starts, xapi copies the coordinator's SR-IOV networks to the port with \
      the same device name, and from version 25.35 on to the port in the same position. If that is \
      a different card, SR-IOV comes up on the wrong port or not at all. Only the log shows it.
      """,
    remedy: "Rename the host's interfaces so that each name is the same card on every host.",
    checkByHand: "xe pif-list physical=true params=host-name-label,device,vendor-id,device-id",
    references: ["xen-api: sync_networking.ml, copy_network_sriovs_from_master; xcp-ng/xcp 525"],
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
      .fails("the hosts have different cards: no new names follow", on: "xen2") { pool in
        pool.coordinator("xen1")
        pool.card(.x540, ports: "eth0")
        pool.host("xen2")
        pool.card(.intel82599, ports: "eth0")
      },
      .passes("the same names belong to the same cards; one host has an extra port") { pool in
        pool.coordinator("xen1")
        pool.card(.i350, ports: "eth0")
        pool.host("xen2")
        pool.card(.i350, ports: "eth0")
        pool.card(.x540, ports: "eth1")
      },
      .notApplicable("the pool has one host") { pool in pool.card(.i350, ports: "eth0") },
      .undetermined("the pool list does not show which host is the coordinator") { pool in
        pool.card(.i350, ports: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
      },
    ])
}

/// Finds devices that both hosts have, with different vendor or device IDs.
private func misplaced(_ host: Host, in inventory: Inventory) -> FindingDetails? {
  let twins = inventory.misplacedPorts(of: host)
  guard !twins.isEmpty, let first = twins.first else { return nil }
  let coordinator = inventory[first.reference.host]
  let touched = twins.flatMap { [$0.own, $0.reference] }
    .flatMap { VFDemand.networks(over: $0, in: inventory) }
  let devices = enumeration(twins.map(\.own.device))
  return FindingDetails(
    title: "\(devices) \(agreeing(twins.count, "is a different card", "are different cards"))"
      + " on \(host.name) than on \(coordinator.name)",
    happens: twins.map { twin in
      "\(twin.own.device): \(twin.own.cardName) on \(host.name), \(twin.reference.cardName) on"
        + " \(coordinator.name)."
    },
    action: "Rename the interfaces of \(host.name) before you set up SR-IOV for the pool.",
    consequence: "The pool's settings for \(devices) apply to"
      + " \(agreeing(twins.count, "a different card", "different cards")) on \(host.name).",
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

/// Assigns each name to the card that has it on the coordinator; ports of the same card are taken
/// in order of PCI address. If the hosts have different cards, there is no such assignment.
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
      RemedyStep("The cards differ, or a MAC is unknown: no new names follow. Compare.", look)
    ]
  }
  let words = { (name: (device: String, port: Port)) in "\(name.device)=\(name.port.mac ?? "")" }
  let back = pairs.map { (device: $0.port.device, port: $0.port) }
  return [
    RemedyStep(
      "Check before, at the console of \(host.name): management may be interrupted.", list, look),
    RemedyStep(
      "Rename the interfaces. Nothing changes until the reboot.",
      commands: [Command(words: ["interface-rename", "--update"] + pairs.map(words))]),
  ] + RebootingHost.steps(host, in: inventory) + [
    RemedyStep(
      "Check after. If the MAC of a PIF has moved, forget the PIF (xe pif-forget) and scan again.",
      look, Command("xe", "pif-scan", "host-uuid=\(host.uuid)")),
    RemedyStep(
      "To undo: run this command and reboot.",
      commands: [Command(words: ["interface-rename", "--update"] + back.map(words))]),
  ]
}
