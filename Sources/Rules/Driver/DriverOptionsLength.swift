package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// An option with more or fewer values than the driver has ports.
  package static let driverOptionsLength = Rule(
    id: "driver-options-length",
    title: "driver option whose values do not fit the number of ports",
    severity: .warning, confidence: .source, needs: [.driverFile, .optionPositions],
    why: """
      The values of the option go to the ports by position, and ports behind the last value get no \
      VFs. After a card was added, removed or hidden from the host, each value may be another \
      port's. Nobody can foretell the positions. A driver that takes one number for all its ports \
      may not load at all with several.
      """,
    remedy: "Let the toolstack write the line anew, one value for each port, and reboot.",
    checkByHand: "grep ^options /etc/modprobe.d/igb.conf; ls /sys/bus/pci/drivers/igb",
    references: [Citation.networkd, "intel/ethernet-linux-igb: README, max_vfs"],
    population: { $0.governingFiles.filter(\.setsVFs) },
    check: wrongLength,
    examples: [
      .fails("a card was added behind the last value", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.card(.i350, ports: "eth2", "eth3")
        pool.driverFile("igb.conf", "options igb max_vfs=4,4")
        pool.modinfo("igb", "max_vfs")
      },
      .fails("the driver takes one number", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=4,4")
        pool.modinfo("igb", "max_vfs", isArray: false)
      },
      .passes("a value for each port, that of an i210 among them") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.card(.i210, ports: "eth2")
        pool.driverFile("igb.conf", "options igb max_vfs=4,4,4")
        pool.modinfo("igb", "max_vfs")
      },
      .passes("the line as shipped") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=0")
      },
      .undetermined("nobody told what the parameter takes") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=4,4")
      },
    ])
}

/// VFs are asked for, by a wrong number of values.
private func wrongLength(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  guard let captured = file.ownOptionValues, captured.value.contains(where: { $0 != 0 }),
    let bound = file.boundFunctions
  else { return nil }
  let wanted = file.takesValuePerPort ? bound.value : 1
  let count = captured.value.count
  guard count != wanted, file.takesValuePerPort || count > 1 else { return nil }
  let vms = file.ports.flatMap { inventory.vfUses[$0.index].vifs }.map { inventory[$0].vm }
  return FindingDetails(
    title: "\(file.fileName) has \(counted(count, "value")) for"
      + " \(file.takesValuePerPort ? counted(wanted, "port") : "one number")",
    happens: [misfit(of: file, count, wanted, in: inventory)],
    action: "Have the options line of \(inventory.label(file)) written anew.",
    consequence: file.takesValuePerPort
      ? "At the next boot the VFs may be on other ports than their VMs' networks."
      : "At the next boot the driver may not load, and its ports would be gone.",
    affected: Affected(
      vms: Set(vms).sorted(), networks: inventory.sriovNetworks(of: file),
      hosts: [file.host]),
    evidence: [
      EvidenceItem(
        captured.origin, by: .driverFile, seen: counted(count, "value"),
        expected: counted(wanted, "value")),
      EvidenceItem(
        bound, seen: "\(counted(bound.value, "function")) bound to \(file.driver)",
        expected: "one for each value"),
    ],
    remedy: rewriting(file, captured.value.map { $0 ?? 0 }, wanted, in: inventory),
    confidence: file.takesValuePerPort ? nil : .inferred)
}

private func misfit(
  of file: DriverFile, _ count: Int, _ wanted: Int, in inventory: Inventory
) -> String {
  let host = inventory[file.host].name
  guard file.takesValuePerPort else {
    return "Driver \(file.driver) of \(host) takes one number for all ports."
  }
  guard count < wanted else {
    return "A port that was here when the line was written is not bound to \(file.driver) now."
  }
  let beyond = file.ports.dropFirst(count).map { inventory[$0].device }
  return "\(counted(wanted - count, "port")) of \(host) will get no VFs from it; by PCI order"
    + " \(beyond.isEmpty ? "one that xapi does not know" : enumeration(beyond))."
}

/// The toolstack rewrites the line while SR-IOV is on; else the values there are stay in place.
private func rewriting(
  _ file: DriverFile, _ values: [Int], _ wanted: Int, in inventory: Inventory
) -> [RemedyStep] {
  var change: [Command] = []
  let isOn = file.ports.contains { inventory[$0].sriov != nil }
  if !isOn, let name = file.effectiveParameter {
    let padded = (values + Array(repeating: 0, count: max(0, wanted - values.count)))
    let text = padded.prefix(wanted).map(String.init).joined(separator: ",")
    change.append(
      Command(
        "sed", "-i", "/^options/s/\(name)=[^[:space:]]*/\(name)=\(text)/",
        EditingDriverFile.path(file)))
  }
  let text = isOn ? "Nothing to write: the toolstack does it." : "Write one value for each port."
  let steps = EditingDriverFile.steps(file, text, change, in: inventory)
  return isOn ? steps : steps + RebuildingInitrd.steps(on: inventory[file.host])
}
