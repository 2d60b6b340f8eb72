package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// The same card under another driver, firmware or driver file than in another host.
  package static let cardDriverDiffers = Rule(
    id: "card-driver-differs",
    title: "host with another driver or firmware than the others",
    severity: .note, confidence: .inferred,
    needs: [.hosts, .ports, .driverVersions],
    why: """
      Defects of VFs come and go with versions of driver and firmware, and a driver's file decides \
      how many VFs there are. Where hosts differ, a VM may work on one and fail on the next, \
      and the pool looks as if it failed at random.
      """,
    remedy: "Bring driver, firmware and driver file of the same card to one state on all hosts.",
    checkByHand: "ethtool -i eth0; cat /etc/modprobe.d/igb.conf    # on each host",
    references: ["intel/ethernet-linux-ice issues 57 and 63; xcp-ng/xcp issue 161 (versions)"],
    population: { inventory in inventory.hosts.count > 1 ? inventory.hosts : [] },
    check: differently,
    examples: [
      .fails("another firmware", on: "xen2") { pool in
        pool.card(.x540, ports: "eth0")
        pool.versions(driver: "5.18.6", firmware: "0x800007b9")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
        pool.versions(driver: "5.18.6", firmware: "0x80000389")
      },
      .fails("another limit in the driver's file", on: "xen2") { pool in
        pool.card(.i350, ports: "eth0")
        pool.versions(driver: "5.13.20", firmware: "1.63")
        pool.driverFile("igb.conf", "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\n")
        pool.host("xen2")
        pool.card(.i350, ports: "eth0")
        pool.versions(driver: "5.13.20", firmware: "1.63")
        pool.driverFile("igb.conf", "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 4\n")
      },
      .passes("all is the same") { pool in
        pool.card(.x540, ports: "eth0")
        pool.versions(driver: "5.18.6", firmware: "0x800007b9")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
        pool.versions(driver: "5.18.6", firmware: "0x800007b9")
      },
      .undetermined("ethtool was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
      },
    ])
}

/// Compared with the coordinator, or with the first host that has the card.
private func differently(_ host: Host, in inventory: Inventory) -> FindingDetails? {
  var happens: [String] = []
  var evidence: [EvidenceItem] = []
  var others: Set<ID<Host>> = []
  for twin in inventory.twinPorts(of: host) {
    let there = inventory[twin.reference.host].name
    for (what, mine, other) in versions(of: twin, in: inventory) where mine?.value != other?.value {
      let (seen, expected) = (mine?.value ?? "none", other?.value ?? "none")
      others.insert(twin.reference.host)
      happens.append("\(twin.own.cardName): \(what) \(seen) here, \(expected) on \(there).")
      for (fact, name) in [(mine, host.name), (other, there)] {
        guard let fact else { continue }
        evidence.append(
          EvidenceItem(fact, seen: "\(what) \(fact.value) on \(name)", expected: expected))
      }
    }
  }
  guard !happens.isEmpty else { return nil }
  let names = enumeration(others.sorted().map { inventory[$0].name })
  let devices = inventory.twinPorts(of: host).map(\.own.device)
  return FindingDetails(
    title: "\(host.name) has another driver, firmware or limit than \(names)",
    happens: happens,
    action: "Bring \(host.name) and \(names) to the same state.",
    consequence: "A VM's VF may behave differently on \(host.name).",
    affected: Affected(hosts: [host.id]),
    evidence: evidence,
    remedy: [
      RemedyStep(
        "Check before and after, on both hosts.",
        commands: devices.map { Command("ethtool", "-i", $0) } + [
          Command("sh", "-c", "grep . /etc/modprobe.d/*.conf")
        ]),
      RemedyStep(
        "Update the host that is behind: drivers come with the product's updates or its vendor's"
          + " driver disk, firmware from the card's vendor. The reboot after it disturbs the VMs of"
          + " that host alone; keep the old package for the way back."),
    ])
}

/// What xapi makes of the driver's file.
private func limit(_ port: Port, in inventory: Inventory) -> Fact<String>? {
  guard let file = inventory.driverFile(of: port) else { return nil }
  return file.target.map { Fact("\($0)", by: .driverFile, at: file.origin) }
}

private typealias VersionPair = (what: String, own: Fact<String>?, other: Fact<String>?)

private func versions(of twin: Inventory.Twin, in inventory: Inventory) -> [VersionPair] {
  let (own, reference) = (twin.own, twin.reference)
  var captured: [VersionPair] = [
    ("driver \(own.driver?.value ?? "")", own.driverVersion, reference.driverVersion),
    ("firmware", own.firmwareVersion, reference.firmwareVersion),
  ]
  if own.configuration == .driverFile {
    captured.append(("limit of VFs", limit(own, in: inventory), limit(reference, in: inventory)))
  }
  return captured
}
