package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// SR-IOV that takes effect only after a reboot.
  package static let sriovRequiresReboot = Rule(
    id: "sriov-requires-reboot",
    title: "SR-IOV network that is waiting for a reboot",
    severity: .warning, confidence: .source,
    needs: [.ports, .sriovNetworks, .sriovState],
    standsAlone: "the SR-IOV network's own record shows that a reboot is required",
    why: """
      The driver of this card reads the VF count only when it is loaded. Until the host has been \
      rebooted, the SR-IOV network is not active here, and VMs on it may fail to start.
      """,
    remedy: "Check what the reboot will change (i350-vlan-at-next-reboot), then reboot the host.",
    checkByHand: "xe network-sriov-list params=uuid,physical-PIF,requires-reboot",
    references: [Citation.networkd, Citation.page],
    population: { $0.networkSRIOVs },
    check: pendingReboot,
    examples: [
      .fails("requires-reboot is true", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", requiresReboot: true)
      },
      .fails("a halted VM is on its network", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", requiresReboot: true)
        pool.vm("desk", on: "VM SR-IOV", isRunning: false)
      },
      .passes("SR-IOV is active") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
      },
      .undetermined("the list of SR-IOV networks was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.forget(.networkSRIOV)
      },
    ])
}

/// xapi's own flag.
private func pendingReboot(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  guard sriov.requiresReboot == true else { return nil }
  let port = inventory[sriov.port]
  let host = inventory[port.host]
  let name = sriov.network.map { inventory[$0].name } ?? "SR-IOV"
  let coming =
    inventory.vfsAfterReboot(of: port)
    .map { "After it, \(port.device) has \(counted($0, "VF"))." }
    ?? "How many VFs \(port.device) has after it is not known."
  let waiting = VFDemand.waitingVMs(over: port, in: inventory)
  return FindingDetails(
    title: "“\(name)” on \(port.device) is waiting for a reboot of \(host.name)",
    happens: [
      "“\(name)” is not active on \(port.device) until the reboot. \(coming)"
    ],
    action: "Check what a reboot of \(host.name) will change, then reboot it.",
    consequence: waiting.isEmpty
      ? "VMs on “\(name)” may fail to start there until then."
      : "\(enumeration(waiting.map(\.name))) may fail to start there until then.",
    affected: Affected(
      vms: waiting.map(\.id), networks: sriov.network.map { [$0] } ?? [], hosts: [port.host]),
    evidence: [
      EvidenceItem(
        sriov.origin, ["physical-PIF", "requires-reboot"], seen: "requires-reboot: true",
        expected: "false")
    ],
    remedy: AddingSRIOV.rebooting(host, in: inventory))
}
