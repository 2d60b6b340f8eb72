package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// Somebody else than xapi set the number of VFs.
  package static let sriovConfiguredByHand = Rule(
    id: "sriov-configured-by-hand",
    title: "port whose number of VFs xapi cannot change",
    severity: .note, confidence: .source,
    needs: [.ports, .sriovNetworks, .sriovMode],
    why: """
      When the number was set by a script or a module option before xapi came, the kernel refuses \
      xapi's own, and xapi takes what it finds (mode manual). From then on it neither changes nor \
      disables it: whoever set it has to do that, and has to do it again at every boot.
      """,
    remedy: "Find what sets the number at boot, and decide whether it or xapi shall do it.",
    checkByHand: "grep -rl sriov_numvfs /etc/rc.d /etc/rc.local /etc/udev /etc/systemd",
    references: [Citation.networkd, "xcp-ng/xcp-networkd pull requests 173, 177"],
    population: { $0.networkSRIOVs },
    check: byHand,
    examples: [
      .fails("the database says mode manual", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(8, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.configurationMode(.manual, on: "eth0")
      },
      .fails("xapi would have made 63 of an X540's VFs, there are 8", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(8, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .passes("xapi set the maximum by sysfs") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .passes("a driver file decides") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
      },
      .undetermined("neither database nor sysfs was captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.forgetHostFacts()
      },
    ])
}

/// Mode manual; where nobody says the mode, a number that xapi's way by sysfs never gives.
private func byHand(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[sriov.port]
  let active = port.activeVFs
  let most = port.totalVFs
  let isStated = sriov.configurationMode?.value == .manual
  let isConcluded =
    sriov.configurationMode == nil && port.configuration == .sysfs && sriov.isActive
    && (active?.value ?? 0) > 0 && (active?.value ?? 0) < (most?.value ?? 0)
  guard isStated || isConcluded else { return nil }
  let number = active.map { "\($0.value)" } ?? "an unknown number of"
  var evidence: [EvidenceItem] = []
  if isStated, let mode = sriov.configurationMode {
    evidence.append(
      EvidenceItem(
        mode.origin, ["configuration-mode"], by: mode.witness, seen: "manual",
        expected: "sysfs or modprobe"))
  }
  if let active {
    evidence.append(EvidenceItem(active, expected: most.map { "\($0.value)" } ?? "the maximum"))
  }
  return FindingDetails(
    title: "the VFs of \(port.device) \(isStated ? "were" : "may have been") set by hand",
    happens: [
      isStated
        ? "xapi says mode manual: it found \(number) VFs and could not set its own number."
        : "xapi always sets the maximum of \(most?.value ?? 0) by sysfs, and the port has \(number).",
      "xapi \(isStated ? "will" : "may") neither change the number nor take the VFs away.",
    ],
    action: "Find out what sets the VFs of \(inventory.label(port)) at boot.",
    consequence: "After a boot without it, the port may have another number of VFs, or none.",
    affected: Affected(
      networks: sriov.network.map { [$0] } ?? [], hosts: [port.host]),
    evidence: evidence,
    remedy: [
      RemedyStep(
        "Look for what writes sriov_numvfs, on the host.",
        Command("grep", "-rl", "sriov_numvfs", "/etc/rc.d", "/etc/udev", "/etc/systemd")),
      RemedyStep(
        "Where xapi shall do it: remove that, reboot the host, and look at the mode again.",
        Command("xe", "pool-dump-database", "file-name=/root/db.xml"),
        Command("grep", "-o", "configuration_mode=.[a-z]*", "/root/db.xml"),
        Command("rm", "/root/db.xml")),
    ], confidence: isStated ? nil : .inferred)
}
