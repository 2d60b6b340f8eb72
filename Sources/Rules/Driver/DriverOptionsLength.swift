package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A driver option has more or fewer values than the driver has ports.
  package static let driverOptionsLength = Rule(
    id: "driver-options-length",
    title: "driver option with the wrong number of values",
    severity: .warning, confidence: .source, needs: [.driverFile, .optionPositions],
    why: """
      The option's values are assigned to ports by position, and ports after the last value get no \
      VFs. After a card was added, removed or hidden from the host, a value may apply to a \
      different port. The order cannot be predicted. A driver that takes one number for all its \
      ports may not load at all if it gets several.
      """,
    remedy: "Let the toolstack rewrite the line with one value for each port, and reboot.",
    checkByHand: "grep ^options /etc/modprobe.d/igb.conf; ls /sys/bus/pci/drivers/igb",
    references: [Citation.networkd, "intel/ethernet-linux-igb: README, max_vfs"],
    population: { $0.governingFiles.filter(\.setsVFs) },
    check: wrongLength,
    examples: [
      .fails("a card was added: its ports have no value", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.card(.i350, ports: "eth2", "eth3")
        pool.driverFile("igb.conf", "options igb max_vfs=4,4")
        pool.modinfo("igb", "max_vfs")
      },
      .passes("the driver takes one number: see driver-refused") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=4,4")
        pool.modinfo("igb", "max_vfs", isArray: false)
      },
      .passes("one value for each port, including an i210") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.card(.i210, ports: "eth2")
        pool.driverFile("igb.conf", "options igb max_vfs=4,4,4")
        pool.modinfo("igb", "max_vfs")
      },
      .passes("the line as shipped") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=0")
      },
      .undetermined("modinfo was not captured") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=4,4")
      },
    ])
}

/// VFs are requested with the wrong number of values. A value that the kernel refuses is another
/// rule's matter.
private func wrongLength(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  guard let captured = file.ownOptionValues, captured.value.contains(where: { $0 != 0 }),
    let bound = file.boundFunctions, file.takesValuePerPort, file.load.refusal == nil
  else { return nil }
  let wanted = bound.value
  let count = captured.value.count
  guard count != wanted else { return nil }
  return FindingDetails(
    title: "\(file.fileName) of \(inventory[file.host].name) has \(counted(count, "value"))"
      + " for \(counted(wanted, "port"))",
    happens: [misfit(of: file, count, wanted, in: inventory)],
    action: "Rewrite the options line of \(inventory.label(file)).",
    consequence:
      "After the next boot, VFs may be on different ports than the networks of their VMs.",
    affected: Affected(
      vms: inventory.vmsOnVFs(of: file.ports), networks: inventory.sriovNetworks(of: file),
      hosts: [file.host]),
    evidence: [
      EvidenceItem(
        captured.origin, by: .driverFile, seen: counted(count, "value"),
        expected: counted(wanted, "value")),
      EvidenceItem(
        bound, seen: "\(counted(bound.value, "function")) bound to \(file.driver)",
        expected: "one function for each value"),
    ],
    remedy: rewriting(file, captured.value.map { $0 ?? 0 }, wanted, in: inventory))
}

private func misfit(
  of file: DriverFile, _ count: Int, _ wanted: Int, in inventory: Inventory
) -> String {
  let host = inventory[file.host].name
  guard count < wanted else {
    return "The line has values for more ports than \(file.driver) has on \(host) now."
  }
  let beyond = file.ports.dropFirst(count).map { inventory[$0].device }
  return
    "\(counted(wanted - count, "port")) of \(host) will get no VFs from this line. By PCI order:"
    + " \(beyond.isEmpty ? "a port that xapi does not know" : enumeration(beyond))."
}

/// While SR-IOV is on, the toolstack rewrites the line; otherwise existing values keep their place.
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
  let text = isOn ? "The toolstack rewrites the line." : "Change it to \(counted(wanted, "value"))."
  let steps = EditingDriverFile.steps(file, text, change, in: inventory)
  return isOn ? steps : steps + RebuildingInitrd.steps(on: inventory[file.host])
}
