package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// Two VIFs, or a VIF and a port, with the same MAC address.
  package static let vifDuplicateMAC = Rule(
    id: "vif-duplicate-mac",
    title: "VIF with a duplicate MAC address",
    severity: .warning, confidence: .observed,
    needs: [.ports, .vms, .vifs, .vifMAC],
    standsAlone: "the records of both VIFs show the same MAC address",
    why: """
      A switch sends frames to the port where it last saw the MAC address: two VMs with the same \
      address both lose packets from time to time. With SR-IOV, the card selects the VF by MAC \
      address, and one of two VFs with the same address receives nothing. Two VIFs of one VM may \
      have one address on purpose, if the guest OS bonds them.
      """,
    remedy: "Set a new MAC on all VIFs but one, or keep all VMs but one halted.",
    checkByHand: "xe vif-list params=MAC --minimal | tr , '\\n' | sort | uniq -d",
    references: ["Xen Orchestra: health view, duplicated MAC addresses"],
    population: { inventory in
      // One finding for each MAC: the first VIF with it is examined for all.
      inventory.vifs.filter { vif in
        vif.sharedMAC.map { inventory.sharedMACs[$0].vifs.first == vif.id } ?? true
      }
    },
    check: duplicate,
    examples: [
      .fails("a copied VM kept its MAC", on: "web/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("web", on: "Pool-wide network on eth0")
        pool.vm("web copy", on: "Pool-wide network on eth0", isRunning: false)
        let mac = pool.mac(of: "web" / 0)
        pool.set("web copy" / 0) { $0.mac = mac?.uppercased() }
      },
      .fails("a VIF has the MAC of a port", on: "web/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("web", on: "Pool-wide network on eth0")
        pool.set("web" / 0) { $0.mac = "02:00:00:00:01:00" }
      },
      .fails("two VIFs of one VM, which may be a bond", on: "web/0") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.sriov("Fast A", on: "eth0")
        pool.sriov("Fast B", on: "eth1")
        pool.vm("web", on: "Fast A", "Fast B")
        let mac = pool.mac(of: "web" / 0)
        pool.set("web" / 1) { $0.mac = mac }
      },
      .passes("each VIF has its own MAC") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("web", on: "Pool-wide network on eth0")
        pool.vm("db", on: "Pool-wide network on eth0")
      },
      .undetermined("a MAC was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("web", on: "Pool-wide network on eth0")
        pool.set("web" / 0) { $0.mac = nil }
      },
    ])
}

/// Fails where another VIF, or a port, has the same MAC.
private func duplicate(_ vif: VIF, in inventory: Inventory) -> FindingDetails? {
  guard let mac = vif.mac?.lowercased(),
    let holders = vif.sharedMAC.map({ inventory.sharedMACs[$0] })
  else { return nil }
  let vifs = holders.vifs.map { inventory[$0] }
  let ports = holders.ports.map { inventory[$0] }
  let names =
    vifs.map { "VIF \(inventory.label($0))" } + ports.map { "port \(inventory.label($0))" }
  let vms = Set(vifs.map(\.vm)).sorted().map { inventory[$0] }
  let up = vifs.count { inventory[$0.vm].isRunning && $0.isAttached != false }
  let isNow = up + ports.count > 1
  if vms.count == 1, ports.isEmpty, vifs.count > 1 {
    return VIFDuplicateMACDetails.inOneVM(vms[0], vifs, mac, in: inventory)
  }
  // A port keeps its MAC. Without one, a running VM keeps its MAC.
  let changed = ports.isEmpty ? keepingOne(vifs, in: inventory) : vifs
  return FindingDetails(
    title: "\(enumeration(names, limit: 8)) have the same MAC \(mac)",
    happens: [
      isNow
        ? "More than one of them is up now. If they share a network segment, frames for one of them"
          + " may reach another."
        : "At most one of them is up now. If they share a network segment, frames may go to"
          + " the wrong one as soon as a second one starts."
    ],
    action: "Set \(agreeing(changed.count, "a new MAC", "new MACs")) on "
      + "\(enumeration(changed.map { "VIF \(inventory.label($0))" }, limit: 8)).",
    consequence: "\(enumeration(vms.map(\.name), limit: 8)) may lose packets.",
    affected: Affected(
      vms: vms.map(\.id), networks: Set(vifs.map(\.network)).sorted(),
      hosts: Set(ports.map(\.host)).sorted()),
    evidence: vifs.prefix(8).map { other in
      EvidenceItem(
        other.origin, ["device", "vm-uuid", "MAC", "network-uuid"],
        seen: "VIF \(inventory.label(other)) has \(mac)", expected: "a unique MAC")
    }
      + ports.prefix(8).map { port in
        EvidenceItem(
          port.origin, ["device", "MAC", "host-uuid"],
          seen: "port \(inventory.label(port)) has \(mac)", expected: "a unique MAC")
      },
    // Steps for four VIFs show how to change the others.
    remedy: changed.prefix(4).flatMap { ChangingMACs.steps($0, in: inventory) })
}

/// All VIFs but one, which is the VIF of a running VM if there is one.
private func keepingOne(_ vifs: [VIF], in inventory: Inventory) -> [VIF] {
  let kept = vifs.first { inventory[$0.vm].isRunning } ?? vifs.first
  return vifs.filter { $0.id != kept?.id }
}
