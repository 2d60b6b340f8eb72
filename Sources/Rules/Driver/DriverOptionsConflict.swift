package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// Another file or the kernel's command line sets the same parameter.
  package static let driverOptionsConflict = Rule(
    id: "driver-options-conflict",
    title: "driver option that is set in a second place",
    severity: .warning, confidence: .inferred, needs: [.driverFile, .otherSettings],
    why: """
      modprobe gathers the options of a driver from every file in /etc/modprobe.d and from the \
      kernel's command line; of two values the last may win. The toolstack reads and writes only \
      the driver's own file: whatever it puts there, the other place may overrule it.
      """,
    remedy: "Take the option out of every place but the driver's own file.",
    checkByHand: "grep -n max_vfs /etc/modprobe.d/*.conf /proc/cmdline",
    references: [
      Citation.networkd, "modprobe.d(5), modprobe(8): options from files and kernel line",
    ],
    population: { $0.governingFiles.filter(\.setsVFs) },
    check: secondPlace,
    examples: [
      .fails("another file sets it", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
        pool.driverFile("sriov.conf", "options igb max_vfs=2")
      },
      .fails("the kernel's command line sets it", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=0")
        pool.commandLine("ro igb.max_vfs=7 quiet")
      },
      .passes("only its own file sets it") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
        pool.driverFile("other.conf", "# options igb max_vfs=2\noptions ixgbe max_vfs=2")
        pool.commandLine("ro ixgbe.max_vfs=7 quiet")
        pool.written(files: "2026-05-01T10:00:00Z", initrd: "2026-05-01T10:01:00Z")
      },
      .undetermined("the command line was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
        pool.written(files: "2026-05-01T10:00:00Z", initrd: "2026-05-01T10:01:00Z")
      },
    ])
}

/// Something else sets the parameter, to whatever value.
private func secondPlace(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  guard !file.otherSettings.isEmpty, let name = file.effectiveParameter else { return nil }
  let host = inventory[file.host]
  let places = file.otherSettings.map(place)
  let own = file.ownOptionValues
  let values = (own?.value ?? []).map { $0.map(String.init) ?? "?" }.joined(separator: ",")
  var evidence = file.otherSettings.map { other in
    EvidenceItem(
      other.origin, by: other.fileName == nil ? .commandLine : .driverFile,
      seen: "\(name)=\(other.value) in \(place(other))", expected: "nothing")
  }
  if let own {
    evidence.append(
      EvidenceItem(
        own.origin, by: .driverFile, seen: "\(name)=\(values)", expected: "the only setting"))
  }
  return FindingDetails(
    title: "\(name) of \(file.driver) is set in \(enumeration(places)) too",
    happens: [
      own == nil
        ? "\(inventory.label(file)) sets no \(name), \(enumeration(places)) may do it instead."
        : "\(inventory.label(file)) says \(name)=\(values); \(enumeration(places)) may overrule it."
    ],
    action: "Take \(name) of \(file.driver) out of \(enumeration(places)) on \(host.name).",
    consequence: "The next boot may bring another number of VFs than the toolstack asked for.",
    affected: Affected(networks: inventory.sriovNetworks(of: file), hosts: [file.host]),
    evidence: evidence,
    remedy: [
      RemedyStep(
        "On \(host.name): look at every place that sets it, before and after.",
        Command("grep", "-rn", name, "/etc/modprobe.d", "/proc/cmdline"))
    ] + file.otherSettings.flatMap { removing($0, name, of: file) }
      + RebuildingInitrd.steps(on: host))
}

private func place(_ setting: DriverFile.OtherSetting) -> String {
  setting.fileName ?? "the kernel's command line"
}

private func removing(
  _ setting: DriverFile.OtherSetting, _ name: String, of file: DriverFile
) -> [RemedyStep] {
  let driver = file.driver
  guard let fileName = setting.fileName else {
    let tool = "/opt/xensource/libexec/xen-cmdline"
    return [
      RemedyStep(
        "Take it off the kernel's command line: it counts at the next boot.",
        Command(tool, "--delete-dom0", "\(driver).\(name)")),
      RemedyStep(
        "The way back.", Command(tool, "--set-dom0", "\(driver).\(name)=\(setting.value)")),
    ]
  }
  let path = "/etc/modprobe.d/\(fileName)"
  let pattern = "/options[[:space:]]*\(driver)[[:space:]]/s/[[:space:]]\(name)=[^[:space:]]*//g"
  return [
    RemedyStep(
      "Take it out of \(fileName), other options stay.",
      Command("cp", "-a", path, "/root/\(fileName).before"), Command("sed", "-i", pattern, path)),
    RemedyStep("The way back.", Command("cp", "-a", "/root/\(fileName).before", path)),
  ]
}
