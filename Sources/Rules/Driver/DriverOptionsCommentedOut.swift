package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// The toolstack rewrites an options line that modprobe does not apply to the driver.
  package static let driverOptionsCommentedOut = Rule(
    id: "driver-options-commented-out",
    title: "driver file whose only options line has no effect",
    severity: .error, confidence: .source, needs: [.driverFile],
    why: """
      The toolstack finds the driver's options line with a pattern that also matches comments and \
      drivers whose names start the same (igbvf). If only such a line sets the number of VFs, the \
      toolstack rewrites it and adds no other line. modprobe does not apply it to the driver. \
      SR-IOV requires a reboot, and after the reboot there are still no VFs.
      """,
    remedy: "Add an effective options line for the driver, restart the toolstack and reboot.",
    checkByHand: "grep -n max_vfs /etc/modprobe.d/*.conf",
    references: [Citation.networkd, "modprobe.d(5): lines that begin with # are ignored"],
    population: { $0.governingFiles.filter(\.setsVFs) },
    check: optionsWithoutEffect,
    examples: [
      .fails("the only line is a comment", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", header + "# options igb max_vfs=7,7")
        pool.sriov("VM SR-IOV", on: "eth0", requiresReboot: true)
      },
      .fails("the only line belongs to igbvf", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header + "options igbvf max_vfs=7")
      },
      .fails("the effective line sets another parameter", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header + "options igb debug=3\n#options igb max_vfs=0")
      },
      .passes("a comment next to the effective line") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header + "# options igb max_vfs=7\noptions igb max_vfs=0")
      },
      .passes("no line sets the parameter: the toolstack adds one") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header)
      },
      .undetermined("the driver file was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.forgetDriverFiles()
      },
    ])
}

private let header = "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\n"

/// Some lines match the toolstack's pattern, but none sets the parameter for the driver.
private func optionsWithoutEffect(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  let misleading = file.misleadingOptions
  guard let first = misleading.first, !file.hasEffectiveOption,
    let parameter = file.effectiveParameter
  else { return nil }
  let host = inventory[file.host].name
  let sriovs = file.ports.compactMap { inventory[$0].sriov }.map { inventory[$0] }
  let networks = inventory.sriovNetworks(of: file)
  let line = "options \(file.driver) \(parameter)=0"
  return FindingDetails(
    title: "no effective line in \(file.fileName) of \(host) sets \(parameter)",
    happens: [
      "Only \(what(first)) sets \(parameter), and the toolstack writes its number into it.",
      "Driver \(file.driver) is loaded without \(parameter) at every boot of \(host).",
    ],
    action: "Add the line “\(line)” to \(inventory.label(file)).",
    consequence: networks.isEmpty
      ? "An SR-IOV network on any \(file.driver) port of \(host) will require a reboot that does"
        + " not help."
      : "\(enumeration(networks.map { "“\(inventory[$0].name)”" }))"
        + " \(agreeing(networks.count, "gets", "get")) no VFs on \(host).",
    affected: Affected(
      vms: waitingVMs(for: sriovs, in: inventory), networks: networks, hosts: [file.host]),
    evidence: misleading.map { line in
      EvidenceItem(
        line.origin, by: .driverFile,
        seen: what(line),
        expected: "options \(file.driver) \(parameter)=…")
    },
    remedy: EditingDriverFile.steps(
      file, "Add the line at the end. If SR-IOV is enabled, the toolstack sets its number there.",
      [Command("sed", "-i", "$a \(line)", EditingDriverFile.path(file))], in: inventory))
}

private func what(_ line: DriverFile.MisleadingLine) -> String {
  switch line.kind {
  case .comment: "a comment"
  case .otherDriver(let driver): "a line for driver \(driver)"
  case .notOptions: "a line that modprobe does not read as options"
  }
}

private func waitingVMs(for sriovs: [NetworkSRIOV], in inventory: Inventory) -> [ID<VM>] {
  let vms = sriovs.flatMap { VFDemand.waitingVMs(over: inventory[$0.port], in: inventory) }
  return Set(vms.map(\.id)).sorted()
}
