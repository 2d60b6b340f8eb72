package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// The same card has a different driver, firmware or driver file on another host.
  package static let cardDriverDiffers = Rule(
    id: "card-driver-differs",
    title: "host whose driver, firmware or VF limit differs",
    severity: .note, confidence: .inferred,
    needs: [.hosts, .ports, .driverVersions],
    standsAlone: "both hosts' own data show the difference",
    why: """
      VF defects depend on the versions of the driver and the firmware, and the driver file sets \
      the number of VFs. If hosts differ, a VM may work on one host and fail on another, and the \
      failures look random.
      """,
    remedy: "Use the same driver, firmware and driver file for the same card on all hosts.",
    checkByHand: "ethtool -i eth0; cat /etc/modprobe.d/igb.conf    # on each host",
    references: ["intel/ethernet-linux-ice issues 57 and 63; xcp-ng/xcp issue 161 (versions)"],
    population: { inventory in inventory.hosts.count > 1 ? inventory.hosts : [] },
    check: differently,
    examples: [
      .fails("a different firmware version", on: "xen2") { pool in
        pool.card(.x540, ports: "eth0")
        pool.versions(driver: "5.18.6", firmware: "0x800007b9")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
        pool.versions(driver: "5.18.6", firmware: "0x80000389")
      },
      .fails("a different limit in the driver file", on: "xen2") { pool in
        pool.card(.i350, ports: "eth0")
        pool.versions(driver: "5.13.20", firmware: "1.63")
        pool.driverFile("igb.conf", "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\n")
        pool.host("xen2")
        pool.card(.i350, ports: "eth0")
        pool.versions(driver: "5.13.20", firmware: "1.63")
        pool.driverFile("igb.conf", "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 4\n")
      },
      .passes("driver and firmware are the same") { pool in
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

/// Compares with the coordinator, or else with the first host that has the card.
private func differently(_ host: Host, in inventory: Inventory) -> FindingDetails? {
  var happens: [String] = []
  var evidence: [EvidenceItem] = []
  var others: Set<ID<Host>> = []
  for twin in inventory.twinPorts(of: host) {
    let there = inventory[twin.reference.host].name
    for (what, mine, other) in versions(of: twin, in: inventory) where mine?.value != other?.value {
      let (seen, expected) = (mine?.value ?? "none", other?.value ?? "none")
      others.insert(twin.reference.host)
      happens.append(
        "\(twin.own.cardName): \(what) \(seen) on \(host.name), \(expected) on \(there).")
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
    title: "\(host.name) differs from \(names) in driver, firmware or VF limit",
    happens: happens,
    action: "Use the same driver, firmware and VF limit on \(host.name) and \(names).",
    consequence: "A VM's VF may behave differently on \(host.name).",
    affected: Affected(hosts: [host.id]),
    evidence: evidence,
    remedy: [
      RemedyStep(
        "Check before and after, on each of these hosts.",
        commands: devices.map { Command("ethtool", "-i", $0) } + [
          Command("sh", "-c", "grep . /etc/modprobe.d/*.conf")
        ]),
      RemedyStep(
        "Update the host that has the older version. Drivers come with the product's updates or on"
          + " the vendor's driver disk, firmware comes from the card's vendor. The reboot affects"
          + " only the VMs of that host. Keep the old package so that you can undo this."),
    ])
}

/// The VF limit that xapi takes from the driver file; nil without a driver file or a limit.
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
    captured.append(("VF limit", limit(own, in: inventory), limit(reference, in: inventory)))
  }
  return captured
}
