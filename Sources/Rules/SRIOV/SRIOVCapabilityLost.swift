package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port whose card supports SR-IOV, but that xapi does not list as SR-IOV capable.
  package static let sriovCapabilityLost = Rule(
    id: "sriov-capability-lost",
    title: "port whose SR-IOV capability xapi does not list",
    severity: .warning, confidence: .source,
    needs: [.ports, .totalVFs, .capabilities],
    standsAlone: "the port's own record and its sysfs contradict each other",
    why: """
      xapi lists a port as SR-IOV capable only if the card offers VFs and the driver file does not \
      set the limit to 0. It checks this only when the toolstack starts or scans the PIFs. If the \
      capability is not listed, XenCenter offers no SR-IOV network on the port, and \
      network-sriov-create is refused.
      """,
    remedy: "Set a number above 0 in the driver file, or have xapi scan the host's PIFs again.",
    checkByHand: "xe pif-list physical=true params=uuid,device,capabilities",
    references: [Citation.networkd, "xen-api: network_server.ml, Sriov.get_capabilities"],
    population: { $0.ports.filter(supportsSRIOV) },
    check: lostCapability,
    examples: [
      .fails("the driver file sets the limit to 0", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header + "# VFs-maxvfs-by-user: 0")
        pool.loseCapability(of: "eth0")
      },
      .fails("xapi last scanned before SR-IOV was enabled in the BIOS", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.loseCapability(of: "eth0")
      },
      .passes("xapi lists the capability") { pool in pool.card(.i350, ports: "eth0") },
      .notApplicable("the card has no SR-IOV") { pool in pool.card(.i210, ports: "eth0") },
      .undetermined("the capabilities were not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.forgetCapabilities(of: "eth0")
      },
    ])
}

private let header = "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\n"

/// By sysfs; where sysfs was not captured, by the card's model. A function that sysfs shows without
/// VFs belongs to another rule: SR-IOV is off in firmware.
private func supportsSRIOV(_ port: Port) -> Bool {
  if let total = port.totalVFs { return total.value > 0 }
  return port.activeVFs == nil && port.model?.supportsVFs == true
}

/// The hardware offers VFs, and xapi's capabilities lack sriov.
private func lostCapability(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard port.isCapable == false, let total = port.totalVFs else { return nil }
  let file = inventory.driverFile(of: port)
  let target = file?.target
  let isOff = target.map { $0 <= 0 } ?? false
  var evidence = [
    EvidenceItem(
      port.origin, ["device", "capabilities"], seen: "no sriov", expected: "sriov"),
    EvidenceItem(
      total, seen: "\(counted(total.value, "VF")) offered", expected: "0, as xapi reports"),
  ]
  if isOff, let file, let captured = file.limitThatCounts {
    evidence.append(
      EvidenceItem(
        captured.origin, by: .driverFile, seen: "\(captured.value)", expected: "1 or more"))
  }
  let why =
    if isOff, let file {
      "\(inventory.label(file)) sets the limit to \(target ?? 0), which turns SR-IOV off."
    } else if file != nil || port.configuration == .sysfs {
      "No setting prevents SR-IOV: xapi last scanned before the card offered VFs."
    } else {
      "Its driver file was not captured and may set the limit to 0. If not, xapi's list is old."
    }
  return FindingDetails(
    title: "xapi does not list \(port.device) as SR-IOV capable",
    happens: [
      "The hardware offers \(counted(total.value, "VF")) on \(inventory.label(port)).", why,
    ],
    action: isOff
      ? "Decide whether \(inventory.label(port)) should have VFs, and set the number."
      : "Have xapi scan \(inventory.label(port)) again.",
    consequence: "No SR-IOV network can be created on the port.",
    affected: Affected(hosts: [port.host]), evidence: evidence,
    remedy: regaining(port, isOff ? file : nil, in: inventory))
}

private func regaining(
  _ port: Port, _ file: DriverFile?, in inventory: Inventory
) -> [RemedyStep] {
  let check = RemedyStep(
    "Check after: sriov is listed. The number in the driver file applies once SR-IOV is enabled.",
    Command("xe", "pif-param-get", "uuid=\(port.uuid)", "param-name=capabilities"))
  guard let file else {
    let scan = Command("xe", "pif-scan", "host-uuid=\(inventory[port.host].uuid)")
    return [RemedyStep("Have xapi scan the PIFs again. This interrupts no traffic.", scan), check]
  }
  let most = EditingDriverFile.most(of: file, in: inventory) ?? 7
  let key = (file.byDefault?.value ?? 0) <= 0 ? "VFs-maxvfs-by-default" : "VFs-maxvfs-by-user"
  return EditingDriverFile.steps(
    file, "Set how many VFs each port may have: \(most) is the maximum.",
    [EditingDriverFile.writing(key, "\(most)", to: file)], in: inventory) + [check]
}
