package import Auditing
import PoolModel

extension Rule {
  /// A VF that xapi keeps for somebody who does not use it.
  package static let vfLeaked = Rule(
    id: "vf-leaked",
    title: "VF that is kept for nobody",
    severity: .warning, confidence: .source,
    needs: [.ports, .guests, .vifs, .vfHolders],
    why: """
      xapi hands out a VF only when nothing is attached to it and nothing is promised to it. Rows \
      that were forgotten keep it for ever: the port has fewer VFs than it seems to have, and a \
      guest does not start although a VF is idle.
      """,
    remedy: "Let xapi forget the guest's state while the guest does not run.",
    checkByHand:
      "xe pool-dump-database file-name=db.xml; grep -o '<row[^>]*attached_VMs[^>]*>' db.xml",
    references: [Source.allocation, "xen-api: xapi_vm_lifecycle.ml, XSI-995"],
    population: { $0.virtualFunctions.filter { $0.row != nil } },
    check: leaked,
    examples: [
      .fails("it is attached to a halted guest", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("a", on: "VM SR-IOV", isRunning: false)
        pool.databaseKnows(vf: 0, on: "eth0", attachedTo: "a")
      },
      .fails("a running guest has it, and none of its VIFs", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("a", on: "VM SR-IOV")
        pool.databaseKnows(vf: 0, on: "eth0", attachedTo: "a")
        pool.databaseKnows(vf: 1, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
      },
      .fails("it is promised to a halted guest", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("a", on: "VM SR-IOV", isRunning: false)
        pool.databaseKnows(vf: 0, on: "eth0", scheduledFor: "a")
      },
      .passes("a VIF of the running guest holds it, the other one is idle") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("a", on: "VM SR-IOV")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
      },
      .passes("it was passed through by hand") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.guest("a")
        pool.passThrough("0000:01:10.0", to: "a")
        pool.databaseKnows(vf: 0, on: "eth0", attachedTo: "a")
      },
      .undetermined("the list of guests was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.database()
        pool.forget(.vm)
      },
    ])
}

/// Attached or promised, and nobody there who uses it.
private func leaked(_ vf: VirtualFunction, in inventory: Inventory) -> FindingDetails? {
  guard let row = vf.row, let reason = reason(vf, in: inventory) else { return nil }
  let port = inventory[vf.port]
  let guests = Set(vf.attachedGuests + [vf.scheduledFor].compactMap { $0 }).sorted()
  let idle = guests.map { inventory[$0] }.filter { !$0.isRunning }
  let look = Command("xe", "pool-dump-database", "file-name=/root/db-\(vf.address).xml")
  return FindingDetails(
    title: "VF \(vf.address) of \(port.device) is kept for nobody",
    happens: ["\(reason), so xapi never hands it out."],
    action: "Let xapi give VF \(vf.address) of \(inventory.label(port)) back.",
    consequence: "\(inventory.label(port)) has one VF fewer than it seems to have.",
    affected: Affected(guests: guests, hosts: [port.host]),
    evidence: [
      EvidenceItem(
        row, ["pci-id", "attached_VMs", "scheduled_to_be_attached_to"], by: .database,
        seen: reason, expected: "no guest, or a running one that uses it")
    ],
    remedy: [RemedyStep("Check before and after: the function's row in the database.", look)]
      + idle.map { guest in
        RemedyStep(
          "Make sure that \(guest.name) runs nowhere and is not just being started; then let xapi"
            + " forget its state. Read in the toolstack's source, not tried.",
          Command("xe", "vm-list", "uuid=\(guest.uuid)", "params=power-state,resident-on"),
          Command("xe", "vm-reset-powerstate", "uuid=\(guest.uuid)", "force=true"))
      }
      + (idle.isEmpty
        ? [RemedyStep("Shut the guest down when it can be spared, and start it again.")] : [])
      + [
        RemedyStep(
          "Remove the dump: it holds the pool's secrets.",
          Command("rm", "/root/db-\(vf.address).xml"))
      ])
}

private func reason(_ vf: VirtualFunction, in inventory: Inventory) -> String? {
  let port = inventory[vf.port]
  let guests = vf.attachedGuests.map { inventory[$0] }
  let isThere = { (guest: Guest) in guest.isRunning && guest.residentOn == port.host }
  if let guest = guests.first(where: { !isThere($0) }) {
    return "It is attached to \(guest.name), which does not run on \(inventory[port.host].name)"
  }
  if vf.strayAttachments > 0 { return "It is attached to a VM that is gone or is no guest" }
  if let guest = vf.scheduledFor.map({ inventory[$0] }), !isThere(guest) {
    return "It is promised to \(guest.name), which does not run on \(inventory[port.host].name)"
  }
  if let guest = guests.first, vf.holders.isEmpty, !guest.passedThrough.contains(vf.address) {
    return "It is attached to \(guest.name), and none of its VIFs holds it"
  }
  return nil
}
