package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A driver option requests more VFs than the driver creates for a port.
  package static let driverValueOutOfRange = Rule(
    id: "driver-value-out-of-range",
    title: "driver option with a number that the driver does not accept",
    severity: .warning, confidence: .source, needs: [.driverFile],
    why: """
      igb creates at most 7 VFs for a port, ixgbe at most 63. The packaged drivers do not use the \
      maximum in place of a higher number: they write “Invalid … using default of 0” to the kernel \
      log and create no VFs. The kernel's own igb takes 7 instead.
      """,
    remedy: "Write a number that the driver accepts, rebuild the initrd and reboot.",
    checkByHand:
      "grep max_vfs /etc/modprobe.d/*.conf /proc/cmdline; dmesg | grep -i 'using default'",
    references: [
      "igb 5.13, igb_param.c, igb_validate_option; kernel, igb_probe_vfs", Citation.networkd,
    ],
    population: { $0.governingFiles },
    check: outOfRange,
    examples: [
      .fails("8 VFs for an i350: it gets none", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=8,4")
        pool.modinfo("igb", "max_vfs")
        pool.sriov("VM SR-IOV", on: "eth0")
      },
      .fails("the kernel's own driver takes 7", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=63")
        pool.modinfo("igb", "max_vfs", isArray: false)
      },
      .passes("7 VFs for an i350; an i210 takes any number") { pool in
        pool.card(.i350, ports: "eth0")
        pool.card(.i210, ports: "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=7,8")
        pool.modinfo("igb", "max_vfs")
      },
      .undetermined("the driver file was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.forgetDriverFiles()
      },
    ])
}

/// A port that may have VFs gets another number than the setting that counts has for it.
private func outOfRange(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  guard file.load.refusal == nil, let setting = file.load.setting else { return nil }
  let ports = file.ports.map { inventory[$0] }.filter { port in
    guard let gets = port.configuredVFs?.value,
      let wants = file.load.request(of: port.pciAddress)
    else { return false }
    return wants != gets && file.load.canHaveVFs(port.pciAddress)
  }
  guard let first = ports.first, let gets = first.configuredVFs?.value else { return nil }
  let host = inventory[file.host]
  let devices = enumeration(ports.map(\.device))
  let limit = DriverKnowledge.of(file.driver)?.limit
  let networks = Set(ports.compactMap(\.sriov).compactMap { inventory[$0].network }).sorted()
  return FindingDetails(
    title: "\(devices) of \(host.name) \(agreeing(ports.count, "gets", "get")) \(gets) VFs: the"
      + " driver does not accept \(setting.value)",
    happens: [
      "\(inventory.place(of: setting).capitalizedFirst) requests \(setting.value)."
        + (limit.map { " \(file.driver) accepts up to \($0)." } ?? "")
        + " Instead of a higher number it uses \(gets).",
      file.load.assumptions.isEmpty ? "" : "Assumed: \(enumeration(file.load.assumptions)).",
    ].filter { !$0.isEmpty },
    action: "Write a number that \(file.driver) accepts.",
    consequence: gets == 0
      ? "After the next boot of \(host.name), \(devices) \(agreeing(ports.count, "has", "have")) no"
        + " VFs."
      : "\(devices) \(agreeing(ports.count, "has", "have")) fewer VFs than the file requests.",
    affected: Affected(
      vms: inventory.vmsOnVFs(of: ports.map(\.id)), networks: networks, hosts: [file.host]),
    evidence: [
      EvidenceItem(
        setting.origin, by: setting.fileName == nil ? .commandLine : .driverFile,
        seen: setting.value, expected: limit.map { "at most \($0)" } ?? "a smaller number")
    ],
    remedy: SettingDriverOption.steps(
      setting, of: file.load,
      to: setting.integers.map { "\(min($0 ?? 0, limit ?? 0))" }.joined(separator: ","),
      "Write the highest number that the driver accepts.", in: inventory),
    confidence: file.load.isTypeCaptured ? nil : .inferred)
}
