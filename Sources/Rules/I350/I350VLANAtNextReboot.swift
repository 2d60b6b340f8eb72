package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// VLANs on an igb port stop passing traffic at the host's next boot.
  package static let i350VLANAtNextReboot = Rule(
    id: "i350-vlan-at-next-reboot",
    title: "VLAN on an i350 that gets VFs at the next reboot",
    severity: .error, confidence: .observed,
    needs: [.ports, .vlans, .sriovNetworks, .driver, .cardVFs, .driverFile],
    standsAlone: "the VLAN, and what provides VFs at the next boot, were captured",
    why: """
      The igb driver reads the number of VFs only when it is loaded. Until then, all VLANs work. \
      After the next boot, planned or not, no VLAN on the card passes traffic.
      """,
    remedy: """
      Do not reboot the host until the VLAN has been moved to a card with another driver, or \
      SR-IOV has been removed from every igb port of the host.
      """,
    checkByHand: "grep ^options /etc/modprobe.d/igb.conf; xe network-sriov-list",
    references: [Citation.page, Citation.networkd],
    population: { $0.ports.filter { $0.mayUse(driver: "igb") && !$0.vlans.isEmpty } },
    check: vlanLostAtReboot,
    examples: [
      .fails("igb.conf requests VFs that do not exist yet", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=4,4")
        pool.vlan(10, "Office", on: "eth0")
      },
      .fails("SR-IOV on another port of the card waits for a reboot", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=0,4")
        pool.sriov("VM SR-IOV", on: "eth1", requiresReboot: true)
        pool.vlan(10, "Office", on: "eth0")
      },
      .passes("igb.conf requests no VFs") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=0")
        pool.vlan(10, "Office", on: "eth0")
      },
      .passes("VFs are already active: i350-vlan-with-sriov reports it") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
        pool.vfs(4, on: "eth0")
        pool.vlan(10, "Office", on: "eth0")
      },
      .undetermined("the driver file was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vlan(10, "Office", on: "eth0")
        pool.forgetDriverFiles()
      },
    ])
}

/// No VF is active on the card, but the next boot creates some.
private func vlanLostAtReboot(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard let stop = inventory.vlanStop(on: port), stop.time == .atNextReboot else { return nil }
  let isSure = stop.isCertain
  let hit = StoppedVLANs(of: port, in: inventory)
  let host = inventory[port.host]
  var evidence = hit.evidence(port, in: inventory)
  if let configured = stop.source?.configuredVFs {
    evidence.append(
      EvidenceItem(
        configured, seen: "\(counted(configured.value, "VF")) at the next boot", expected: "0"))
  }
  evidence += stop.pending.map { sriov in
    EvidenceItem(
      sriov.origin, ["physical-PIF", "requires-reboot"],
      seen: "SR-IOV on \(inventory[sriov.port].device) waits for a reboot",
      expected: "no SR-IOV on driver igb")
  }
  return FindingDetails(
    title: "\(hit.tags) on \(port.device) \(isSure ? "will" : "may") stop passing traffic when"
      + " \(host.name) reboots",
    happens: [
      "No VF is active yet, so the VLAN filter does not affect \(hit.tags) today. The next boot"
        + " loads the igb driver with VFs and turns its VLAN filter on. The filter does not contain"
        + " \(hit.tags).",
      hit.caveat(isOwn: isSure, backend: host.networkBackend),
    ].filter { !$0.isEmpty },
    action: "Do not reboot \(host.name) until \(hit.names)"
      + " \(agreeing(hit.vlans.count, "has", "have")) been moved off \(port.device) or SR-IOV has"
      + " been removed from its igb ports.",
    consequence: hit.consequence(isSure: isSure, after: "the reboot"), affected: hit.affected,
    evidence: evidence,
    remedy: RemovingSRIOV.steps(ofDriver: "igb", on: port.host, in: inventory)
      + MovingVLANs.steps(hit.vlans, from: port, in: inventory),
    confidence: isSure ? nil : .inferred)
}
