package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port whose VF count was set outside xapi.
  package static let sriovConfiguredByHand = Rule(
    id: "sriov-configured-by-hand",
    title: "port whose VF count xapi cannot change",
    severity: .note, confidence: .source,
    needs: [.ports, .sriovNetworks, .sriovMode],
    standsAlone: "the SR-IOV network's own record shows its mode",
    why: """
      If a script or a module option sets the VF count before xapi does, the kernel refuses the \
      value of xapi. xapi then keeps the existing count (configuration mode “manual”). From then \
      on it neither changes the count nor disables SR-IOV. The script or option has to do both, \
      and has to set the count again at every boot.
      """,
    remedy: """
      Find what sets the VF count at boot, and decide whether it or xapi should set the count.
      """,
    checkByHand: "grep -rl sriov_numvfs /etc/rc.d /etc/rc.local /etc/udev /etc/systemd",
    references: [Citation.networkd, "xcp-ng/xcp-networkd pull requests 173, 177"],
    population: { $0.networkSRIOVs },
    check: byHand,
    examples: [
      .fails("the database shows mode manual", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(8, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.configurationMode(.manual, on: "eth0")
      },
      .fails("xapi would have created 63 VFs, but there are 8", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(8, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .passes("xapi set the maximum through sysfs") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .passes("a driver file sets the count") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
      },
      .undetermined("neither the database nor sysfs was captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.forgetHostFacts()
      },
    ])
}

/// Mode manual; where the mode was not captured, a count below the maximum, which xapi never sets
/// through sysfs.
private func byHand(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[sriov.port]
  let active = port.activeVFs
  let most = port.totalVFs
  let isStated = sriov.configurationMode?.value == .manual
  let isConcluded =
    sriov.configurationMode == nil && port.configuration == .sysfs && sriov.isActive
    && (active?.value ?? 0) > 0 && (active?.value ?? 0) < (most?.value ?? 0)
  guard isStated || isConcluded else { return nil }
  let vfs = active.map { counted($0.value, "VF") } ?? "an unknown number of VFs"
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
    title: "the VF count of \(port.device) \(isStated ? "was" : "may have been") set outside xapi",
    happens: [
      isStated
        ? "xapi reports mode manual: it found \(vfs) and could not set its own count."
        : "Through sysfs, xapi always sets the maximum (\(most?.value ?? 0)). The port has \(vfs).",
      isStated
        ? "xapi will neither change the count nor remove the VFs."
        : "If something else set the count, xapi neither changes it nor removes the VFs.",
    ],
    action: "Find out what sets the VF count of \(inventory.label(port)) at boot.",
    consequence:
      "Without that setting, the port may have another VF count after a boot, or no VFs.",
    affected: Affected(
      networks: sriov.network.map { [$0] } ?? [], hosts: [port.host]),
    evidence: evidence,
    remedy: [
      RemedyStep(
        "On the host, look for files that write sriov_numvfs.",
        Command("grep", "-rl", "sriov_numvfs", "/etc/rc.d", "/etc/udev", "/etc/systemd")),
      RemedyStep(
        "If xapi should set the count: remove the other setting, reboot, and check the mode again.",
        Command("xe", "pool-dump-database", "file-name=/root/db.xml"),
        Command("grep", "-o", "configuration_mode=.[a-z]*", "/root/db.xml"),
        Command("rm", "/root/db.xml")),
    ], confidence: isStated ? nil : .inferred)
}
