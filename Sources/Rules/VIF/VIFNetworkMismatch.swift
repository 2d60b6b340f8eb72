package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VIF that is not on the network that a policy, a tag or its other-config asks for.
  package static let vifNetworkMismatch = Rule(
    id: "vif-network-mismatch",
    title: "VIF on a network other than the intended one",
    severity: .error, confidence: .observed,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs],
    why: """
      XenCenter hides SR-IOV networks from VMs whose template does not allow them. A VIF that is \
      created there is on a plain network: it works, but more slowly, through the bridge, and the \
      mistake is easily overlooked.
      """,
    remedy: "Move the VIF to the intended network. Keep its device number and MAC.",
    checkByHand: "xe vif-list vm-uuid=UUID params=uuid,network-uuid,device,MAC",
    references: [Citation.page],
    population: { $0.vifs.filter { $0.intent != nil } },
    check: mismatch,
    examples: [
      .fails("the VM's tag asks for SR-IOV, its VIF is on the bridge", on: "web/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "Pool-wide network on eth0", tags: ["sriov:VM SR-IOV"])
      },
      .fails("the intended network does not exist", on: "web/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("web", on: "Pool-wide network on eth0", tags: ["sriov:nowhere"])
      },
      .passes("the VIF is on the network that the tag asks for") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV", tags: ["sriov"])
      },
      .notApplicable("no tag or policy says which network is intended") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("web", on: "Pool-wide network on eth0")
      },
      .undetermined("the list of VIFs was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("web", on: "Pool-wide network on eth0", tags: ["sriov"])
        pool.forget(.vif)
      },
    ])
}

/// Fails where the VIF is not on an intended network.
private func mismatch(_ vif: VIF, in inventory: Inventory) -> FindingDetails? {
  guard let intent = vif.intent else { return nil }
  let current = inventory[vif.network]
  let targets = inventory.networks(meantBy: intent, of: vif)
  guard !targets.contains(where: { $0.id == current.id }) else { return nil }
  // The intended network may exist and not have been captured.
  if targets.isEmpty, inventory.gap(for: .networks) != nil { return nil }
  let vm = inventory[vif.vm]
  let goal = targets.first.map { "“\($0.name)”" } ?? goalName(intent)
  let who = statedBy(intent)
  return FindingDetails(
    title: "VIF \(vif.device) of \(vm.name) is on “\(current.name)”, not on \(goal)",
    happens: [
      "According to \(who), it belongs on \(goal)."
        + (intent.reason.isEmpty ? "" : " Reason given: \(intent.reason)."),
      targets.isEmpty
        ? "The pool has no such network, so the VIF cannot be moved yet."
        : "Until it is moved, its traffic goes through “\(current.name)”.",
    ],
    action: targets.isEmpty
      ? "Create \(goal) or correct \(who)."
      : "Move VIF \(vif.device) of \(vm.name) to \(goal).",
    consequence: "\(vm.name) (\(vm.powerState.rawValue)) does not use the intended network.",
    affected: Affected(vms: [vm.id], networks: [current.id]),
    evidence: [
      EvidenceItem(
        vif.origin, ["device", "MAC", "network-uuid", "network-name-label"],
        seen: "“\(current.name)”", expected: goal)
    ],
    remedy: targets.first.map { MovingVIFs.steps(vif, to: $0, in: inventory) } ?? [])
}

private func goalName(_ intent: Intent) -> String {
  switch intent.network {
  case .network(let name): "“\(name)”"
  case .anySRIOV: "an SR-IOV network"
  }
}

private func statedBy(_ intent: Intent) -> String {
  switch intent.statedBy {
  case .policy(let place): "the policy (\(place))"
  case .tag(let tag): "the VM's tag “\(tag)”"
  case .otherConfig: "the VIF's other-config (vfaudit:network)"
  }
}
