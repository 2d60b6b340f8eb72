package import Auditing
import PoolModel

extension Rule {
  /// A card without SR-IOV where the other hosts of the pool have an SR-IOV network.
  package static let cardWithoutSRIOV = Rule(
    id: "card-without-sriov",
    title: "port that cannot give VFs where the pool's other hosts do",
    severity: .note, confidence: .observed,
    needs: [.hosts, .ports, .networks, .sriovNetworks, .sriovOffer],
    why: """
      Hosts of one pool are set up alike: the port on the same pool-wide network is meant to do \
      the same. A card without SR-IOV cannot, so guests that need a VF of that network start on \
      the other hosts alone.
      """,
    remedy: "Put a card that can do SR-IOV there, or do not count on the host for these guests.",
    checkByHand: "cat /sys/class/net/eth0/device/sriov_totalvfs    # missing",
    references: [
      Source.page, "xen-api: PIF_IS_NOT_SRIOV_CAPABLE; sync_networking.ml only logs it",
    ],
    population: { inventory in inventory.ports.filter { isMeantToGive($0, in: inventory) } },
    check: unable,
    examples: [
      .fails("a BCM57416 beside another host's X540", on: "xen2/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.bcm57416, ports: "eth0")
      },
      .passes("an X540 could, though it has no SR-IOV network yet") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
      },
      .notApplicable("no host has an SR-IOV network there") { pool in
        pool.card(.x540, ports: "eth0")
        pool.host("xen2")
        pool.card(.bcm57416, ports: "eth0")
      },
      .undetermined("the other card is unknown and its host silent") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
        pool.forgetHostWords()
      },
    ])
}

/// On the plain network of a port that has SR-IOV on another host, while its own host lacks that
/// SR-IOV network.
private func isMeantToGive(_ port: Port, in inventory: Inventory) -> Bool {
  guard port.sriov == nil, let network = inventory.sriovNetwork(beside: port) else {
    return false
  }
  return network.vfPortByHost[port.host] == nil
}

/// The catalogue says so, or sysfs of a card that the catalogue does not know. A known card that
/// could and does not is the firmware's affair: card-firmware-sriov-off.
private func unable(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  let isKnown = port.configuration == VFConfiguration.none
  guard isKnown || (port.model == nil && port.offersSRIOV?.value == false),
    let network = inventory.sriovNetwork(beside: port)
  else { return nil }
  let host = inventory[port.host]
  let guests = Set(network.vifs.map { inventory[$0].guest }).sorted()
  return FindingDetails(
    title: "\(port.device) of \(host.name) cannot give VFs to “\(network.name)”",
    happens: [
      "\(enumeration(network.vfPorts.map { inventory.label(inventory[$0]) })) give VFs to"
        + " “\(network.name)”; \(inventory.label(port)) is on the same pool-wide network, and its"
        + " \(port.cardName) has no SR-IOV."
    ],
    action: "Do not count on \(host.name) for guests on “\(network.name)”.",
    consequence: "They do not start on \(host.name), nor after another host is lost.",
    affected: Affected(guests: guests, networks: [network.id], hosts: [port.host]),
    evidence: evidence(of: port),
    remedy: [
      RemedyStep(
        "See which ports of \(host.name) could take part: sriov among the capabilities.",
        Command(
          "xe", "pif-list", "host-uuid=\(host.uuid)", "physical=true",
          "params=uuid,device,device-name,capabilities")),
      RemedyStep(
        "With a card in it of the kind that “\(network.name)” is over, put the network there: its"
          + " connections are disturbed for a moment. The way back is network-sriov-destroy with the"
          + " uuid that is printed.",
        Command(
          "xe", "network-sriov-create", "pif-uuid=NEW-UUID", "network-uuid=\(network.uuid)")),
    ])
}

private func evidence(of port: Port) -> [EvidenceItem] {
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
