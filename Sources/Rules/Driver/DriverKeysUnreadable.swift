package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// Keys in a driver file that a person reads and the toolstack does not.
  package static let driverKeysUnreadable = Rule(
    id: "driver-keys-unreadable",
    title: "driver file with keys that the toolstack does not read",
    severity: .error, confidence: .source, needs: [.driverFile],
    why: """
      The toolstack takes a key only from a line that begins with one # and one blank, and of \
      several lines with the same key the first. Without VFs-param it does not look into the file \
      at all and sets VFs by sysfs: at once, and always the most. With VFs-param and no number in \
      VFs-maxvfs-by-default, enabling SR-IOV fails.
      """,
    remedy: "Write each key once, as # KEY: VALUE, restart the toolstack and reboot.",
    checkByHand: "grep -n VFs- /etc/modprobe.d/*.conf; ls /etc/modprobe.d/*.rpmnew",
    references: [Citation.networkd, "xcp-ng-rpms/intel-igb: the file is %config(noreplace)"],
    population: { $0.governingFiles },
    check: unreadableKeys,
    examples: [
      .fails("two # and a missing blank hide the keys", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile(
          "igb.conf", "#VFs-param: max_vfs\n## VFs-maxvfs-by-default: 7\noptions igb max_vfs=0")
      },
      .fails("the header is lost", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
      },
      .fails("the number by default is missing", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "# VFs-param: max_vfs\n# VFs-maxvfs-by-user: 4")
      },
      .fails("the second of two limits does not count", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", shipped + "# VFs-maxvfs-by-user: 7\n# VFs-maxvfs-by-user: 4")
      },
      .passes("the file as shipped") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", shipped + "# VFs-maxvfs-by-user:\noptions igb max_vfs=0")
      },
      .passes("an old limit is put out of force with ##") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", shipped + "## VFs-maxvfs-by-user: 2\n# VFs-maxvfs-by-user: 4")
      },
      .undetermined("the driver file was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.forgetDriverFiles()
      },
    ])
}

private let shipped = "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\n"

/// A key is lost, or one without which the others mean nothing is not there.
private func unreadableKeys(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  let lost = file.lostKeys
  guard !lost.isEmpty || file.lacksParameter || file.lacksDefault else { return nil }
  let host = inventory[file.host].name
  let names = Set(lost.map(\.name)).sorted()
  let missing = file.lacksParameter ? "VFs-param" : "VFs-maxvfs-by-default"
  let consequence: String
  if file.lacksParameter {
    consequence =
      "Enabling SR-IOV on \(host) may give every VF of the port at once, without a reboot; no"
      + " limit counts."
  } else if file.lacksDefault {
    consequence = "Enabling SR-IOV on \(host) fails: “Fail to get maxvfs”."
  } else {
    let number = file.target.map { "\($0)" } ?? "the default"
    consequence = "\(counted(file.ports.count, "port")) will have \(number) VFs."
  }
  return FindingDetails(
    title: names.isEmpty
      ? "\(file.fileName) has no readable \(missing)"
      : "the toolstack does not read \(enumeration(names)) in \(file.fileName)",
    happens: [
      lost.isEmpty
        ? "\(inventory.label(file)) has no line “# \(missing): …” that the toolstack can take."
        : "In \(inventory.label(file)) the toolstack passes over \(counted(lost.count, "line"))."
    ],
    action: "Write the keys of \(inventory.label(file)) so that the toolstack reads them.",
    consequence: consequence,
    affected: Affected(networks: inventory.sriovNetworks(of: file), hosts: [file.host]),
    evidence: lines(of: file, lacking: missing),
    remedy: EditingDriverFile.steps(
      file, "Write each key once, in the toolstack's form. Of two values the last is taken here.",
      EditingDriverFile.restoringKeys(of: file, in: inventory), in: inventory))
}

/// The lines that are passed over; where nothing but a key is missing, the file or the key's line.
private func lines(of file: DriverFile, lacking missing: String) -> [EvidenceItem] {
  let lost = file.lostKeys.map { key in
    EvidenceItem(
      key.origin, by: .driverFile,
      seen: key.isRepeated ? "\(key.name) a second time, with another value" : "no key",
      expected: key.isRepeated ? "one line" : "# \(key.name): \(key.value)")
  }
  let packaged = file.packagedCopy.map {
    EvidenceItem($0.origin, by: .fileTimes, seen: "the packaged file beside it", expected: "none")
  }
  guard lost.isEmpty else { return lost + [packaged].compactMap { $0 } }
  let written = file.record.keys.first { $0.name == missing }?.value
  return [
    EvidenceItem(
      written?.origin ?? file.origin, by: .driverFile,
      seen: written.map { "“\($0.value)”" } ?? "no line “# \(missing): …”",
      expected: "# \(missing): \(file.lacksParameter ? file.effectiveParameter ?? "" : "NUMBER")")
  ] + [packaged].compactMap { $0 }
}
