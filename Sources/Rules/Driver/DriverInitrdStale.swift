package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A driver file that the initrd has only in an older form.
  package static let driverInitrdStale = Rule(
    id: "driver-initrd-stale",
    title: "driver file that is newer than the initrd",
    severity: .warning, confidence: .source, needs: [.driverFile, .initrdTime],
    why: """
      The host loads its network drivers from the initrd, with the copy of /etc/modprobe.d that is \
      in there. The toolstack writes the initrd anew when it changes the file, once: where that \
      failed, or where a person changed the file, the host boots with the older options, and VFs \
      may vanish or come back.
      """,
    remedy: "Write the initrd anew before the host is rebooted.",
    checkByHand: "stat -c '%y %n' /etc/modprobe.d/igb.conf /boot/initrd-$(uname -r).img",
    references: [Citation.networkd, "xcp-ng/xcp issue 544"],
    population: { $0.governingFiles.filter(\.setsVFs) },
    check: staleInitrd,
    examples: [
      .fails("the file was changed a day later", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
        pool.written(files: "2026-05-02T10:00:00Z", initrd: "2026-05-01T10:00:00Z")
      },
      .passes("the toolstack wrote the file, then the initrd") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
        pool.written(files: "2026-05-01T10:00:00Z", initrd: "2026-05-01T10:00:42Z")
      },
      .undetermined("the times were not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "options igb max_vfs=4")
      },
    ])
}

/// The file was changed after the initrd had been written.
private func staleInitrd(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  let host = inventory[file.host]
  guard let changed = file.modifiedAt, let initrd = host.initrd,
    changed.value > initrd.builtAt.value
  else { return nil }
  let age = duration(changed.value.seconds - initrd.builtAt.value.seconds)
  let vms = file.ports.flatMap { inventory.vfUses[$0.index].vifs }.map { inventory[$0].vm }
  return FindingDetails(
    title: "\(file.fileName) is \(age) newer than the initrd of \(host.name)",
    happens: [
      "\(host.name) boots with \(file.fileName) as it was when \(initrd.path) was written."
        + " The snapshot does not say what has changed since."
    ],
    action: "Write the initrd of \(host.name) anew before it is rebooted.",
    consequence: "The next boot may bring another number of VFs than the file asks for.",
    affected: Affected(
      vms: Set(vms).sorted(), networks: inventory.sriovNetworks(of: file),
      hosts: [file.host]),
    evidence: [
      EvidenceItem(
        changed.origin, by: .fileTimes, seen: "changed \(age) after the initrd",
        expected: "before it"),
      EvidenceItem(
        initrd.builtAt.origin, by: .fileTimes, seen: "\(age) older than the file",
        expected: "newer"),
    ],
    remedy: [
      RemedyStep(
        "On \(host.name): compare the file with the copy in the initrd.",
        Command("lsinitrd", "-f", "etc/modprobe.d/\(file.fileName)", initrd.path),
        Command("cat", EditingDriverFile.path(file)))
    ] + RebuildingInitrd.steps(on: host))
}

/// `3 days`: the largest unit of which there are at least two.
private func duration(_ seconds: Int) -> String {
  switch seconds {
  case (2 * 86_400)...: counted(seconds / 86_400, "day")
  case 7200...: counted(seconds / 3600, "hour")
  case 120...: counted(seconds / 60, "minute")
  default: counted(seconds, "second")
  }
}
