package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// Two VFs of one port with one MAC address in `ip link`.
  package static let vfMACShared = Rule(
    id: "vf-mac-shared",
    title: "port with two VFs that have the same MAC address",
    severity: .warning, confidence: .inferred,
    needs: [.ports, .portVFSettings],
    standsAlone: "ip link shows both VFs",
    why: """
      A VF keeps its MAC address when its VM is shut down. If the VM then starts on another VF of \
      the port, two VFs have its address. The card gives frames for this address to one of them, and \
      this may be the VF that no VM uses.
      """,
    remedy: "Clear the address of the VF that no running VM uses.",
    checkByHand: "ip link show dev eth0 | grep 'vf ' | awk '{print $4}' | sort | uniq -d",
    references: ["kernel, ndo_set_vf_mac: the address stays until it is set again"],
    population: { $0.ports.filter { ($0.activeVFs?.value ?? 0) > 0 } },
    check: shared,
    examples: [
      .fails("a released VF kept the address", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(3, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("desk", on: "10G SR-IOV")
        pool.ipLink(vf: 0, on: "eth0", mac: pool.mac(of: "desk" / 0) ?? "")
        pool.ipLink(vf: 1, on: "eth0", mac: "00:00:00:00:00:00")
        pool.ipLink(vf: 2, on: "eth0", mac: pool.mac(of: "desk" / 0) ?? "")
        pool.databaseKnows(vf: 2, on: "eth0", heldBy: "desk" / 0, attachedTo: "desk")
      },
      .passes("each VF has its own, and free ones have none") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(3, on: "eth0")
        pool.ipLink(vf: 0, on: "eth0", mac: "02:00:00:00:00:01")
        pool.ipLink(vf: 1, on: "eth0", mac: "00:00:00:00:00:00")
        pool.ipLink(vf: 2, on: "eth0", mac: "00:00:00:00:00:00")
      },
      .undetermined("ip link was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(3, on: "eth0")
        pool.forgetIPLink()
      },
    ])
}

/// An address that more than one VF of the port has.
private func shared(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  let vfs = port.virtualFunctions.map { inventory[$0] }.filter {
    $0.mac.map { $0 != "00:00:00:00:00:00" } ?? false
  }
  let groups = Dictionary(grouping: vfs) { $0.mac?.lowercased() ?? "" }
    .filter { $0.value.count > 1 }.sorted { $0.key < $1.key }
  guard !groups.isEmpty else { return nil }
  let all = groups.flatMap(\.value)
  let idle = all.filter(isIdle)
  let owners = Set(
    inventory.vfUses[port.id.index].vifs.map { inventory[$0] }
      .filter { vif in groups.contains { $0.key == vif.mac?.lowercased() } }.map(\.vm)
  ).sorted()
  let names = enumeration(owners.map { inventory[$0].name })
  return FindingDetails(
    title: "\(inventory.label(port)) has VFs with the same MAC address:"
      + " \(enumeration(groups.map(\.key)))",
    happens: groups.map { mac, vfs in
      "VFs \(enumeration(vfs.map { "\($0.index ?? 0)" })) have \(mac)."
    },
    action: idle.isEmpty
      ? "Find out which of these VFs no VM uses, and clear its address."
      : "Clear the address of VF \(enumeration(idle.map { "\($0.index ?? 0)" })).",
    consequence: owners.isEmpty
      ? "A VM with this address may receive nothing." : "\(names) may receive nothing.",
    affected: Affected(vms: owners, hosts: [port.host]),
    evidence: all.compactMap { vf in
      vf.settingsOrigin.map {
        EvidenceItem(
          $0, by: .ipLink, seen: "VF \(vf.index ?? 0): \(vf.mac ?? "")",
          expected: "an address of its own, or none")
      }
    },
    remedy: ClearingMACs.steps(
      idle.isEmpty ? all : idle, areIdle: !idle.isEmpty, of: port, in: inventory))
}

/// Whether the database shows that no VM has the VF.
private func isIdle(_ vf: VirtualFunction) -> Bool {
  vf.row != nil && vf.holders.isEmpty && vf.attachedVMs.isEmpty && vf.scheduledFor == nil
}
