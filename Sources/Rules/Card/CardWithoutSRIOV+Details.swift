import Auditing
import PoolModel
import Records

/// What card-without-sriov says of a port.
enum CardWithoutSRIOVDetails {
  /// Its card has no SR-IOV.
  static func unable(_ port: Port, in inventory: Inventory) -> FindingDetails? {
    let host = inventory[port.host]
    let network = inventory.sriovNetwork(beside: port)
    let target = network.map { "“\($0.name)”" } ?? "VMs"
    let vms = Set(network?.vifs.map { inventory[$0].vm } ?? []).sorted()
    let beside = network.map { network in
      "\(enumeration(network.vfPorts.map { inventory.label(inventory[$0]) })) give VFs to"
        + " “\(network.name)”, and \(inventory.label(port)) is on the same pool-wide network."
    }
    return FindingDetails(
      title: "\(port.device) of \(host.name) cannot give VFs to \(target)",
      happens: [beside, port.intent.map(expected)].compactMap(\.self)
        + ["Its \(port.cardName) has no SR-IOV."],
      action: "Do not count on \(host.name) for VMs "
        + (network.map { "on “\($0.name)”." } ?? "that need VFs."),
      consequence: "They do not start on \(host.name), nor after another host is lost.",
      affected: Affected(
        vms: vms, networks: network.map { [$0.id] } ?? [], hosts: [port.host]),
      evidence: cardEvidence(of: port),
      remedy: [
        RemedyStep(
          "See which ports of \(host.name) could take part: sriov among the capabilities.",
          look(at: host)),
        RemedyStep(
          "With another card in it, of a kind that has SR-IOV, put the network there: its connections"
            + " are disturbed for a moment. The way back is network-sriov-destroy with the uuid that is"
            + " printed.",
          Command(
            "xe", "network-sriov-create", "pif-uuid=NEW-UUID",
            "network-uuid=\(network?.uuid ?? "NETWORK-UUID")")),
      ])
  }

  /// It could, and does not, or not to the network that the policy names.
  static func unmet(
    _ intent: PortIntent, _ port: Port, has network: Network?, in inventory: Inventory
  ) -> FindingDetails {
    let host = inventory[port.host]
    let wanted = inventory.networks.first { intent.network != nil && intent.means($0) }
    let title =
      network.map { "\(port.device) of \(host.name) gives its VFs to “\($0.name)”" }
      ?? "\(port.device) of \(host.name) gives no VFs"
    var steps = [RemedyStep("Check before.", look(at: host))]
    if let sriov = port.sriov.map({ inventory[$0] }) {
      steps.append(
        RemedyStep(
          "Take SR-IOV from the other network. Its VMs on \(host.name) must be halted.",
          Command("xe", "network-sriov-destroy", "uuid=\(sriov.uuid)")))
    }
    if wanted == nil {
      steps.append(
        RemedyStep(
          "Make a network for it; its uuid is printed.",
          Command("xe", "network-create", "name-label=\(intent.network ?? "VM SR-IOV")")))
    }
    steps.append(
      RemedyStep(
        "Put SR-IOV on the port; connections over it are disturbed for a moment, and cards of driver"
          + " igb want a reboot (sriov-reaches-other-ports). The way back is network-sriov-destroy"
          + " with the uuid that is printed.",
        Command(
          "xe", "network-sriov-create", "pif-uuid=\(port.uuid)",
          "network-uuid=\(wanted?.uuid ?? "NETWORK-UUID")")))
    return FindingDetails(
      title: title, happens: [expected(intent)],
      action: "Put SR-IOV on \(inventory.label(port)), or take the entry out of the policy.",
      consequence: "VMs that were to find VFs there do not start on \(host.name).",
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
    return "\(intent.statedAt) expects VFs\(network) there\(reason)."
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
