package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// An SR-IOV network on a port that can never have VFs.
  package static let cardCannotSRIOV = Rule(
    id: "card-cannot-sriov",
    title: "SR-IOV network on a port that cannot have VFs",
    severity: .error, confidence: .source,
    needs: [.ports, .sriovNetworks, .cardModel],
    standsAlone: "the SR-IOV network and the card of its port are enough",
    why: """
      Up to XenServer 8.2 and XCP-ng 8.2, xapi reports the SR-IOV capability for every port whose \
      driver has a driver file, also for an i210 or an 82580. An SR-IOV network can then be created \
      there. It waits for a reboot that brings no VFs.
      """,
    remedy: "Remove SR-IOV from the port, and create the network on a card that supports it.",
    checkByHand: "cat /sys/class/net/eth0/device/sriov_totalvfs    # missing",
    references: [
      "xcp-networkd before 21: Sriov.get_capabilities (CA-360485, pull request 4571)",
      "igb_param.c: “SR-IOV option max_vfs not supported”",
    ],
    population: { $0.networkSRIOVs },
    check: cannot,
    examples: [
      .fails("an i210", on: "xen1/eth0") { pool in
        pool.card(.i210, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", requiresReboot: true)
        pool.vm("desk", on: "VM SR-IOV", isRunning: false)
      },
      .passes("an i350") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
      },
      .undetermined("the card is not known") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.hideSRIOV(on: "eth0")
        pool.unknownCard(on: "eth0")
      },
    ])
}

/// The card has no SR-IOV, and nothing on the host shows otherwise.
private func cannot(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[sriov.port]
  guard port.configuration == VFConfiguration.none else { return nil }
  let label = inventory.label(port)
  let waiting = VFDemand.waitingVMs(over: port, in: inventory)
  let networks = VFDemand.networks(over: port, in: inventory)
  let name = sriov.network.map { "“\(inventory[$0].name)”" } ?? "an SR-IOV network"
  var evidence = [
    EvidenceItem(
      sriov.origin, ["physical-PIF"], seen: "SR-IOV on \(port.device)",
      expected: "SR-IOV on a card that supports it")
  ]
  if let offer = port.offersSRIOV {
    evidence.append(
      EvidenceItem(offer, seen: "no sriov_totalvfs", expected: "sriov_totalvfs above 0"))
  } else {
    evidence.append(
      EvidenceItem(
        port.origin, ["device", "vendor-id", "device-id"], by: .catalogue,
        seen: "\(port.cardName): no SR-IOV", expected: "a card with SR-IOV"))
  }
  return FindingDetails(
    title: "\(name) is on \(label), which cannot have VFs",
    happens: [
      "\(port.cardName) has no SR-IOV. No reboot and no driver option gives \(label) VFs."
    ],
    action: "Remove SR-IOV from \(label).",
    consequence: waiting.isEmpty
      ? "No VM gets a VF there."
      : "\(enumeration(waiting.map(\.name))) \(agreeing(waiting.count, "does", "do")) not start on"
        + " \(inventory[port.host].name).",
    affected: Affected(vms: waiting.map(\.id), networks: networks, hosts: [port.host]),
    evidence: evidence,
    remedy: [
      RemedyStep(
        "Check before: \(sriov.uuid) is the SR-IOV of \(label).",
        Command("xe", "network-sriov-list", "params=uuid,physical-PIF,logical-PIF"))
    ]
      + port.sriovVLANs.map { inventory[$0] }.map {
        RemedyStep(
          "Destroy VLAN \($0.tag) over SR-IOV.", Command("xe", "vlan-destroy", "uuid=\($0.uuid)"))
      } + [
        RemedyStep(
          "Remove SR-IOV. Move the VIFs on \(name) to another network if no other host gives them"
            + " VFs.",
          Command("xe", "network-sriov-destroy", "uuid=\(sriov.uuid)")),
        RemedyStep("There is no way back, and none is needed: the card has no SR-IOV."),
      ])
}
