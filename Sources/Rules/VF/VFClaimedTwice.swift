package import Auditing
import PoolModel

extension Rule {
  /// One VF, two owners.
  package static let vfClaimedTwice = Rule(
    id: "vf-claimed-twice",
    title: "VF that two claim",
    severity: .error, confidence: .source,
    needs: [.ports, .guests, .vifs, .vfHolders],
    why: """
      A VF can be attached to one guest. Whoever comes second does not start, or takes the VF away \
      from the first. xapi knows nothing of addresses in a guest's other-config:pci when it hands \
      out VFs.
      """,
    remedy: "Let one of both go: give the VIF another VF, or take the address out of other-config.",
    checkByHand:
      "xe vm-list params=uuid,name-label,other-config; xe pool-dump-database file-name=db.xml",
    references: [Source.allocation],
    population: { $0.virtualFunctions.filter { $0.row != nil } },
    check: claimedTwice,
    examples: [
      .fails("two VIFs hold it", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("a", on: "VM SR-IOV")
        pool.guest("b", on: "VM SR-IOV")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0)
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "b" / 0)
      },
      .fails("a VIF holds it, another guest's other-config names it", on: "xen1/0000:01:10.0") {
        pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("a", on: "VM SR-IOV")
        pool.guest("b")
        pool.passThrough("0000:01:10.0", to: "b")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0)
      },
      .passes("one VIF holds it") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("a", on: "VM SR-IOV")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
      },
      .passes("the other guest is halted: vf-passed-by-hand speaks") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("a", on: "VM SR-IOV")
        pool.guest("b", isRunning: false)
        pool.passThrough("0000:01:10.0", to: "b")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0)
      },
      .undetermined("the list of VIFs was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.database()
        pool.forget(.vif)
      },
    ])
}

/// More than one guest or VIF that has it, or will want it.
private func claimedTwice(_ vf: VirtualFunction, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[vf.port]
  let vifs = vf.holders.map { inventory[$0] }
  // A halted guest may start on any host, where the address is another VF: vf-passed-by-hand.
  let byHand = inventory.guests(passed: vf.address).filter { $0.residentOn == port.host }
  let holders = Set(vifs.map(\.guest) + vf.attachedGuests)
  let owners = holders.union(byHand.map(\.id)).sorted().map { inventory[$0] }
  guard vifs.count > 1 || owners.count > 1 else { return nil }
  let claims =
    vifs.map { "VIF \(inventory.label($0))" }
    + byHand.map { "\($0.name) (other-config:pci)" }
    + vf.attachedGuests.filter { id in !vifs.contains { $0.guest == id } }
    .map { "\(inventory[$0].name) (attached)" }
  return FindingDetails(
    title: "VF \(vf.address) of \(port.device) is claimed by \(enumeration(claims))",
    happens: ["Only one guest can have it. The other one does not start, or takes it away."],
    action: "Let all but one of \(enumeration(claims)) give the VF up.",
    consequence: "Not all of \(enumeration(owners.map(\.name))) can run with it.",
    affected: Affected(guests: owners.map(\.id), hosts: [port.host]),
    evidence: vifs.map { vif in
      EvidenceItem(
        vif.origin, ["device", "MAC", "reserved_pci"], by: .database,
        seen: "\(inventory.label(vif)) holds it", expected: "one owner")
    }
      + byHand.map { guest in
        EvidenceItem(
          guest.origin, ["name-label", "other-config"],
          seen: "pci: 0/\(vf.address)", expected: "one owner")
      }
      + [vf.row].compactMap { $0 }.map { row in
        EvidenceItem(
          row, ["pci-id", "attached_VMs"], by: .database, seen: "the function itself",
          expected: "one owner")
      },
    remedy: byHand.map { guest in
      RemedyStep(
        "Take the address out of \(guest.name), which must be halted, and give it a VIF on the"
          + " SR-IOV network instead. Other addresses in the same value have to be put back.",
        Command(
          "xe", "vm-param-get", "uuid=\(guest.uuid)", "param-name=other-config", "param-key=pci"),
        Command(
          "xe", "vm-param-remove", "uuid=\(guest.uuid)", "param-name=other-config", "param-key=pci")
      )
    }
      + (byHand.isEmpty
        ? [
          RemedyStep(
            "Shut both guests down and start them one after the other: xapi then reserves anew.",
            commands: owners.map { Command("xe", "vm-shutdown", "uuid=\($0.uuid)") })
        ] : []))
}
