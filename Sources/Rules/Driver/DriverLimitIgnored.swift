package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A driver file contains a limit that the toolstack cannot read and therefore ignores.
  package static let driverLimitIgnored = Rule(
    id: "driver-limit-ignored",
    title: "VF limit that the toolstack ignores",
    severity: .error, confidence: .source, needs: [.driverFile],
    why: """
      The toolstack reads VFs-maxvfs-by-user only if its value is a plain integer. A comment after \
      the number on the same line makes the value invalid. The toolstack then ignores the limit \
      without an error, and each port gets the default instead.
      """,
    remedy: "Write only the number after the key, restart the toolstack and reboot.",
    checkByHand: "grep VFs- /etc/modprobe.d/*.conf",
    references: [Citation.networkd, Citation.page],
    population: { $0.governingFiles },
    check: ignoredLimit,
    examples: [
      .fails("a comment follows the number", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile(
          "igb.conf",
          """
          # VFs-param: max_vfs
          # VFs-maxvfs-by-default: 7
          # VFs-maxvfs-by-user: 4 <--- added a 4 here
          options igb max_vfs=0
          """)
      },
      .fails("a word follows the key", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile(
          "igb.conf",
          "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\n# VFs-maxvfs-by-user: four\n")
      },
      .fails("the file has no VFs-param either", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "# VFs-maxvfs-by-default: 7\n# VFs-maxvfs-by-user: 4 VFs\n")
      },
      .passes("only the number follows the key") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile(
          "igb.conf",
          """
          # VFs-param: max_vfs
          # VFs-maxvfs-by-default: 7
          # VFs-maxvfs-by-user: 4
          options igb max_vfs=0
          """)
      },
      .passes("no limit is set") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "# VFs-param: max_vfs\n# VFs-maxvfs-by-user:\n")
      },
      .undetermined("the driver file was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.forgetDriverFiles()
      },
    ])
}

/// The key has a value, but OCaml's `int_of_string` does not read it as an integer.
private func ignoredLimit(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  guard let captured = file.byUser, file.userLimit == nil else { return nil }
  let host = inventory[file.host].name
  // Without VFs-param the toolstack does not take the number of VFs from this file at all.
  let used = file.parameter == nil ? nil : file.byDefault.map { counted($0.value, "VF") }
  let each = agreeing(file.ports.count, "", " each")
  let number = String(captured.value.prefix { $0.isASCII && $0.isNumber })
  let meant = number.isEmpty ? "NUMBER" : number
  return FindingDetails(
    title: "VF limit “\(captured.value)” in \(file.fileName) of \(host) is not a number",
    happens: [
      used.map { number in
        "The toolstack ignores the limit and uses the default: \(number) for each port with driver"
          + " \(file.driver) on \(host)."
      }
        ?? (file.parameter == nil
          ? "The toolstack ignores the limit. It does not take the number of VFs from this file, which"
            + " has no VFs-param."
          : "The toolstack ignores the limit and finds no usable default in this file.")
    ],
    action: "Write VFs-maxvfs-by-user in \(inventory.label(file)) as a plain number.",
    consequence: used.map { used in
      "\(counted(file.ports.count, "port")) of \(host) will have \(used)\(each) instead of"
        + " \(number.isEmpty ? "the intended number" : number)."
    } ?? "The intended limit does not apply to \(counted(file.ports.count, "port")) of \(host).",
    affected: Affected(hosts: [file.host]),
    evidence: [
      EvidenceItem(
        captured.origin, by: .driverFile, seen: "“\(captured.value)”",
        expected: "only an integer")
    ],
    remedy: EditingDriverFile.steps(
      file, "Write only the number.",
      [EditingDriverFile.writing("VFs-maxvfs-by-user", meant, to: file)], in: inventory))
}
