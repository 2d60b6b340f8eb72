package import Auditing
import PoolModel

extension Rule {
  /// A guest for which XenCenter leaves SR-IOV networks out of its lists.
  package static let templateHidesSRIOV = Rule(
    id: "template-hides-sriov",
    title: "guest for which XenCenter hides SR-IOV networks",
    severity: .note, confidence: .observed,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .guests, .vifs, .templateOffer],
    why: """
      XenCenter and XCP-ng Center show SR-IOV networks only for guests whose template says \
      allow-network-sriov; “Other install media” does not. Whoever edits a VIF of such a guest \
      there can only choose a plain network, and nothing says that one is missing.
      """,
    remedy: "Give these guests their VIFs with xe or Xen Orchestra, not with XenCenter.",
    checkByHand: "xe template-list params=name-label,recommendations,reference-label",
    references: [
      Source.page, "xenadmin: XenModel/XenAPI-Extensions/VM.cs, HasSriovRecommendation",
    ],
    population: { inventory in
      inventory.guests.filter { guest in
        !guest.sriovVIFs.isEmpty
          || guest.vifs.contains { inventory.isMeantForSRIOV(inventory[$0]) }
      }
    },
    check: hidden,
    examples: [
      .fails("made from Other install media", on: "bsd") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("bsd", on: "VM SR-IOV")
        pool.template("other-install-media", allowsSRIOV: false, of: "bsd")
      },
      .fails("meant for SR-IOV, of a template that is gone", on: "bsd") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("bsd", on: "Pool-wide network on eth0", tags: ["sriov"])
        pool.set("bsd") { $0.referenceLabel = "debian-8" }
      },
      .passes("its template allows SR-IOV networks") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("web", on: "VM SR-IOV")
        pool.template("debian-12", allowsSRIOV: true, of: "web")
      },
      .undetermined("neither its template nor its own words were captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("web", on: "VM SR-IOV")
      },
    ])
}

/// XenCenter would not offer the network that the guest is on, or is meant for.
private func hidden(_ guest: Guest, in inventory: Inventory) -> FindingDetails? {
  guard let offer = guest.isOfferedSRIOV, !offer.value else { return nil }
  let vifs = guest.vifs.map { inventory[$0] }.filter {
    inventory.takesVF($0) || inventory.isMeantForSRIOV($0)
  }
  let label = guest.referenceLabel ?? ""
  return FindingDetails(
    title: "XenCenter hides SR-IOV networks from \(guest.name)",
    happens: [
      label.isEmpty
        ? "\(guest.name) names no template, so XenCenter finds none that allows SR-IOV networks."
        : "No template “\(label)” allows SR-IOV networks, so XenCenter does not list them for"
          + " \(guest.name). xapi itself does not mind."
    ],
    action: "Change VIFs of \(guest.name) with xe or Xen Orchestra only.",
    consequence: "A VIF that is edited in XenCenter may end up on a plain network.",
    affected: Affected(guests: [guest.id], networks: vifs.map(\.network)),
    evidence: [
      EvidenceItem(
        offer, seen: "no allow-network-sriov",
        expected: "<restriction field=\"allow-network-sriov\" value=\"1\"/>"),
      EvidenceItem(
        guest.origin, ["name-label", "reference-label"],
        seen: label.isEmpty ? "no template" : label, expected: "a template that allows SR-IOV"),
    ],
    remedy: vifs.flatMap { vif -> [RemedyStep] in
      if inventory.takesVF(vif) {
        return [
          RemedyStep(
            "VIF \(vif.device) is on “\(inventory[vif.network].name)”. Check after every change in"
              + " XenCenter that it still is.",
            Command(
              "xe", "vif-list", "uuid=\(vif.uuid)", "params=device,MAC,network-uuid"))
        ]
      }
      return vif.intent.flatMap { inventory.networks(meantBy: $0, of: vif).first }
        .map { MovingVIFs.steps(vif, to: $0, in: inventory) } ?? []
    })
}
