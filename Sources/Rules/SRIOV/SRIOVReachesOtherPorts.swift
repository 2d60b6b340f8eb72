package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// SR-IOV on one igb port creates VFs on the host's other igb ports too.
  package static let sriovReachesOtherPorts = Rule(
    id: "sriov-reaches-other-ports",
    title: "port that gets VFs from another port's SR-IOV network",
    severity: .warning, confidence: .source,
    needs: [.ports, .sriovNetworks, .driver, .activeVFs, .driverFile],
    why: """
      If a driver takes its VF count from a driver file, the toolstack writes one value for each \
      of the driver's ports on the host. A port without an SR-IOV network gets VFs that xapi never \
      assigns. The driver then treats it as a port with VFs: with igb, its VLANs stop passing \
      traffic.
      """,
    remedy: """
      Keep bridge and management traffic off igb ports of a host that uses SR-IOV on one of them, \
      or use SR-IOV on another card.
      """,
    checkByHand: "grep '' /sys/class/net/eth*/device/sriov_numvfs",
    references: [Citation.page, Citation.networkd],
    population: { inventory in
      inventory.ports.filter {
        $0.mayUse(driver: "igb") && $0.sriov == nil && $0.mayHaveVFs
      }
    },
    check: collateralVFs,
    examples: [
      .fails("another igb port has SR-IOV, and this port has VFs too", on: "xen1/eth1") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=4,4")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vfs(4, on: "eth0")
        pool.vfs(4, on: "eth1")
      },
      .passes("no igb port has SR-IOV") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=0")
      },
      .undetermined("the driver file was not captured") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.forgetDriverFiles()
      },
    ])
}

/// VFs now, or at the next boot, on a port without an SR-IOV network.
private func collateralVFs(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard port.uses(driver: "igb") else { return nil }
  let sources = inventory.ports(of: port.host, usingDriver: "igb").filter { $0.sriov != nil }
  let now = port.activeVFs?.value ?? 0
  let later = port.configuredVFs?.value ?? 0
  guard !sources.isEmpty, now > 0 || later > 0 else { return nil }
  let devices = enumeration(sources.map(\.device))
  let networks = inventory.bridgedNetworks(over: port)
  let vms = networks.flatMap { inventory.runningVMs(on: $0.id, host: port.host) }
  let holders =
    (port.isManagement ? ["the management interface"] : [])
    + (vms.isEmpty ? [] : ["bridged traffic of running VMs"])
  let traffic = holders.joined(separator: " and ")
  let isUsed = !holders.isEmpty
  var evidence: [EvidenceItem] = []
  if let active = port.activeVFs, now > 0 { evidence.append(EvidenceItem(active, expected: "0")) }
  if let configured = port.configuredVFs, later > 0 {
    evidence.append(
      EvidenceItem(configured, seen: "\(counted(later, "VF")) at the next boot", expected: "0"))
  }
  return FindingDetails(
    title: "SR-IOV on \(devices) \(now > 0 ? "creates" : "will create") VFs on \(port.device)",
    happens: [
      now > 0
        ? "\(port.device) has \(counted(now, "VF")) but no SR-IOV network: xapi assigns none of"
          + " them."
        : "\(port.device) gets \(counted(later, "VF")) at the next boot, but has no SR-IOV"
          + " network: xapi assigns none of them.",
      isUsed ? "It also carries \(traffic)." : "",
    ].filter { !$0.isEmpty },
    action: "Keep VLANs off \(inventory.label(port)), or remove SR-IOV from \(devices).",
    consequence: isUsed
      ? "\(traffic.prefix(1).uppercased() + traffic.dropFirst())"
        + " \(agreeing(holders.count, "shares", "share")) the port with VFs."
      : "No management traffic and no bridged traffic of running VMs was found on it.",
    affected: Affected(
      vms: Set(vms.map(\.id)).sorted(), networks: networks.map(\.id), hosts: [port.host],
      hostTraffic: port.hostTraffic),
    evidence: evidence,
    remedy: [
      RemedyStep(
        "To fix this, remove SR-IOV from every igb port of the host, then reboot the host.")
    ] + RemovingSRIOV.steps(ofDriver: "igb", on: port.host, in: inventory))
}
