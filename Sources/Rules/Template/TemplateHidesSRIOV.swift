package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM for which XenCenter does not list SR-IOV networks.
  package static let templateHidesSRIOV = Rule(
    id: "template-hides-sriov",
    title: "VM for which XenCenter hides SR-IOV networks",
    severity: .note, confidence: .observed,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .templateOffer],
    why: """
      XenCenter and XCP-ng Center list SR-IOV networks only for VMs whose template has \
      allow-network-sriov. “Other install media” does not have it. When you edit a VIF of such a \
      VM there, only plain networks are listed, and no message says that others are hidden.
      """,
    remedy: "Create and change the VIFs of these VMs with xe or Xen Orchestra, not with XenCenter.",
    checkByHand: "xe template-list params=name-label,recommendations,reference-label",
    references: [
      Citation.page, "xenadmin: XenModel/XenAPI-Extensions/VM.cs, HasSriovRecommendation",
    ],
    population: { inventory in
      inventory.vms.filter { vm in
        !vm.sriovVIFs.isEmpty
          || vm.vifs.contains { inventory.isMeantForSRIOV(inventory[$0]) }
      }
    },
    check: hidden,
    examples: [
      .fails("created from Other install media", on: "bsd") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("bsd", on: "VM SR-IOV")
        pool.template("other-install-media", allowsSRIOV: false, of: "bsd")
      },
      .fails("meant for SR-IOV, created from a template that no longer exists", on: "bsd") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("bsd", on: "Pool-wide network on eth0", tags: ["sriov"])
        pool.set("bsd") { $0.referenceLabel = "debian-8" }
      },
      .fails("no template is known for it", on: "bsd") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("bsd", on: "VM SR-IOV")
        pool.set("bsd") {
          $0.referenceLabel = ""
          $0.recommendations = "<restrictions/>"
        }
      },
      .passes("its template allows SR-IOV networks") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
        pool.template("debian-12", allowsSRIOV: true, of: "web")
      },
      .undetermined("neither its template nor its own recommendations were captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
      },
    ])
}

/// XenCenter would not list the network that the VM is on, or is meant for.
private func hidden(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  guard let offer = vm.isOfferedSRIOV, !offer.value else { return nil }
  let vifs = vm.vifs.map { inventory[$0] }.filter {
    inventory.takesVF($0) || inventory.isMeantForSRIOV($0)
  }
  let label = vm.referenceLabel ?? ""
  return FindingDetails(
    title: "XenCenter hides SR-IOV networks from \(vm.name)",
    happens: [
      label.isEmpty
        ? "\(vm.name) references no template, so XenCenter finds none that allows SR-IOV networks."
        : "No template “\(label)” allows SR-IOV networks, so XenCenter does not list them for"
          + " \(vm.name). xapi itself does not enforce this."
    ],
    action: "Change VIFs of \(vm.name) only with xe or Xen Orchestra.",
    consequence: "A VIF that is changed in XenCenter may end up on a plain network.",
    affected: Affected(vms: [vm.id], networks: vifs.map(\.network)),
    evidence: [
      EvidenceItem(
        offer, seen: "no allow-network-sriov",
        expected: "<restriction field=\"allow-network-sriov\" value=\"1\"/>"),
      EvidenceItem(
        vm.origin, ["name-label", "reference-label"],
        seen: label.isEmpty ? "no template" : label, expected: "a template that allows SR-IOV"),
    ],
    remedy: vifs.flatMap { vif -> [RemedyStep] in
      if inventory.takesVF(vif) {
        return [
          RemedyStep(
            "VIF \(vif.device) is on “\(inventory[vif.network].name)”. After every change in"
              + " XenCenter, check that it still is.",
            Command(
              "xe", "vif-list", "uuid=\(vif.uuid)", "params=device,MAC,network-uuid"))
        ]
      }
      return vif.intent.flatMap { inventory.networks(meantBy: $0, of: vif).first }
        .map { MovingVIFs.steps(vif, to: $0, in: inventory) } ?? []
    })
}
