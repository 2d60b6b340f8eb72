package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// An options line that the toolstack rewrites and modprobe does not obey.
  package static let driverOptionsCommentedOut = Rule(
    id: "driver-options-commented-out",
    title: "driver file whose only options line has no effect",
    severity: .error, confidence: .source, needs: [.driverFile],
    why: """
      The toolstack looks for the driver's options line with a pattern that also fits comments and \
      drivers whose names begin alike (igbvf). Where only such a line sets the number of VFs, it \
      rewrites that line, takes the work for done and adds none. modprobe does not obey the line: \
      SR-IOV asks for a reboot, and after the reboot there are still no VFs.
      """,
    remedy: "Add a line of its own for the driver, restart the toolstack and reboot.",
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
      .fails("a real line sets something else", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header + "options igb debug=3\n#options igb max_vfs=0")
      },
      .passes("a comment stands beside the real line") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header + "# options igb max_vfs=7\noptions igb max_vfs=0")
      },
      .passes("no line sets it: the toolstack adds one") { pool in
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

/// Lines mislead the toolstack, and none sets the parameter.
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
    title: "no line of \(file.fileName) that counts sets \(parameter)",
    happens: [
      first.isComment
        ? "The only line that sets \(parameter) is a comment. The toolstack writes its number there."
        : "The only line that sets \(parameter) is for driver \(first.driver). The toolstack writes"
          + " its number there.",
      "Driver \(file.driver) is loaded without \(parameter), however often \(host) reboots.",
    ],
    action: "Give \(inventory.label(file)) the line “\(line)”.",
    consequence: networks.isEmpty
      ? "An SR-IOV network on \(counted(file.ports.count, "port")) of \(host) will wait for a"
        + " reboot that does not help."
      : "\(enumeration(networks.map { "“\(inventory[$0].name)”" })) gets no VFs on \(host).",
    affected: Affected(
      vms: waitingVMs(for: sriovs, in: inventory), networks: networks, hosts: [file.host]),
    evidence: misleading.map { line in
      EvidenceItem(
        line.origin, by: .driverFile,
        seen: line.isComment ? "a comment" : "options of driver \(line.driver)",
        expected: "options \(file.driver) \(parameter)=…")
    },
    remedy: EditingDriverFile.steps(
      file, "Add the line at the end: where SR-IOV is on, the toolstack puts its number there.",
      [Command("sed", "-i", "$a \(line)", EditingDriverFile.path(file))], in: inventory))
}

private func waitingVMs(for sriovs: [NetworkSRIOV], in inventory: Inventory) -> [ID<VM>] {
  let vms = sriovs.flatMap { VFDemand.waitingVMs(over: inventory[$0.port], in: inventory) }
  return Set(vms.map(\.id)).sorted()
}
