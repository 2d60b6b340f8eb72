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

/// xapi's own flag. A card that can never have VFs is the matter of card-cannot-sriov.
private func pendingReboot(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[sriov.port]
  guard sriov.requiresReboot == true, port.configuration != VFConfiguration.none else { return nil }
  let host = inventory[port.host]
  let name = sriov.network.map { inventory[$0].name } ?? "SR-IOV"
  let forecast = inventory.bootForecast(of: port)
  let coming =
    forecast.vfs.map { "After the reboot, \(port.device) has \(counted($0, "VF"))" }
    ?? "How many VFs \(port.device) has after the reboot is not known"
  let idle = inventory.vfUses[port.id.index].free?.value ?? 0
  let waiting = VFDemand.waitingVMs(over: port, in: inventory)
  let stays = idle > 0 && inventory.comesUpWithoutReboot(sriov)
  let names = enumeration(waiting.map(\.name))
  let isVain = forecast.vfs == 0
  return FindingDetails(
    title: "“\(name)” on \(port.device) is waiting for a reboot of \(host.name)",
    happens: [
      "xapi requires a reboot of \(host.name) for SR-IOV on \(port.device).",
      "\(coming): \(forecast.reason).",
      stays
        ? "Until then, VMs can start on its \(counted(idle, "idle VF")): xapi's placement does"
          + " not look at the pending reboot." : "",
    ].filter { !$0.isEmpty },
    action: isVain
      ? "Do not reboot \(host.name) for this: \(port.device) would have no VFs."
      : "Check what a reboot of \(host.name) will change, then reboot it.",
    consequence: stays
      ? "The number of VFs stays as it is until the reboot."
      : waiting.isEmpty
        ? "VMs on “\(name)” may fail to start there." : "\(names) may fail to start there.",
    affected: Affected(
      vms: waiting.map(\.id), networks: sriov.network.map { [$0] } ?? [], hosts: [port.host]),
    evidence: [
      EvidenceItem(
        sriov.origin, ["physical-PIF", "requires-reboot"], seen: "requires-reboot: true",
        expected: "false")
    ],
    remedy: isVain
      ? [
        RemedyStep(
          "First end what keeps the driver from creating VFs; see the findings of the driver file.",
          Command("cat", "/etc/modprobe.d/\(port.driver?.value ?? "DRIVER").conf"))
      ] : AddingSRIOV.rebooting(host, in: inventory))
}
