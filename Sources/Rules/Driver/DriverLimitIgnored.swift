package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A limit in a driver file that the toolstack cannot read and therefore ignores.
  package static let driverLimitIgnored = Rule(
    id: "driver-limit-ignored",
    title: "limit of VFs that the toolstack ignores",
    severity: .error, confidence: .source, needs: [.driverFile],
    why: """
      The toolstack takes VFs-maxvfs-by-user only where it is a bare whole number. A remark behind \
      the number makes it no number: the line is ignored without a word, and each port gets the \
      default instead.
      """,
    remedy: "Write the number alone on its line, restart the toolstack and reboot.",
    checkByHand: "grep VFs- /etc/modprobe.d/*.conf",
    references: [Citation.networkd, Citation.page],
    population: { $0.governingFiles },
    check: ignoredLimit,
    examples: [
      .fails("a remark stands behind the number", on: "xen1/igb.conf") { pool in
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
      .passes("the number stands alone") { pool in
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

/// The value is there and is no integer to OCaml's `int_of_string`.
private func ignoredLimit(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  guard let captured = file.byUser, file.userLimit == nil else { return nil }
  let used = file.byDefault.map { "\($0.value)" } ?? "nothing"
  let number = String(captured.value.prefix { $0.isASCII && $0.isNumber })
  let meant = number.isEmpty ? "NUMBER" : number
  return FindingDetails(
    title: "\(file.fileName) limits VFs to “\(captured.value)”, which is no number",
    happens: [
      "The toolstack ignores the line and takes the default, \(used) VFs for each port of driver"
        + " \(file.driver) on \(inventory[file.host].name)."
    ],
    action: "Write VFs-maxvfs-by-user in \(inventory.label(file)) as a bare number.",
    consequence: "\(counted(file.ports.count, "port")) will have \(used) VFs instead of"
      + " \(number.isEmpty ? "the intended number" : number).",
    affected: Affected(hosts: [file.host]),
    evidence: [
      EvidenceItem(
        captured.origin, by: .driverFile, seen: "“\(captured.value)”",
        expected: "a whole number and nothing else")
    ],
    remedy: EditingDriverFile.steps(
      file, "Write the number alone.",
      [EditingDriverFile.writing("VFs-maxvfs-by-user", meant, to: file)], in: inventory))
}
