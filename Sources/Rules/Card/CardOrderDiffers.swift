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
    remedy: RenamingInterfaces.steps(host, as: coordinator, in: inventory))
}
