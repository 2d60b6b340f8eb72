package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VIF on the plain network of a port that also has an SR-IOV network.
  package static let vifBypassesSRIOV = Rule(
    id: "vif-bypasses-sriov",
    title: "VIF on the plain network of a port that has SR-IOV",
    severity: .note, confidence: .observed,
    needs: [.ports, .networks, .sriovNetworks, .vms, .vifs],
    why: """
      The port has an SR-IOV network, but the VIF is on the plain network of the same port. This \
      may be intentional, or XenCenter may not have offered the SR-IOV network for this VM.
      """,
    remedy: "Move the VIF to the SR-IOV network, or record which network is intended.",
    checkByHand: "xe vif-list network-uuid=UUID params=vm-name-label,device,MAC",
    references: [Citation.page],
    population: { inventory in
      inventory.vifs.filter {
        $0.intent == nil && inventory.networks[$0.network.index].kind == .plain
      }
    },
    check: bypass,
    examples: [
      .fails("the port of its network has an SR-IOV network", on: "FreeBSD VM/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("FreeBSD VM", on: "Pool-wide network on eth0")
      },
      .passes("the port has no SR-IOV network") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.sriov("VM SR-IOV", on: "eth1")
        pool.vm("FreeBSD VM", on: "Pool-wide network on eth0")
      },
      .notApplicable("a tag names the intended network: see vif-network-mismatch") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("FreeBSD VM", on: "Pool-wide network on eth0", tags: ["sriov"])
      },
      .undetermined("the list of SR-IOV networks was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("FreeBSD VM", on: "Pool-wide network on eth0")
        pool.forget(.networkSRIOV)
      },
    ])
}

/// Fails where a port of the VIF's network also has an SR-IOV network.
private func bypass(_ vif: VIF, in inventory: Inventory) -> FindingDetails? {
  let current = inventory[vif.network]
  guard let (port, target) = inventory.sriovNetwork(beside: current) else { return nil }
  let vm = inventory[vif.vm]
  return FindingDetails(
    title: "VIF \(vif.device) of \(vm.name) is on the plain network of \(port.device)",
    happens: [
      "\(inventory.label(port)) also has the SR-IOV network “\(target.name)”. No tag or policy says"
        + " which of the two is intended for this VIF."
    ],
    action: "Decide whether VIF \(vif.device) of \(vm.name) should be on “\(target.name)”.",
    consequence: "The VIF works, but may be slower than intended.",
    affected: Affected(vms: [vm.id], networks: [current.id]),
    evidence: [
      EvidenceItem(
        vif.origin, ["device", "MAC", "network-uuid", "network-name-label"],
        seen: "“\(current.name)”", expected: "“\(target.name)”, if SR-IOV is intended")
    ],
    remedy: [
      RemedyStep(
        "If the present network is intended, record it. This rule then no longer reports the VIF.",
        Command(
          "xe", "vif-param-set", "uuid=\(vif.uuid)",
          "other-config:vfaudit:network=\(current.uuid)"))
    ] + MovingVIFs.steps(vif, to: target, in: inventory))
}
