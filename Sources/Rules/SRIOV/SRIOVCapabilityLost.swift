package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port that can do SR-IOV, and xapi says it cannot.
  package static let sriovCapabilityLost = Rule(
    id: "sriov-capability-lost",
    title: "port that can do SR-IOV and that xapi does not offer for it",
    severity: .warning, confidence: .source,
    needs: [.ports, .totalVFs, .capabilities],
    why: """
      xapi calls a port capable of SR-IOV only where the card offers VFs and its driver file does \
      not say 0, and it looks only when the toolstack starts or is told to scan. Where it says no, \
      XenCenter offers no SR-IOV network on the port, and network-sriov-create is refused.
      """,
    remedy: "Give the driver file a number above 0, or have xapi look again.",
    checkByHand: "xe pif-list physical=true params=uuid,device,capabilities",
    references: [Citation.networkd, "xen-api: network_server.ml, Sriov.get_capabilities"],
    population: { $0.ports.filter(isSaidCapable) },
    check: lostCapability,
    examples: [
      .fails("the driver file says 0 VFs", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", header + "# VFs-maxvfs-by-user: 0")
        pool.loseCapability(of: "eth0")
      },
      .fails("xapi looked before SR-IOV was switched on in the BIOS", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.loseCapability(of: "eth0")
      },
      .passes("xapi knows it") { pool in pool.card(.i350, ports: "eth0") },
      .notApplicable("the card has no SR-IOV") { pool in pool.card(.i210, ports: "eth0") },
      .undetermined("xapi was not asked") { pool in
        pool.card(.i350, ports: "eth0")
        pool.forgetCapabilities(of: "eth0")
      },
    ])
}

private let header = "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\n"

/// The hardware says so; where nobody asked it, its model. A function that was seen and offers no
/// VFs is another rule's: firmware keeps it off.
private func isSaidCapable(_ port: Port) -> Bool {
  if let total = port.totalVFs { return total.value > 0 }
  return port.activeVFs == nil && (port.model?.vfsPerPort ?? 0) > 0
}

/// VFs could be had, and xapi's capabilities lack sriov.
private func lostCapability(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard port.isCapable == false, let total = port.totalVFs else { return nil }
  let file = inventory.driverFile(of: port)
  let target = file?.target
  let isOff = target.map { $0 <= 0 } ?? false
  var evidence = [
    EvidenceItem(
      port.origin, ["device", "capabilities"], seen: "no sriov", expected: "sriov"),
    EvidenceItem(total, seen: "\(total.value) VFs could be had", expected: "0, if xapi were right"),
  ]
  if isOff, let file, let captured = file.limitThatCounts {
    evidence.append(
      EvidenceItem(
        captured.origin, by: .driverFile, seen: "\(captured.value)", expected: "1 or more"))
  }
  let why =
    if isOff, let file {
      "\(inventory.label(file)) says \(target ?? 0): to the toolstack that means no SR-IOV."
    } else if file != nil || port.configuration == .sysfs {
      "Nothing forbids it: xapi's answer is from before the card offered VFs."
    } else {
      "Its driver file was not captured: it may say 0. Otherwise xapi's answer is old."
    }
  return FindingDetails(
    title: "xapi does not know that \(port.device) can do SR-IOV",
    happens: ["The hardware offers \(total.value) VFs on \(inventory.label(port)).", why],
    action: isOff
      ? "Decide whether \(inventory.label(port)) shall have VFs, and write the number."
      : "Have xapi look at \(inventory.label(port)) again.",
    consequence: "No SR-IOV network can be put on the port.",
    affected: Affected(hosts: [port.host]), evidence: evidence,
    remedy: regaining(port, isOff ? file : nil, in: inventory))
}

private func regaining(
  _ port: Port, _ file: DriverFile?, in inventory: Inventory
) -> [RemedyStep] {
  let check = RemedyStep(
    "Check after: sriov. The number in the driver file counts once SR-IOV is enabled.",
    Command("xe", "pif-param-get", "uuid=\(port.uuid)", "param-name=capabilities"))
  guard let file else {
    let scan = Command("xe", "pif-scan", "host-uuid=\(inventory[port.host].uuid)")
    return [RemedyStep("Have xapi look again; it takes no traffic down.", scan), check]
  }
  let most = EditingDriverFile.most(of: file, in: inventory) ?? 7
  let key = (file.byDefault?.value ?? 0) <= 0 ? "VFs-maxvfs-by-default" : "VFs-maxvfs-by-user"
  return EditingDriverFile.steps(
    file, "Write how many VFs each port may have: \(most) is the most.",
    [EditingDriverFile.writing(key, "\(most)", to: file)], in: inventory) + [check]
}
