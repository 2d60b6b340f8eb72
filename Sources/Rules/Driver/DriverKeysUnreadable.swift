package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A driver file contains keys that the toolstack does not read.
  package static let driverKeysUnreadable = Rule(
    id: "driver-keys-unreadable",
    title: "driver file with keys that the toolstack does not read",
    severity: .error, confidence: .source, needs: [.driverFile],
    why: """
      The toolstack reads a key only from a line that starts with one # and one space. If a key \
      occurs several times, the first line counts. Without VFs-param the toolstack does not use \
      the file and tries to set VFs through sysfs: immediately, and always the maximum. With \
      VFs-param but no number in VFs-maxvfs-by-default, enabling SR-IOV fails.
      """,
    remedy: "Write each key once, as # KEY: VALUE, restart the toolstack and reboot.",
    checkByHand: "grep -n VFs- /etc/modprobe.d/*.conf; ls /etc/modprobe.d/*.rpmnew",
    references: [Citation.networkd, "xcp-ng-rpms/intel-igb: the file is %config(noreplace)"],
    population: { $0.governingFiles },
    check: unreadableKeys,
    examples: [
      .fails("a second # and a missing space hide the keys", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile(
          "igb.conf", "#VFs-param: max_vfs\n## VFs-maxvfs-by-default: 7\noptions igb max_vfs=0")
      },
      .fails("all keys are missing", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
      },
      .fails("VFs-maxvfs-by-default is missing", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "# VFs-param: max_vfs\n# VFs-maxvfs-by-user: 4")
      },
      .fails("of two limits, the second is ignored", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", shipped + "# VFs-maxvfs-by-user: 7\n# VFs-maxvfs-by-user: 4")
      },
      .passes("the file as shipped") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", shipped + "# VFs-maxvfs-by-user:\noptions igb max_vfs=0")
      },
      .passes("an old limit is disabled with ##") { pool in
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

/// A key is not read, or VFs-param or VFs-maxvfs-by-default is missing.
private func unreadableKeys(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  let lost = file.lostKeys
  guard !lost.isEmpty || file.lacksParameter || file.lacksDefault else { return nil }
  let host = inventory[file.host].name
  let names = Set(lost.map(\.name)).sorted()
  let missing = file.lacksParameter ? "VFs-param" : "VFs-maxvfs-by-default"
  let consequence: String
  if file.lacksParameter {
    consequence =
      "Enabling SR-IOV on \(host) may fail, or may create all VFs of the port immediately. No"
      + " limit applies."
  } else if file.lacksDefault {
    consequence = "Enabling SR-IOV on \(host) fails: “Fail to get maxvfs”."
  } else {
    let number = file.target.map { counted($0, "VF") } ?? "the default number of VFs"
    let each = agreeing(file.ports.count, "", " each")
    consequence = "\(counted(file.ports.count, "port")) of \(host) will have \(number)\(each)."
  }
  return FindingDetails(
    title: names.isEmpty
      ? "\(file.fileName) of \(host) has no readable \(missing)"
      : "the toolstack does not read \(enumeration(names)) in \(file.fileName) of \(host)",
    happens: [
      lost.isEmpty
        ? "\(inventory.label(file)) has no line “# \(missing): …” that the toolstack can read."
        : "In \(inventory.label(file)) the toolstack ignores \(counted(lost.count, "line"))."
    ],
    action: "Correct the keys of \(inventory.label(file)) so that the toolstack can read them.",
    consequence: consequence,
    affected: Affected(networks: inventory.sriovNetworks(of: file), hosts: [file.host]),
    evidence: lines(of: file, lacking: missing),
    remedy: EditingDriverFile.steps(
      file, "Write each key once, in the toolstack's format; of two values, the last one.",
      EditingDriverFile.restoringKeys(of: file, in: inventory), in: inventory))
}

/// The ignored lines; if only a key or its value is missing, the key's line or else the file.
private func lines(of file: DriverFile, lacking missing: String) -> [EvidenceItem] {
  let lost = file.lostKeys.map { key in
    EvidenceItem(
      key.origin, by: .driverFile,
      seen: key.isRepeated ? "\(key.name) again, with another value" : "not read as a key",
      expected: key.isRepeated ? "\(key.name) once" : "# \(key.name): \(key.value)")
  }
  let packaged = file.packagedCopy.map {
    EvidenceItem($0.origin, by: .fileTimes, seen: "an unmerged packaged copy", expected: "none")
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
