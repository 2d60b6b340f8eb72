package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// SR-IOV that should be up and is not.
  package static let sriovNotActive = Rule(
    id: "sriov-not-active",
    title: "SR-IOV network that is not active",
    severity: .error, confidence: .source,
    needs: [.ports, .sriovNetworks, .sriovState],
    why: """
      The logical PIF of an SR-IOV network is attached once the VFs are there. Where it is not, \
      and no reboot is outstanding, enabling failed: VMs on the network do not start on this \
      host.
      """,
    remedy: "Look in the log why enabling failed, mend that, and plug the logical PIF.",
    checkByHand: "xe pif-list sriov-logical-PIF-of=UUID params=uuid,currently-attached",
    references: [Citation.networkd],
    population: { $0.networkSRIOVs },
    check: detached,
    examples: [
      .fails("the logical PIF is not attached, no reboot is outstanding", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", isAttached: false)
      },
      .passes("it is attached") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .passes("a reboot is outstanding: sriov-requires-reboot speaks") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", requiresReboot: true)
      },
      .undetermined("the list of PIFs was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.forget(.pif)
      },
    ])
}

/// Not attached, and nothing that a reboot would mend.
private func detached(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  guard sriov.isAttached == false, sriov.requiresReboot != true else { return nil }
  let port = inventory[sriov.port]
  let name = sriov.network.map { inventory[$0].name } ?? "SR-IOV"
  let waiting = VFDemand.waitingVMs(over: port, in: inventory)
  return FindingDetails(
    title: "“\(name)” on \(port.device) is not active",
    happens: [
      "Its logical PIF is not attached and no reboot is outstanding: enabling SR-IOV on"
        + " \(inventory.label(port)) failed, or somebody unplugged it."
    ],
    action: "Find out why SR-IOV did not come up on \(inventory.label(port)).",
    consequence: "VMs on “\(name)” do not start on \(inventory[port.host].name).",
    affected: Affected(
      vms: waiting.map(\.id), networks: sriov.network.map { [$0] } ?? [], hosts: [port.host]),
    evidence: [
      EvidenceItem(
        sriov.logicalOrigin ?? sriov.origin, ["device", "currently-attached"],
        seen: "currently-attached: false", expected: "true")
    ],
    remedy: [
      RemedyStep(
        "Look for the reason on the host.",
        Command("grep", "-i", "sriov", "/var/log/xensource.log", "/var/log/kern.log")),
      RemedyStep(
        "When it is mended, find the logical PIF and plug it with xe pif-plug.",
        Command(
          "xe", "pif-list", "sriov-logical-PIF-of=\(sriov.uuid)",
          "params=uuid,currently-attached")),
    ])
}
