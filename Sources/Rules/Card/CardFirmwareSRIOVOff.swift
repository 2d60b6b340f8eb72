package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A card that can do SR-IOV and does not offer it.
  package static let cardFirmwareSRIOVOff = Rule(
    id: "card-firmware-sriov-off",
    title: "port whose card could do SR-IOV and does not offer it",
    severity: .warning, confidence: .observed,
    needs: [.ports, .sriovOffer],
    why: """
      A card shows its SR-IOV capability only where its own firmware and the host's let it. Where \
      one of them has it off, the kernel has no sriov_totalvfs for the port and there are no VFs \
      to be had, whatever xapi or a driver's file asks for.
      """,
    remedy: "Switch SR-IOV on in the host's firmware and in the card's own.",
    checkByHand: "cat /sys/class/net/eth0/device/sriov_totalvfs",
    references: [
      "openshift/openshift-docs pull request 32619; k8snetworkplumbingwg/sriov-network-operator 672",
      "XCP-ng documentation, networking: SR-IOV on in the BIOS and in the card's firmware",
    ],
    population: { $0.ports.filter { ($0.model?.vfsPerPort ?? 0) > 0 } },
    check: offersNone,
    examples: [
      .fails("sysfs shows an X540 without sriov_totalvfs", on: "xen1/eth1") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.hideSRIOV(on: "eth1")
      },
      .passes("sysfs shows 63") { pool in pool.card(.x540, ports: "eth0") },
      .notApplicable("an 82580 has no SR-IOV at all") { pool in
        pool.card(.intel82580, ports: "eth0")
      },
      .undetermined("nothing of the host's own was captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.forgetHostFacts()
      },
    ])
}

/// The kernel sees no SR-IOV, or none of its VFs.
private func offersNone(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard let offer = port.offersSRIOV, !offer.value, let model = port.model else { return nil }
  let host = inventory[port.host]
  let name = port.sriov.flatMap { inventory[$0].network }.map { inventory[$0].name }
  let waiting = VFDemand.waitingVMs(over: port, in: inventory)
  let path = "/sys/class/net/\(port.device)/device/sriov_totalvfs"
  return FindingDetails(
    title: "\(port.device) (\(model.name)) offers no SR-IOV",
    happens: [
      "The kernel of \(host.name) sees no VFs that \(port.device) could have; a port of this card"
        + " gives \(model.vfsPerPort). SR-IOV may be off in the firmware of the host or of the card."
    ],
    action: "Look for SR-IOV in the firmware of \(host.name) and of its \(model.name).",
    consequence: name.map { "“\($0)” has no VF on \(host.name)." }
      ?? "An SR-IOV network on \(port.device) will not come up.",
    affected: Affected(
      vms: waiting.map(\.id), networks: VFDemand.networks(over: port, in: inventory),
      hosts: [port.host]),
    evidence: evidence(of: port, offer, model),
    remedy: [
      RemedyStep(
        "Check before, on the host: the file is missing or says 0, and lspci shows no capability"
          + " “Single Root I/O Virtualization”.",
        Command("cat", path),
        Command("lspci", "-vv", "-s", port.pciAddress ?? "ADDRESS"))
    ]
      + RebootingHost.steps(
        host,
        "switch SR-IOV on in its firmware, and in the card's where that has a setting of its own"
          + " (Mellanox: mlxconfig, SRIOV_EN)", in: inventory) + [
        RemedyStep(
          "Check after it.", Command("cat", path),
          Command("xe", "pif-scan", "host-uuid=\(host.uuid)")),
        RemedyStep("The way back is the same setting, and a reboot."),
      ])
}

private func evidence(
  of port: Port, _ offer: Fact<Bool>, _ model: CardModel
) -> [EvidenceItem] {
  var evidence = [
    EvidenceItem(
      offer.origin, by: offer.witness, seen: "no sriov_totalvfs, or 0",
      expected: "sriov_totalvfs: \(model.vfsPerPort)")
  ]
  if port.isCapable == true {
    evidence.append(
      EvidenceItem(
        port.origin, ["device", "capabilities"],
        seen: "sriov among the capabilities: xapi looked before, or reads the driver's file alone",
        expected: "what sysfs says"))
  }
  return evidence
}
