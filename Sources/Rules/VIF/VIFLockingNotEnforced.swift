package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VIF whose addresses are locked where nobody can lock them.
  package static let vifLockingNotEnforced = Rule(
    id: "vif-locking-not-enforced",
    title: "VIF with a locking mode that a VF ignores",
    severity: .warning, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .lockingMode],
    why: """
      Locking mode and allowed addresses are rules of the virtual switch, and the traffic of a VF \
      never goes through it. A VM that is meant to be confined to its addresses is not, and one \
      that is meant to be cut off is not cut off.
      """,
    remedy: "Move the VIF to a plain network, or confine the VM at the physical switch.",
    checkByHand:
      "xe vif-list vm-uuid=UUID params=device,network-uuid,locking-mode,ipv4-allowed,ipv6-allowed",
    references: [Citation.switching],
    population: { inventory in inventory.vifs.filter { inventory.takesVF($0) } },
    check: notEnforced,
    examples: [
      .fails("it is locked to one address", on: "tenant/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("tenant", on: "VM SR-IOV")
        pool.set("tenant" / 0) {
          $0.lockingMode = "locked"
          $0.ipv4Allowed = ["192.0.2.7"]
        }
      },
      .fails("its network disables all that follow it", on: "tenant/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("tenant", on: "VM SR-IOV")
        pool.setNetwork("VM SR-IOV") { $0.defaultLockingMode = "disabled" }
      },
      .fails("it has a list of addresses and no lock", on: "tenant/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("tenant", on: "VM SR-IOV")
        pool.set("tenant" / 0) { $0.ipv6Allowed = ["2001:db8::7"] }
      },
      .passes("nothing is locked") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("tenant", on: "VM SR-IOV")
      },
      .undetermined("the network's mode was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("tenant", on: "VM SR-IOV")
        pool.setNetwork("VM SR-IOV") { $0.defaultLockingMode = nil }
      },
    ])
}

/// Somebody asked for a restriction: a mode other than unlocked, or allowed addresses.
private func notEnforced(_ vif: VIF, in inventory: Inventory) -> FindingDetails? {
  guard let mode = inventory.lockingMode(of: vif) else { return nil }
  let allowed = vif.ipv4Allowed + vif.ipv6Allowed
  guard mode != "unlocked" || !allowed.isEmpty else { return nil }
  let vm = inventory[vif.vm]
  let network = inventory[vif.network]
  let isInherited = vif.lockingMode == "network_default"
  let addresses = allowed.isEmpty ? "no address" : enumeration(allowed)
  var evidence = [
    EvidenceItem(
      vif.origin, ["device", "network-uuid", "locking-mode", "ipv4-allowed", "ipv6-allowed"],
      seen: "\(vif.lockingMode ?? mode), \(addresses) allowed",
      expected: "unlocked, and no list of addresses")
  ]
  if isInherited, mode != "unlocked" {
    evidence.append(
      EvidenceItem(
        network.origin, ["name-label", "default-locking-mode"], seen: mode, expected: "unlocked"))
  }
  return FindingDetails(
    title: "Nothing enforces that VIF \(vif.device) of \(vm.name) is "
      + (mode == "unlocked" ? "confined to \(addresses)" : mode),
    happens: [
      (mode == "disabled"
        ? "Mode disabled means that all its traffic is dropped; over a VF it passes."
        : "It is meant to use \(addresses); over a VF it can use any.")
        + (isInherited && mode != "unlocked" ? " The mode is that of “\(network.name)”." : ""),
      "Its traffic leaves the host past the virtual switch, which is what would filter it.",
    ],
    action: "Move VIF \(vif.device) of \(vm.name) to a plain network if it must be confined.",
    consequence: "\(vm.name) can send from addresses that are not its own.",
    affected: Affected(vms: [vm.id], networks: [network.id]), evidence: evidence,
    remedy: confining(vif, mode, in: inventory))
}

private func confining(_ vif: VIF, _ mode: String, in inventory: Inventory) -> [RemedyStep] {
  MovingVIFs.toPlainNetworks([vif], in: inventory)
    + [
      RemedyStep(
        "Or state what is true, with the VM halted, and confine it at the physical switch.",
        Command("xe", "vif-param-set", "uuid=\(vif.uuid)", "locking-mode=unlocked")),
      RemedyStep(
        "The way back.",
        Command(
          "xe", "vif-param-set", "uuid=\(vif.uuid)", "locking-mode=\(vif.lockingMode ?? mode)")),
    ]
}
