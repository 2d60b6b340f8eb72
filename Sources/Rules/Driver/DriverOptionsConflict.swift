package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// Another file or the kernel command line sets the same parameter.
  package static let driverOptionsConflict = Rule(
    id: "driver-options-conflict",
    title: "driver option set outside the driver's own file",
    severity: .warning, confidence: .inferred, needs: [.driverFile, .otherSettings],
    why: """
      modprobe combines a driver's options from every file in /etc/modprobe.d and from the kernel \
      command line. Of two values, the last may win. The toolstack reads and writes only the \
      driver's own file, so the other place may override the toolstack's value.
      """,
    remedy: "Remove the option from every place except the driver's own file.",
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
      .fails("the kernel command line sets it", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=0")
        pool.commandLine("ro igb.max_vfs=7 quiet")
      },
      .passes("only the driver's own file sets it") { pool in
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

/// Another place sets the parameter, to any value.
private func secondPlace(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  guard !file.otherSettings.isEmpty, let name = file.effectiveParameter else { return nil }
  let host = inventory[file.host]
  let places = file.otherSettings.map(place)
  let own = file.ownOptionValues
  let values = (own?.value ?? []).map { $0.map(String.init) ?? "?" }.joined(separator: ",")
  var evidence = file.otherSettings.map { other in
    EvidenceItem(
      other.origin, by: other.fileName == nil ? .commandLine : .driverFile,
      seen: "\(name)=\(other.value) in \(place(other))", expected: "not set here")
  }
  if let own {
    evidence.append(
      EvidenceItem(
        own.origin, by: .driverFile, seen: "\(name)=\(values)", expected: "the only setting"))
  }
  return FindingDetails(
    title: "\(name) of \(file.driver) on \(host.name) is set outside \(file.fileName)",
    happens: [
      own == nil
        ? "\(inventory.label(file)) does not set \(name). It is set in \(enumeration(places))."
        : "\(inventory.label(file)) sets \(name)=\(values). \(name) is also set in"
          + " \(enumeration(places)), which may override this value."
    ],
    action: "Remove \(name) of \(file.driver) from \(enumeration(places)) on \(host.name).",
    consequence:
      "After the next boot, there may be more or fewer VFs than the toolstack requested.",
    affected: Affected(networks: inventory.sriovNetworks(of: file), hosts: [file.host]),
    evidence: evidence,
    remedy: [
      RemedyStep(
        "On \(host.name): check every place that sets \(name), before and after.",
        Command("grep", "-rn", name, "/etc/modprobe.d", "/proc/cmdline"))
    ] + file.otherSettings.flatMap { removing($0, name, of: file) }
      + RebuildingInitrd.steps(on: host))
}

private func place(_ setting: DriverLoad.Setting) -> String {
  setting.fileName ?? "the kernel command line"
}

private func removing(
  _ setting: DriverLoad.Setting, _ name: String, of file: DriverFile
) -> [RemedyStep] {
  let driver = file.driver
  guard let fileName = setting.fileName else {
    let tool = "/opt/xensource/libexec/xen-cmdline"
    return [
      RemedyStep(
        "Remove it from the kernel command line. This takes effect at the next boot.",
        Command(tool, "--delete-dom0", "\(driver).\(name)")),
      RemedyStep(
        "To undo:", Command(tool, "--set-dom0", "\(driver).\(name)=\(setting.value)")),
    ]
  }
  let path = "/etc/modprobe.d/\(fileName)"
  let pattern = "/options[[:space:]]*\(driver)[[:space:]]/s/[[:space:]]\(name)=[^[:space:]]*//g"
  return [
    RemedyStep(
      "Remove it from \(fileName). Other options stay.",
      Command("cp", "-a", path, "/root/\(fileName).before"), Command("sed", "-i", pattern, path)),
    RemedyStep("To undo:", Command("cp", "-a", "/root/\(fileName).before", path)),
  ]
}
