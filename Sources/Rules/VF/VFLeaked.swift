package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VF that xapi keeps attached or reserved although no VIF uses it.
  package static let vfLeaked = Rule(
    id: "vf-leaked",
    title: "VF that xapi keeps although no VIF uses it",
    severity: .warning, confidence: .source,
    needs: [.ports, .vms, .vifs, .vfAttachments],
    why: """
      xapi assigns a VF only if it is neither attached to a VM nor reserved for one. Stale \
      database entries block a VF permanently. The port then has fewer usable VFs than it seems to \
      have, and a VM may fail to start although a VF is idle.
      """,
    remedy: "Reset the state of the VM in xapi while the VM is not running.",
    checkByHand:
      "xe pool-dump-database file-name=db.xml; grep -o '<row[^>]*attached_VMs[^>]*>' db.xml",
    references: [Citation.allocation, "xen-api: xapi_vm_lifecycle.ml, XSI-995"],
    population: { $0.virtualFunctions },
    check: leaked,
    examples: [
      .fails("the VF is attached to a halted VM", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV", isRunning: false)
        pool.databaseKnows(vf: 0, on: "eth0", attachedTo: "a")
      },
      .fails("attached to a running VM, but no VIF holds it", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.databaseKnows(vf: 0, on: "eth0", attachedTo: "a")
        pool.databaseKnows(vf: 1, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
      },
      .fails("the VF is reserved for a halted VM", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV", isRunning: false)
        pool.databaseKnows(vf: 0, on: "eth0", scheduledFor: "a")
      },
      .passes("a VIF of the running VM holds one VF, the other is idle") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
      },
      .passes("the VF was passed through manually") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.vm("a")
        pool.passThrough("0000:01:10.0", to: "a")
        pool.databaseKnows(vf: 0, on: "eth0", attachedTo: "a")
      },
      .undetermined("the list of VMs was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.database()
        pool.forget(.vm)
      },
    ])
}

/// Attached or reserved, but not used by a VIF of a VM that runs there.
private func leaked(_ vf: VirtualFunction, in inventory: Inventory) -> FindingDetails? {
  guard let row = vf.row, let reason = reason(vf, in: inventory) else { return nil }
  let port = inventory[vf.port]
  let vms = Set(vf.attachedVMs + [vf.scheduledFor].compactMap { $0 }).sorted()
  let idle = vms.map { inventory[$0] }.filter { !$0.isRunning }
  let look = Command("xe", "pool-dump-database", "file-name=/root/db-\(vf.address).xml")
  return FindingDetails(
    title: "xapi keeps VF \(vf.address) of \(port.device) although no VIF uses it",
    happens: ["\(reason), so xapi never assigns it."],
    action: "Release VF \(vf.address) of \(inventory.label(port)) in xapi.",
    consequence: "\(inventory.label(port)) has one usable VF fewer than it seems to have.",
    affected: Affected(vms: vms, hosts: [port.host]),
    evidence: [
      EvidenceItem(
        row, ["pci-id", "attached_VMs", "scheduled_to_be_attached_to"], by: .database,
        seen: reason, expected: "no VM, or a running VM that uses it")
    ],
    remedy: [RemedyStep("Check before and after: the VF's record in the database.", look)]
      + idle.map { vm in
        RemedyStep(
          "Make sure that \(vm.name) runs on no host and is not starting. Then reset its state in"
            + " xapi. This follows the toolstack's source and was not tested.",
          Command("xe", "vm-list", "uuid=\(vm.uuid)", "params=power-state,resident-on"),
          Command("xe", "vm-reset-powerstate", "uuid=\(vm.uuid)", "force=true"))
      }
      + (idle.isEmpty
        ? [RemedyStep("Shut down the VM when possible, and start it again.")] : [])
      + [
        RemedyStep(
          "Delete the dump: it contains secrets.", Command("rm", "/root/db-\(vf.address).xml"))
      ])
}

private func reason(_ vf: VirtualFunction, in inventory: Inventory) -> String? {
  let port = inventory[vf.port]
  let vms = vf.attachedVMs.map { inventory[$0] }
  let isThere = { (vm: VM) in vm.isRunning && vm.residentOn == port.host }
  if let vm = vms.first(where: { !isThere($0) }) {
    return "It is attached to \(vm.name), which is not running on \(inventory[port.host].name)"
  }
  if vf.strayAttachments > 0 { return "It is attached to a template, snapshot or missing VM" }
  if let vm = vf.scheduledFor.map({ inventory[$0] }), !isThere(vm) {
    return "It is reserved for \(vm.name), which is not running on \(inventory[port.host].name)"
  }
  if let vm = vms.first, vf.holders.isEmpty, !vm.passedThrough.contains(vf.address) {
    return "It is attached to \(vm.name), but no VIF holds it"
  }
  return nil
}
