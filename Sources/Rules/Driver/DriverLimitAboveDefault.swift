package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A limit that asks for more VFs than the toolstack gives.
  package static let driverLimitAboveDefault = Rule(
    id: "driver-limit-above-default",
    title: "limit of VFs above what the driver file allows",
    severity: .warning, confidence: .source, needs: [.driverFile],
    why: """
      VFs-maxvfs-by-user can only lower the number of VFs: the toolstack takes the smaller of it \
      and VFs-maxvfs-by-default. Whoever wrote more and counts on it has fewer VFs than planned.
      """,
    remedy: "Write a number that the driver can give, and plan the VMs with it.",
    checkByHand: "grep VFs-maxvfs /etc/modprobe.d/*.conf",
    references: [Citation.networkd],
    population: { $0.governingFiles.filter(\.setsVFs) },
    check: limitAboveDefault,
    examples: [
      .fails("8 are asked for, 7 are allowed", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", header + "# VFs-maxvfs-by-user: 8")
      },
      .passes("the limit lowers the number") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header + "# VFs-maxvfs-by-user: 4")
      },
      .passes("the limit is what is allowed") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header + "# VFs-maxvfs-by-user: 7")
      },
      .passes("the limit is no number: driver-limit-ignored speaks") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header + "# VFs-maxvfs-by-user: 8 each")
      },
      .undetermined("the driver file was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.forgetDriverFiles()
      },
    ])
}

private let header = "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\n"

/// By user, more than by default.
private func limitAboveDefault(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  guard file.parameter != nil, let captured = file.byUser, let asked = file.userLimit,
    let allowed = file.byDefault, asked > allowed.value
  else { return nil }
  let ports = file.ports.map { inventory[$0] }.filter { $0.mayHaveVFs }
  return FindingDetails(
    title: "\(file.fileName) asks for \(asked) VFs and gives \(allowed.value)",
    happens: [
      "On \(inventory[file.host].name) each port of driver \(file.driver) gets \(allowed.value) VFs,"
        + " the number by default: \(enumeration(ports.map(\.device)))."
    ],
    action: "Write \(allowed.value) or less as VFs-maxvfs-by-user in \(inventory.label(file)).",
    consequence: "Each port has \(asked - allowed.value) fewer VFs than somebody planned.",
    affected: Affected(networks: inventory.sriovNetworks(of: file), hosts: [file.host]),
    evidence: [
      EvidenceItem(
        captured.origin, by: .driverFile, seen: "\(asked)", expected: "\(allowed.value) at most"),
      EvidenceItem(
        allowed.origin, by: .driverFile, seen: "\(allowed.value) by default",
        expected: "\(asked) or more, if the driver could give them"),
    ],
    remedy: EditingDriverFile.steps(
      file, "Write what is given anyway: the number of VFs does not change.",
      [EditingDriverFile.writing("VFs-maxvfs-by-user", "\(allowed.value)", to: file)],
      in: inventory))
}
