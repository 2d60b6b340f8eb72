package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A card that supports SR-IOV but does not offer it.
  package static let cardFirmwareSRIOVOff = Rule(
    id: "card-firmware-sriov-off",
    title: "port that offers no SR-IOV although its card supports it",
    severity: .warning, confidence: .observed,
    needs: [.ports, .sriovOffer, .cardModel],
    standsAlone: "sysfs shows that the function offers no VFs",
    why: """
      A card offers SR-IOV only if its own firmware and the host's firmware both allow it. If \
      SR-IOV is off in one of them, the kernel has no sriov_totalvfs for the port. The port then \
      has no VFs, whatever xapi or the driver file requests.
      """,
    remedy: "Enable SR-IOV in the host's firmware and in the card's own firmware.",
    checkByHand: "cat /sys/class/net/eth0/device/sriov_totalvfs",
    references: [
      "openshift/openshift-docs pull request 32619",
      "k8snetworkplumbingwg/sriov-network-operator 672",
      "XCP-ng documentation, networking: SR-IOV on in the BIOS and in the card's firmware",
    ],
    population: { $0.ports.filter { $0.mayHaveVFs } },
    check: offersNone,
    examples: [
      .fails("sysfs shows an X540 without sriov_totalvfs", on: "xen1/eth1") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.hideSRIOV(on: "eth1")
      },
      .passes("sysfs shows a sriov_totalvfs of 63") { pool in pool.card(.x540, ports: "eth0") },
      .notApplicable("an 82580 does not support SR-IOV") { pool in
        pool.card(.intel82580, ports: "eth0")
      },
      .fails("SR-IOV is off in the NVM of a BCM57416", on: "xen1/eth0") { pool in
        pool.card(.bcm57416, ports: "eth0")
        pool.hideSRIOV(on: "eth0")
      },
      .undetermined("only xapi data was captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.forgetHostFacts()
      },
      .undetermined("the card is not known") { pool in
        pool.card(.x540, ports: "eth0")
        pool.hideSRIOV(on: "eth0")
        pool.unknownCard(on: "eth0")
      },
    ])
}

/// sysfs has no sriov_totalvfs for the port, or it is 0.
private func offersNone(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard let offer = port.offersSRIOV, !offer.value, let model = port.model else { return nil }
  let host = inventory[port.host]
  let name = port.sriov.flatMap { inventory[$0].network }.map { inventory[$0].name }
  let waiting = VFDemand.waitingVMs(over: port, in: inventory)
  return FindingDetails(
    title: "\(inventory.label(port)) (\(model.name)) offers no SR-IOV",
    happens: [
      "The kernel of \(host.name) offers no VFs on \(port.device)."
        + (model.vfsPerPort.map { " A port of this card supports \(counted($0, "VF"))." }
          ?? " Cards of this kind support SR-IOV.")
        + " SR-IOV may be off in the firmware of the host or of the card."
    ],
    action: "Check the SR-IOV setting in the firmware of \(host.name) and of its \(model.name).",
    consequence: name.map { "“\($0)” has no VF on \(host.name)." }
      ?? "An SR-IOV network on \(inventory.label(port)) will not come up.",
    affected: Affected(
      vms: waiting.map(\.id), networks: VFDemand.networks(over: port, in: inventory),
      hosts: [port.host]),
    evidence: evidence(of: port, offer, model), remedy: CardFirmware.enabling(port, in: inventory))
}

private func evidence(
  of port: Port, _ offer: Fact<Bool>, _ model: CardModel
) -> [EvidenceItem] {
  var evidence = [
    EvidenceItem(
      offer.origin, by: offer.witness, seen: "no sriov_totalvfs, or 0",
      expected: model.vfsPerPort.map { "sriov_totalvfs: \($0)" } ?? "sriov_totalvfs above 0")
  ]
  if port.isCapable == true {
    evidence.append(
      EvidenceItem(
        port.origin, ["device", "capabilities"],
        seen: "capabilities include sriov: xapi read them earlier, or from the driver file only",
        expected: "the same as in sysfs"))
  }
  return evidence
}
