package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// A VF whose settings differ from those of the VIF that holds it.
  package static let vfBindingMismatch = Rule(
    id: "vf-binding-mismatch",
    title: "VF whose MAC or VLAN differs from its VIF's",
    severity: .error, confidence: .source,
    needs: [
      .ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .vfHolder, .vfSettings,
    ],
    why: """
      When a VM starts, the toolstack sets the VF to the VIF's MAC and to the VLAN of its network. \
      The card drops packets from any other MAC, and puts traffic into the VLAN that is set on the \
      VF. A port reset, or a manual “ip link”, changes both without notice.
      """,
    remedy: "Restart the VM, which sets up the VF again, or set MAC and VLAN with ip link.",
    checkByHand:
      "ip -d link show dev eth0; xe vif-list params=vm-name-label,device,MAC,network-uuid",
    references: ["xen-api: xenopsd, device.ml NetSriovVf.add; networkd, make_vf_conf_internal"],
    population: { $0.virtualFunctions },
    check: mismatch,
    examples: [
      .fails("the VF has another MAC", on: "xen1/0000:01:10.0") { pool in
        held(&pool)
        pool.ipLink(vf: 0, on: "eth0", mac: "02:00:00:99:99:99")
      },
      .fails("the VF has a VLAN that its network does not have", on: "xen1/0000:01:10.0") { pool in
        held(&pool)
        pool.ipLink(vf: 0, on: "eth0", mac: pool.mac(of: "a" / 0), vlan: 30)
      },
      .passes("MAC and VLAN match the VIF's") { pool in
        held(&pool)
        pool.ipLink(vf: 0, on: "eth0", mac: pool.mac(of: "a" / 0))
      },
      .undetermined("ip link was not captured") { pool in held(&pool) },
    ])
}

/// A running VM whose VIF holds the first VF of a port.
private func held(_ pool: inout PoolSketch) {
  pool.card(.i350, ports: "eth0")
  pool.vfs(1, on: "eth0")
  pool.sriov("VM SR-IOV", on: "eth0")
  pool.vm("a", on: "VM SR-IOV")
  pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
}

/// MAC, VLAN or port differ from what the VIF that holds the VF needs.
private func mismatch(_ vf: VirtualFunction, in inventory: Inventory) -> FindingDetails? {
  guard case .vif(let id, _) = inventory.holding(of: vf) else { return nil }
  let vif = inventory[id]
  guard inventory[vif.vm].isRunning else { return nil }
  let port = inventory[vf.port]
  let vm = inventory[vif.vm]
  let network = inventory[vif.network]
  let tag = port.sriovVLANs.map { inventory[$0] }.first { $0.network == vif.network }?.tag ?? 0
  var wrong: [(what: String, seen: String, expected: String)] = []
  if let mac = vf.mac, let wanted = vif.mac, mac.lowercased() != wanted.lowercased() {
    wrong.append(("MAC", mac, wanted))
  }
  if let seen = vf.vlanTag, seen != tag {
    wrong.append(("VLAN", seen == 0 ? "none" : "\(seen)", tag == 0 ? "none" : "\(tag)"))
  }
  if !network.vfPorts.contains(port.id) {
    let ports = inventory.portsGivingVFs(to: vif).map { inventory.label($0) }
    wrong.append(("port", inventory.label(port), enumeration(ports)))
  }
  guard !wrong.isEmpty, let index = vf.index else { return nil }
  let differences = wrong.map { "\($0.what) is \($0.seen) instead of \($0.expected)" }
  let set =
    ["ip", "link", "set", port.device, "vf", "\(index)"] + (vif.mac.map { ["mac", $0] } ?? [])
    + ["vlan", "\(tag)"]
  return FindingDetails(
    title: "VF \(vf.address) is not set up for VIF \(inventory.label(vif))",
    happens: [
      "The VF differs from VIF \(inventory.label(vif)): \(enumeration(differences))."
    ],
    action: "Restart \(vm.name), or set MAC and VLAN of the VF manually.",
    consequence: "\(vm.name) has no traffic on this VIF, or has traffic in another network.",
    affected: Affected(vms: [vm.id], networks: [network.id], hosts: [port.host]),
    evidence: wrong.map { item in
      EvidenceItem(
        vf.settingsOrigin ?? vf.origin, by: .ipLink, seen: "\(item.what) \(item.seen)",
        expected: "\(item.what) \(item.expected)")
    } + [
      EvidenceItem(
        vif.origin, ["device", "MAC", "network-uuid"], seen: "VIF \(inventory.label(vif))",
        expected: "a VF with its MAC and VLAN")
    ],
    remedy: [
      RemedyStep(
        "Check before and after on the host.",
        Command("ip", "-d", "link", "show", "dev", port.device)),
      RemedyStep(
        "Restart the VM. The toolstack sets up the VF when the VM starts.",
        Command("xe", "vm-shutdown", "uuid=\(vm.uuid)"),
        Command("xe", "vm-start", "uuid=\(vm.uuid)")),
      RemedyStep(
        "If it cannot be restarted yet, set MAC and VLAN on the host. Traffic stops for a moment.",
        Command(words: set)),
    ])
}
