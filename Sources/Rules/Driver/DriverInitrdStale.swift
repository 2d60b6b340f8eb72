package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// The initrd contains an older version of a driver file.
  package static let driverInitrdStale = Rule(
    id: "driver-initrd-stale",
    title: "driver file newer than the initrd",
    severity: .warning, confidence: .source, needs: [.driverFile, .initrdTime],
    why: """
      The host loads its network drivers from the initrd, with the copy of /etc/modprobe.d that \
      the initrd contains. The toolstack rebuilds the initrd only once after it changes the file. \
      If that failed, or if the file was changed manually, the host boots with the old options, \
      and VFs may disappear or come back.
      """,
    remedy: "Rebuild the initrd before the host is rebooted.",
    checkByHand: "stat -c '%y %n' /etc/modprobe.d/igb.conf /boot/initrd-$(uname -r).img",
    references: [Citation.networkd, "xcp-ng/xcp issue 544"],
    population: { $0.governingFiles.filter(\.setsVFs) },
    check: staleInitrd,
    examples: [
      .fails("the file was changed a day after the initrd was built", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
        pool.written(files: "2026-05-02T10:00:00Z", initrd: "2026-05-01T10:00:00Z")
      },
      .passes("the toolstack wrote the file, then the initrd") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
        pool.written(files: "2026-05-01T10:00:00Z", initrd: "2026-05-01T10:00:42Z")
      },
      .passes("the file and the initrd were written in the same second") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
        pool.written(files: "2026-05-01T10:00:00Z", initrd: "2026-05-01T10:00:00Z")
      },
      .undetermined("the file times were not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
      },
    ])
}

/// The file was changed after the initrd was built.
private func staleInitrd(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  let host = inventory[file.host]
  guard let changed = file.modifiedAt, let initrd = host.initrd,
    changed.value > initrd.builtAt.value
  else { return nil }
  let age = duration(changed.value.seconds - initrd.builtAt.value.seconds)
  return FindingDetails(
    title: "\(file.fileName) is \(age) newer than the initrd of \(host.name)",
    happens: [
      "\(host.name) boots with \(file.fileName) as it was when \(initrd.path) was built."
        + " The snapshot does not show what has changed since then."
    ],
    action: "Rebuild the initrd of \(host.name) before the host is rebooted.",
    consequence: "After the next boot, the number of VFs may differ from the number in the file.",
    affected: Affected(
      vms: inventory.vmsOnVFs(of: file.ports), networks: inventory.sriovNetworks(of: file),
      hosts: [file.host]),
    evidence: [
      EvidenceItem(
        changed.origin, by: .fileTimes, seen: "changed \(age) after the initrd",
        expected: "before the initrd"),
      EvidenceItem(
        initrd.builtAt.origin, by: .fileTimes, seen: "\(age) older than the file",
        expected: "newer than the file"),
    ],
    remedy: [
      RemedyStep(
        "On \(host.name): compare the file with the copy in the initrd.",
        Command("lsinitrd", "-f", "etc/modprobe.d/\(file.fileName)", initrd.path),
        Command("cat", EditingDriverFile.path(file)))
    ] + RebuildingInitrd.steps(on: host))
}

/// `3 days`: in the largest unit that gives at least 2; seconds below 2 minutes.
private func duration(_ seconds: Int) -> String {
  switch seconds {
  case (2 * 86_400)...: counted(seconds / 86_400, "day")
  case 7200...: counted(seconds / 3600, "hour")
  case 120...: counted(seconds / 60, "minute")
  default: counted(seconds, "second")
  }
}
