package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port whose VFs, driver option and target differ: the next boot changes something.
  package static let driverOptionsDrift = Rule(
    id: "driver-options-drift",
    title: "port whose VFs are not what its driver file asks for",
    severity: .warning, confidence: .source,
    needs: [.ports, .sriovNetworks, .driver, .driverFile, .activeVFs],
    why: """
      The number of VFs in force, the options line that the driver reads at its next load, and the \
      number that the toolstack would write there can all differ. Then the next boot, or the one \
      after it, changes the number of VFs without anybody asking for it.
      """,
    remedy: "Bring the driver file in line with what is wanted, then reboot when it suits.",
    checkByHand: "cat /etc/modprobe.d/igb.conf /sys/class/net/ethN/device/sriov_numvfs",
    references: [Citation.networkd],
    population: { inventory in
      inventory.ports.filter { port in
        port.mayUse(driver: "igb") && port.configuration == .driverFile
      }
    },
    check: drift,
    examples: [
      .fails("the file gives 7 and the port has 4", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=7")
        pool.vfs(4, on: "eth0")
      },
      .fails("a limit was raised and not yet written", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile(
          "igb.conf",
          "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\noptions igb max_vfs=4")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
      },
      .passes("all agree") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
        pool.vfs(4, on: "eth0")
      },
      .passes("they differ only because a reboot is outstanding") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
        pool.sriov("VM SR-IOV", on: "eth0", requiresReboot: true)
      },
      .undetermined("the driver file was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.forgetDriverFiles()
      },
    ])
}

/// The next boot brings another number than now, or the one after it than the next.
private func drift(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard port.uses(driver: "igb"), let active = port.activeVFs, let next = port.configuredVFs,
    let file = inventory.driverFile(of: port)
  else { return nil }
  let isOn = file.ports.contains { inventory[$0].sriov != nil }
  let target = isOn ? file.target : nil
  // sriov-requires-reboot says it already.
  let isPending =
    !inventory.pendingSRIOV(besides: port).isEmpty && (target ?? next.value) == next.value
  let isTargetApart = target.map { $0 != next.value } ?? false
  guard !isPending, active.value != next.value || isTargetApart else { return nil }
  let later = target.map { isTargetApart ? ", and \($0) once the toolstack has rewritten it" : "" }
  return FindingDetails(
    title: "\(port.device) has \(active.value) VFs, its driver file gives \(next.value)",
    happens: [
      "At the next boot \(inventory.label(port)) gets \(next.value) VFs\(later ?? "").",
      isTargetApart
        ? "The toolstack writes its own number at every start while SR-IOV is on, and asks for"
          + " another reboot."
        : "",
    ].filter { !$0.isEmpty },
    action: "Bring \(inventory.label(file)) in line before \(inventory[port.host].name) reboots.",
    consequence: "The number of VFs changes from \(active.value) to \(target ?? next.value).",
    affected: Affected(
      vms: Set(inventory.vfUses[port.id.index].vifs.map { inventory[$0].vm }).sorted(),
      hosts: [port.host]),
    evidence: [
      EvidenceItem(active, seen: "\(active.value) VFs now", expected: "\(next.value)"),
      EvidenceItem(
        next, seen: "\(next.value) VFs at the next boot", expected: "\(target ?? active.value)"),
    ],
    remedy: [
      RemedyStep(
        "Compare what the file asks for with what is wanted.",
        Command("cat", "/etc/modprobe.d/\(file.fileName)")),
      RemedyStep(
        "While SR-IOV is on, the toolstack writes the options line itself.",
        Command("xe-toolstack-restart"),
        Command("grep", "^options", "/etc/modprobe.d/\(file.fileName)")),
    ])
}
