package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VIF that is not on the network where somebody said it belongs.
  package static let vifNetworkMismatch = Rule(
    id: "vif-network-mismatch",
    title: "VIF on another network than intended",
    severity: .error, confidence: .observed,
    needs: [.ports, .networks, .sriovNetworks, .vms, .vifs],
    why: """
      XenCenter hides SR-IOV networks from VMs whose template does not allow them, so a VIF \
      made there hangs on a plain network: it works, slowly, through the bridge, and nobody \
      notices.
      """,
    remedy: "Move the VIF to the intended network, keeping its device number and MAC.",
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
      .passes("the VIF is where the tag wants it") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV", tags: ["sriov"])
      },
      .notApplicable("nobody stated an intent") { pool in
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

/// The VIF's network is not the intended one.
private func mismatch(_ vif: VIF, in inventory: Inventory) -> FindingDetails? {
  guard let intent = vif.intent else { return nil }
  let current = inventory[vif.network]
  let targets = inventory.networks(meantBy: intent, of: vif)
  guard !targets.contains(where: { $0.id == current.id }) else { return nil }
  // A network that was not captured may exist all the same.
  if targets.isEmpty, inventory.gap(for: .networks) != nil { return nil }
  let vm = inventory[vif.vm]
  let goal = targets.first.map { "“\($0.name)”" } ?? goalName(intent)
  let who = statedBy(intent)
  return FindingDetails(
    title: "VIF \(vif.device) of \(vm.name) is on “\(current.name)”, not on \(goal)",
    happens: [
      "\(who) says that it belongs on \(goal)."
        + (intent.reason.isEmpty ? "" : " Reason given: \(intent.reason)."),
      targets.isEmpty
        ? "The pool has no such network, so there is nothing to move it to yet."
        : "Its traffic goes through “\(current.name)” meanwhile.",
    ],
    action: targets.isEmpty
      ? "Create \(goal) or correct \(who)."
      : "Move VIF \(vif.device) of \(vm.name) to \(goal).",
    consequence: "\(vm.name) (\(vm.powerState.rawValue)) does not use the network it should.",
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
  case .policy(let place): "The policy (\(place))"
  case .tag(let tag): "The VM's tag “\(tag)”"
  case .otherConfig: "The VIF's other-config (vfaudit:network)"
  }
}
