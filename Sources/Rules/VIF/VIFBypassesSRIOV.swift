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
      Somebody enabled SR-IOV on this port for a reason. A VIF beside it on the plain network may \
      be meant so, or may be one that XenCenter would not let onto the SR-IOV network.
      """,
    remedy: "Move the VIF to the SR-IOV network, or tag the VM with what is intended.",
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
      .passes("the port has none") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.sriov("VM SR-IOV", on: "eth1")
        pool.vm("FreeBSD VM", on: "Pool-wide network on eth0")
      },
      .notApplicable("its tag says what is intended: vif-network-mismatch speaks") { pool in
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

/// The same port offers an SR-IOV network.
private func bypass(_ vif: VIF, in inventory: Inventory) -> FindingDetails? {
  let current = inventory[vif.network]
  guard let (port, target) = inventory.sriovNetwork(beside: current) else { return nil }
  let vm = inventory[vif.vm]
  return FindingDetails(
    title: "VIF \(vif.device) of \(vm.name) is on the plain network of \(port.device)",
    happens: [
      "\(inventory.label(port)) also has the SR-IOV network “\(target.name)”. Nobody stated which"
        + " of both is meant for this VIF."
    ],
    action: "Decide whether VIF \(vif.device) of \(vm.name) belongs on “\(target.name)”.",
    consequence: "It may be slower than intended; it works.",
    affected: Affected(vms: [vm.id], networks: [current.id]),
    evidence: [
      EvidenceItem(
        vif.origin, ["device", "MAC", "network-uuid", "network-name-label"],
        seen: "“\(current.name)”", expected: "“\(target.name)”, if SR-IOV is meant")
    ],
    remedy: [
      RemedyStep(
        "If it is right as it is, say so: this names the network, and the rule is silent.",
        Command(
          "xe", "vif-param-set", "uuid=\(vif.uuid)",
          "other-config:vfaudit:network=\(current.uuid)"))
    ] + MovingVIFs.steps(vif, to: target, in: inventory))
}
