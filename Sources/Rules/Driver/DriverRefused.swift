package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// The kernel refuses the driver at its next load, so all its ports are gone after the boot.
  package static let driverRefused = Rule(
    id: "driver-refused",
    title: "driver file that keeps the driver from loading",
    severity: .error, confidence: .source, needs: [.driverLoad],
    why: """
      The kernel refuses a whole module if one value of a parameter is not valid: a blank after a \
      comma, a comma at the end, a remark behind the number, or several numbers for a driver that \
      takes one. The same happens if the driver is blacklisted. After the next boot, no port of \
      the driver exists, and the host may not be reachable.
      """,
    remedy: "Correct the line and rebuild the initrd before the host is rebooted.",
    checkByHand: "modprobe -c | grep -e '^options igb' -e '^blacklist igb'",
    references: [
      "kernel/params.c, parse_args: “invalid for parameter”; lib/kstrtox.c", "modprobe.d(5)",
      Citation.networkd,
    ],
    population: { $0.driverFiles.filter { !$0.ports.isEmpty } },
    check: refused,
    examples: [
      .fails("a blank after the comma", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.management(on: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4, 4")
        pool.modinfo("igb", "max_vfs")
        pool.vm("desk", on: "Pool-wide network on eth1")
      },
      .fails("several numbers for the kernel's own driver", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=4,4")
        pool.modinfo("igb", "max_vfs", isArray: false)
      },
      .fails("a remark behind the number; modinfo was not captured", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs = 4 # added")
      },
      .fails("another file blacklists it", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=0")
        pool.driverFile("local.conf", "blacklist igb")
      },
      .fails("the kernel command line", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=0")
        pool.commandLine("ro igb.max_vfs=4,")
      },
      .fails("it has no file of its own", on: "xen1/ixgbe.conf") { pool in
        pool.card(.x540, ports: "eth0")
        pool.driverFile("local.conf", "blacklist ixgbe")
      },
      .passes("the file as shipped") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=0")
      },
      .undetermined("the driver file was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.forgetDriverFiles()
      },
    ])
}

/// Something known keeps the driver of these ports from loading.
private func refused(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  guard let refusal = file.load.refusal else { return nil }
  let ports = file.ports.map { inventory[$0] }
  let host = inventory[file.host]
  let traffic = inventory.hostTraffic(over: ports)
  let networks = ports.flatMap { inventory.bridgedNetworks(over: $0).map(\.id) }
  let bridged = networks.flatMap { inventory.runningVMs(on: $0, host: file.host).map(\.id) }
  let vms = Set(bridged + inventory.vmsOnVFs(of: file.ports)).sorted()
  let isCertain = refusal.isCertain(modinfoCaptured: file.load.isTypeCaptured)
  let lost =
    traffic.map { "its \($0.rawValue) traffic" }
    + (vms.isEmpty ? [] : ["\(counted(vms.count, "running VM"))"])
  return FindingDetails(
    title: "driver \(file.driver) \(isCertain ? "will" : "may") not load at the next boot of"
      + " \(host.name)",
    happens: [
      "\(inventory.text(of: refusal).capitalizedFirst).",
      "Without the driver, \(enumeration(ports.map(\.device)))"
        + " \(agreeing(ports.count, "does", "do")) not exist on \(host.name) after the boot.",
      file.load.assumptions.isEmpty ? "" : "Assumed: \(enumeration(file.load.assumptions)).",
    ].filter { !$0.isEmpty },
    action: "Correct \(inventory.place(of: refusal)) before \(host.name) is rebooted.",
    consequence: lost.isEmpty
      ? "\(host.name) loses \(counted(ports.count, "port")) at its next boot."
      : "\(host.name) loses these ports at its next boot. They carry \(enumeration(lost)).",
    affected: Affected(
      vms: vms, networks: Set(networks + inventory.sriovNetworks(of: file)).sorted(),
      hosts: [file.host], hostTraffic: traffic),
    evidence: [
      EvidenceItem(
        refusal.origin, by: refusal.fileName == nil ? .commandLine : .driverFile,
        seen: refusal.seen, expected: "nothing that keeps \(file.driver) from loading")
    ],
    remedy: LettingDriverLoad.steps(file, refusal, in: inventory),
    confidence: isCertain ? nil : .inferred)
}
