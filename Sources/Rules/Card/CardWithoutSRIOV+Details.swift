import Auditing
import PoolModel
import Records

/// The findings of card-without-sriov about a port.
enum CardWithoutSRIOVDetails {
  /// The card offers no SR-IOV.
  static func unable(_ port: Port, in inventory: Inventory) -> FindingDetails? {
    let host = inventory[port.host]
    let network = inventory.sriovNetwork(beside: port)
    let target = network.map { "“\($0.name)”" } ?? "VMs"
    let vms = Set(network?.vifs.map { inventory[$0].vm } ?? []).sorted()
    let beside = network.map { network in
      "\(enumeration(network.vfPorts.map { inventory.label(inventory[$0]) }))"
        + " \(agreeing(network.vfPorts.count, "provides", "provide")) VFs for “\(network.name)”."
        + " \(inventory.label(port)) is on the same pool-wide network."
    }
    return FindingDetails(
      title: "\(inventory.label(port)) cannot provide VFs for \(target)",
      happens: [beside, port.intent.map(expected)].compactMap(\.self)
        + ["The card of \(inventory.label(port)), \(port.cardName), offers no SR-IOV."],
      action: "Do not rely on \(host.name) for VMs "
        + (network.map { "on “\($0.name)”." } ?? "that need VFs."),
      consequence:
        "These VMs do not start on \(host.name), not even after another host has failed.",
      affected: Affected(
        vms: vms, networks: network.map { [$0.id] } ?? [], hosts: [port.host]),
      evidence: cardEvidence(of: port),
      remedy: [
        RemedyStep(
          "See which ports of \(host.name) support SR-IOV: their capabilities include sriov.",
          look(at: host)),
        RemedyStep(
          "After you have fitted a card that supports SR-IOV, add its port to the network. Replace"
            + " NEW-UUID with the uuid of its PIF. Connections over the port are briefly"
            + " interrupted. To undo: run network-sriov-destroy with the uuid that the command"
            + " prints.",
          Command(
            "xe", "network-sriov-create", "pif-uuid=NEW-UUID",
            "network-uuid=\(network?.uuid ?? "NETWORK-UUID")")),
      ])
  }

  /// The card supports SR-IOV, but the port provides no VFs, or not for the network in the policy.
  static func unmet(
    _ intent: PortIntent, _ port: Port, has network: Network?, in inventory: Inventory
  ) -> FindingDetails {
    let host = inventory[port.host]
    let wanted = inventory.networks.first { intent.network != nil && intent.means($0) }
    let title =
      network.map {
        "\(inventory.label(port)) provides VFs for “\($0.name)” and not for the expected network"
      } ?? "\(inventory.label(port)) provides no VFs"
    var steps = [RemedyStep("Check before.", look(at: host))]
    if let sriov = port.sriov.map({ inventory[$0] }) {
      steps.append(
        RemedyStep(
          "Remove SR-IOV for the other network. Shut down its VMs on \(host.name) first.",
          Command("xe", "network-sriov-destroy", "uuid=\(sriov.uuid)")))
    }
    if wanted == nil {
      steps.append(
        RemedyStep(
          "Create the network. The command prints its uuid.",
          Command("xe", "network-create", "name-label=\(intent.network ?? "VM SR-IOV")")))
    }
    steps.append(
      RemedyStep(
        "Enable SR-IOV on the port. Connections over it are briefly interrupted, and cards with"
          + " driver igb require a reboot (see sriov-reaches-other-ports). To undo: run"
          + " network-sriov-destroy with the uuid that the command prints.",
        Command(
          "xe", "network-sriov-create", "pif-uuid=\(port.uuid)",
          "network-uuid=\(wanted?.uuid ?? "NETWORK-UUID")")))
    return FindingDetails(
      title: title, happens: [expected(intent)],
      action: (network == nil
        ? "Enable SR-IOV on \(inventory.label(port))"
        : "Move \(inventory.label(port)) to the expected network")
        + ", or remove the entry from the policy.",
      consequence: "VMs that need VFs of this port do not start on \(host.name).",
      affected: Affected(hosts: [port.host]),
      evidence: [
        EvidenceItem(
          port.origin, ["device", "capabilities", "sriov-physical-PIF-of"],
          seen: network.map { "SR-IOV for “\($0.name)”" } ?? "no SR-IOV network",
          expected: "SR-IOV" + (intent.network.map { " for “\($0)”" } ?? ""))
      ],
      remedy: steps)
  }

  private static func expected(_ intent: PortIntent) -> String {
    let network = intent.network.map { " for “\($0)”" } ?? ""
    let reason = intent.reason.isEmpty ? "" : ": \(intent.reason)"
    return "\(intent.statedAt) expects VFs\(network) on this port\(reason)."
  }

  private static func look(at host: Host) -> Command {
    Command(
      "xe", "pif-list", "host-uuid=\(host.uuid)", "physical=true",
      "params=uuid,device,device-name,capabilities,sriov-physical-PIF-of")
  }

  private static func cardEvidence(of port: Port) -> [EvidenceItem] {
    var evidence: [EvidenceItem] = []
    if port.configuration == VFConfiguration.none {
      evidence.append(
        EvidenceItem(
          port.origin, ["device", "vendor-id", "device-id"], by: .catalogue,
          seen: "\(port.cardName): no SR-IOV", expected: "a card with SR-IOV"))
    }
    if let offer = port.offersSRIOV, !offer.value {
      evidence.append(
        EvidenceItem(offer, seen: "no sriov_totalvfs", expected: "sriov_totalvfs above 0"))
    }
    return evidence
  }
}
