package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A limit in a driver file is higher than the number of VFs that the toolstack uses.
  package static let driverLimitAboveDefault = Rule(
    id: "driver-limit-above-default",
    title: "VF limit above what the driver file allows",
    severity: .warning, confidence: .source, needs: [.driverFile],
    why: """
      VFs-maxvfs-by-user can only lower the number of VFs: the toolstack uses the smaller of \
      VFs-maxvfs-by-user and VFs-maxvfs-by-default. If VFs-maxvfs-by-user is higher, there are \
      fewer VFs than it suggests.
      """,
    remedy: "Set a limit that the driver supports, and plan the VMs for that number.",
    checkByHand: "grep VFs-maxvfs /etc/modprobe.d/*.conf",
    references: [Citation.networkd],
    population: { $0.governingFiles.filter(\.setsVFs) },
    check: limitAboveDefault,
    examples: [
      .fails("8 VFs are requested, 7 are allowed", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", header + "# VFs-maxvfs-by-user: 8")
      },
      .passes("the limit lowers the number") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header + "# VFs-maxvfs-by-user: 4")
      },
      .passes("the limit equals the default") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header + "# VFs-maxvfs-by-user: 7")
      },
      .passes("the limit is not a number: driver-limit-ignored reports it") { pool in
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

/// VFs-maxvfs-by-user is higher than VFs-maxvfs-by-default.
private func limitAboveDefault(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  guard file.parameter != nil, let captured = file.byUser, let asked = file.userLimit,
    let allowed = file.byDefault, asked > allowed.value
  else { return nil }
  let host = inventory[file.host].name
  let ports = file.ports.map { inventory[$0] }.filter { $0.mayHaveVFs }
  return FindingDetails(
    title:
      "\(file.fileName) of \(host) requests \(counted(asked, "VF")) but allows \(allowed.value)",
    happens: [
      "VFs-maxvfs-by-default limits each port with driver \(file.driver) on \(host) to"
        + " \(counted(allowed.value, "VF")): \(enumeration(ports.map(\.device)))."
    ],
    action: "Set VFs-maxvfs-by-user in \(inventory.label(file)) to \(allowed.value) or less.",
    consequence: "Each port has \(counted(asked - allowed.value, "VF")) fewer than requested.",
    affected: Affected(networks: inventory.sriovNetworks(of: file), hosts: [file.host]),
    evidence: [
      EvidenceItem(
        captured.origin, by: .driverFile, seen: "\(asked)", expected: "at most \(allowed.value)"),
      EvidenceItem(
        allowed.origin, by: .driverFile, seen: "\(allowed.value) by default",
        expected: "\(asked) or more, if the driver supports them"),
    ],
    remedy: EditingDriverFile.steps(
      file, "Set the limit to the default. The number of VFs does not change.",
      [EditingDriverFile.writing("VFs-maxvfs-by-user", "\(allowed.value)", to: file)],
      in: inventory))
}
