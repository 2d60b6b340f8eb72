package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port's VFs, its driver option and the toolstack's target differ: a boot changes the number.
  package static let driverOptionsDrift = Rule(
    id: "driver-options-drift",
    title: "port whose number of VFs differs from its driver file",
    severity: .warning, confidence: .source,
    needs: [.ports, .sriovNetworks, .driver, .driverFile, .activeVFs],
    why: """
      Three numbers can differ: the active VFs, the options line that the driver reads when it \
      next loads, and the number that the toolstack would write to that line. If they differ, the \
      next boot, or the boot after it, changes the number of VFs unexpectedly.
      """,
    remedy:
      "Set the driver file to the number of VFs that you want, then reboot at a suitable time.",
    checkByHand: "cat /etc/modprobe.d/igb.conf /sys/class/net/ethN/device/sriov_numvfs",
    references: [Citation.networkd],
    population: { inventory in
      inventory.ports.filter { port in
        port.mayUse(driver: "igb") && port.configuration == .driverFile
      }
    },
    check: drift,
    examples: [
      .fails("the file requests 7 VFs and the port has 4", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=7")
        pool.vfs(4, on: "eth0")
      },
      .fails("a limit was raised, but the options line has the old one", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile(
          "igb.conf",
          "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\noptions igb max_vfs=4")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("desk", on: "VM SR-IOV")
      },
      .passes("all numbers agree") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
        pool.vfs(4, on: "eth0")
      },
      .passes("they differ only because a reboot is pending") { pool in
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

/// The next boot, or the boot after it, changes the number of VFs.
private func drift(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard port.uses(driver: "igb"), let active = port.activeVFs, let next = port.configuredVFs,
    let file = inventory.driverFile(of: port), file.load.refusal == nil
  else { return nil }
  let isOn = file.ports.contains { inventory[$0].sriov != nil }
  let target = isOn ? file.target : nil
  // sriov-requires-reboot reports this case.
  let isPending =
    !inventory.pendingSRIOV(besides: port).isEmpty && (target ?? next.value) == next.value
  let isTargetApart = target.map { $0 != next.value } ?? false
  guard !isPending, active.value != next.value || isTargetApart else { return nil }
  let later = target.map {
    isTargetApart ? ", and later \($0), after the toolstack has rewritten the file" : ""
  }
  return FindingDetails(
    title: "\(inventory.label(port)) has \(counted(active.value, "VF")), but "
      + (active.value == next.value
        ? "the toolstack will request \(target ?? next.value)"
        : "its driver file requests \(next.value)"),
    happens: [
      "At the next boot, \(inventory.label(port)) gets \(counted(next.value, "VF"))\(later ?? "").",
      isTargetApart
        ? "While SR-IOV is enabled, the toolstack writes its own number at every start and then"
          + " requires another reboot."
        : "",
    ].filter { !$0.isEmpty },
    action: "Correct \(inventory.label(file)) before \(inventory[port.host].name) reboots.",
    consequence: "The number of VFs on \(inventory.label(port)) changes from \(active.value) to"
      + " \(target ?? next.value).",
    affected: Affected(
      vms: inventory.vmsOnVFs(of: [port.id]),
      hosts: [port.host]),
    evidence: [
      EvidenceItem(active, seen: "\(counted(active.value, "VF")) now", expected: "\(next.value)"),
      EvidenceItem(
        next, seen: "\(counted(next.value, "VF")) at the next boot",
        expected: "\(target ?? active.value)"),
    ],
    remedy: isOn
      ? [
        RemedyStep(
          "Restart the toolstack: it writes the options line for \(target ?? next.value) VFs itself."
            + " VMs keep running.",
          Command("cat", "/etc/modprobe.d/\(file.fileName)"), Command("xe-toolstack-restart"),
          Command("grep", "^options", "/etc/modprobe.d/\(file.fileName)"))
      ] : SettingDriverOption.keeping(file, in: inventory))
}
