package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// VLANs on an igb port pass no traffic while VFs are active on its card.
  package static let i350VLANWithSRIOV = Rule(
    id: "i350-vlan-with-sriov",
    title: "VLAN on an i350 that has VFs",
    severity: .error, confidence: .observed, needs: [.ports, .vlans, .driver, .cardVFs],
    standsAlone: "the VLAN and the VFs of its port were captured",
    why: """
      While VFs are active on a port, the igb driver keeps the card's VLAN filter on. Open \
      vSwitch's VLAN tags are never added to the filter, so tagged frames are dropped before they \
      reach the bridge. The link stays up and untagged traffic passes, so nothing looks wrong from \
      outside. SR-IOV on one port is enough: the toolstack sets max_vfs for all ports of the driver.
      """,
    remedy: """
      Move the VLAN to a card with another driver (X540 and 82599 are not affected), or remove \
      SR-IOV from every igb port of the host and reboot.
      """,
    checkByHand: "grep '' /sys/class/net/eth*/device/sriov_numvfs; xe vlan-list",
    references: [Citation.page, Citation.igbFilter],
    population: { $0.ports.filter { $0.mayUse(driver: "igb") && !$0.vlans.isEmpty } },
    check: passesNoTraffic,
    examples: [
      .fails("the VLAN's own port has VFs", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.vfs(4, on: "eth0")
        pool.vlan(10, "Office", on: "eth0")
      },
      .fails("only another port of the card has VFs", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.vfs(4, on: "eth1")
        pool.vlan(10, "Office", on: "eth0")
      },
      .fails("the VLAN is on a bond of an igb port", on: "xen1/eth0", "xen1/eth1") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.vfs(4, on: "eth0")
        pool.bond("bond0", of: "eth0", "eth1")
        pool.vlan(10, "Office", onBond: "bond0")
      },
      .passes("no port of the card has VFs") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.vlan(10, "Office", on: "eth0")
      },
      .notApplicable("the card is an X540") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.vlan(10, "Office", on: "eth0")
      },
      .undetermined("only xapi data was captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vlan(10, "Office", on: "eth0")
        pool.forgetHostFacts()
      },
    ])
}

/// VFs on the port itself stop its VLANs; VFs on another port of the card may.
private func passesNoTraffic(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard let stop = inventory.vlanStop(on: port), stop.time == .now, let cause = stop.source,
    let vfs = cause.activeVFs
  else { return nil }
  let isOwn = cause.id == port.id
  let hit = StoppedVLANs(of: port, in: inventory)
  let isSure = stop.isCertain
  let verb = isSure ? agreeing(hit.vlans.count, "passes", "pass") : "may pass"
  let whose =
    isOwn ? "The port has \(counted(vfs.value, "VF"))" : "\(cause.device) of the same card has VFs"
  return FindingDetails(
    title: "\(hit.tags) on \(inventory.label(port)) \(verb) no traffic",
    happens: [
      "\(whose), so the igb driver filters tagged frames. The filter does not contain \(hit.tags):"
        + " these frames \(isSure ? "are" : "may be") dropped before they reach the bridge."
        + " The link stays up and untagged traffic passes.",
      hit.caveat(isOwn: isOwn, backend: inventory[port.host].networkBackend),
    ].filter { !$0.isEmpty },
    action: "Move \(hit.names) off \(inventory.label(port)), or remove SR-IOV there.",
    consequence: hit.consequence(isSure: isSure), affected: hit.affected,
    evidence: hit.evidence(port, in: inventory) + [EvidenceItem(vfs, expected: "0")],
    remedy: RemovingSRIOV.steps(ofDriver: "igb", on: port.host, in: inventory)
      + RemovingSRIOV.reboot(inventory[port.host], then: port, in: inventory)
      + MovingVLANs.steps(hit.vlans, from: port, in: inventory),
    confidence: isSure ? nil : .inferred)
}
