package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VIF on an SR-IOV network with a locking mode or allowed addresses, which VFs ignore.
  package static let vifLockingNotEnforced = Rule(
    id: "vif-locking-not-enforced",
    title: "VIF with address restrictions that its VF ignores",
    severity: .warning, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .lockingMode],
    standsAlone: "the records of the VIF and its network show it",
    why: """
      The virtual switch enforces the locking mode and the allowed addresses, but the traffic of a \
      VF never passes through it. A VM that should be restricted to its addresses is not \
      restricted, and a VM that should be cut off is not cut off.
      """,
    remedy: "Move the VIF to a plain network, or restrict the VM at the physical switch.",
    checkByHand:
      "xe vif-list vm-uuid=UUID params=device,network-uuid,locking-mode,ipv4-allowed,ipv6-allowed",
    references: [Citation.switching],
    population: { inventory in inventory.vifs.filter { inventory.takesVF($0) } },
    check: notEnforced,
    examples: [
      .fails("the VIF is locked to one address", on: "tenant/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("tenant", on: "VM SR-IOV")
        pool.set("tenant" / 0) {
          $0.lockingMode = "locked"
          $0.ipv4Allowed = ["192.0.2.7"]
        }
      },
      .fails("the default locking mode of its network is disabled", on: "tenant/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("tenant", on: "VM SR-IOV")
        pool.setNetwork("VM SR-IOV") { $0.defaultLockingMode = "disabled" }
      },
      .fails("the VIF has allowed addresses and is unlocked", on: "tenant/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("tenant", on: "VM SR-IOV")
        pool.set("tenant" / 0) { $0.ipv6Allowed = ["2001:db8::7"] }
      },
      .passes("the VIF is unlocked and has no allowed addresses") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("tenant", on: "VM SR-IOV")
      },
      .undetermined("the network's default locking mode was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("tenant", on: "VM SR-IOV")
        pool.setNetwork("VM SR-IOV") { $0.defaultLockingMode = nil }
      },
    ])
}

/// Fails where a mode other than unlocked, or allowed addresses, are set.
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
      expected: "unlocked, and no allowed addresses")
  ]
  if isInherited, mode != "unlocked" {
    evidence.append(
      EvidenceItem(
        network.origin, ["name-label", "default-locking-mode"], seen: mode, expected: "unlocked"))
  }
  return FindingDetails(
    title: mode == "unlocked"
      ? "VIF \(vif.device) of \(vm.name) is not restricted to \(addresses)"
      : "Locking mode “\(mode)” of VIF \(vif.device) of \(vm.name) is not enforced",
    happens: [
      (mode == "disabled"
        ? "Locking mode “disabled” means that all traffic of the VIF is dropped."
          + " Over a VF, it passes."
        : "The VIF is allowed to use \(allowed.isEmpty ? "" : "only ")\(addresses)."
          + " Over a VF, it can use any address.")
        + (isInherited && mode != "unlocked" ? " The mode comes from “\(network.name)”." : ""),
      "The traffic of a VF does not pass through the virtual switch, which enforces such settings.",
    ],
    action: "Move VIF \(vif.device) of \(vm.name) to a plain network if it must be restricted.",
    consequence: "\(vm.name) can send from addresses that do not belong to it.",
    affected: Affected(vms: [vm.id], networks: [network.id]), evidence: evidence,
    remedy: confining(vif, mode, in: inventory))
}

private func confining(_ vif: VIF, _ mode: String, in inventory: Inventory) -> [RemedyStep] {
  MovingVIFs.toPlainNetworks([vif], in: inventory)
    + [
      RemedyStep(
        "Or set the mode to unlocked, with the VM halted, and restrict the VM at the physical"
          + " switch.",
        Command("xe", "vif-param-set", "uuid=\(vif.uuid)", "locking-mode=unlocked")),
      RemedyStep(
        "To undo:",
        Command(
          "xe", "vif-param-set", "uuid=\(vif.uuid)", "locking-mode=\(vif.lockingMode ?? mode)")),
    ]
}
