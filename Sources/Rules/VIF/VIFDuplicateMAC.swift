package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// Two VIFs with one MAC address.
  package static let vifDuplicateMAC = Rule(
    id: "vif-duplicate-mac",
    title: "VIF whose MAC another one bears too",
    severity: .warning, confidence: .observed,
    needs: [.ports, .vms, .vifs, .vifMAC],
    why: """
      Frames for a MAC go to whoever was heard last: both VMs lose packets, now and then. On \
      SR-IOV the card itself sorts by MAC, and one of two VFs with the same one hears nothing.
      """,
    remedy: "Give all but one of them a new MAC, or keep all but one halted.",
    checkByHand: "xe vif-list params=MAC --minimal | tr , '\\n' | sort | uniq -d",
    references: ["Xen Orchestra: health view, duplicated MAC addresses"],
    population: { inventory in
      // The first to bear it speaks for all.
      inventory.vifs.filter { vif in
        vif.sharedMAC.map { inventory.sharedMACs[$0].vifs.first == vif.id } ?? true
      }
    },
    check: duplicate,
    examples: [
      .fails("a copy kept the MAC", on: "web/0") { pool in
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
      .passes("each has its own") { pool in
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

/// Other VIFs bear it, or a port does.
private func duplicate(_ vif: VIF, in inventory: Inventory) -> FindingDetails? {
  guard let mac = vif.mac?.lowercased(),
    let holders = vif.sharedMAC.map({ inventory.sharedMACs[$0] })
  else { return nil }
  let vifs = holders.vifs.map { inventory[$0] }
  let ports = holders.ports.map { inventory[$0] }
  let names =
    vifs.map { "VIF \(inventory.label($0))" } + ports.map { "port \(inventory.label($0))" }
  let vms = Set(vifs.map(\.vm)).sorted().map { inventory[$0] }
  let isNow = vms.count(where: \.isRunning) + ports.count > 1
  // Whoever runs keeps its address.
  let changed = ports.isEmpty ? keepingOne(vifs, in: inventory) : vifs
  return FindingDetails(
    title: "\(enumeration(names, limit: 8)) have the same MAC \(mac)",
    happens: [
      isNow
        ? "They are up at the same time. Where they share a network segment, frames for one of"
          + " them may reach the other."
        : "Not more than one of them is up now. Where they share a network segment, frames may go"
          + " astray as soon as a second one starts."
    ],
    action:
      "Give \(enumeration(changed.map { "VIF \(inventory.label($0))" }, limit: 8)) another MAC.",
    consequence: "\(enumeration(vms.map(\.name), limit: 8)) may lose packets.",
    affected: Affected(
      vms: vms.map(\.id), networks: Set(vifs.map(\.network)).sorted(),
      hosts: Set(ports.map(\.host)).sorted()),
    evidence: vifs.prefix(8).map { other in
      EvidenceItem(
        other.origin, ["device", "vm-uuid", "MAC", "network-uuid"],
        seen: "VIF \(inventory.label(other)) has \(mac)", expected: "a MAC of its own")
    }
      + ports.prefix(8).map { port in
        EvidenceItem(
          port.origin, ["device", "MAC", "host-uuid"],
          seen: "port \(inventory.label(port)) has \(mac)", expected: "a MAC of its own")
      },
    // The others go the same way.
    remedy: changed.prefix(4).flatMap { ChangingMACs.steps($0, in: inventory) })
}

/// All but one: a running VM's before a halted one's.
private func keepingOne(_ vifs: [VIF], in inventory: Inventory) -> [VIF] {
  let kept = vifs.first { inventory[$0.vm].isRunning } ?? vifs.first
  return vifs.filter { $0.id != kept?.id }
}
