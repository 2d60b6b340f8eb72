package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VF that xapi keeps for somebody who does not use it.
  package static let vfLeaked = Rule(
    id: "vf-leaked",
    title: "VF that is kept for nobody",
    severity: .warning, confidence: .source,
    needs: [.ports, .vms, .vifs, .vfAttachments],
    why: """
      xapi hands out a VF only when nothing is attached to it and nothing is promised to it. Rows \
      that were forgotten keep it for ever: the port has fewer VFs than it seems to have, and a \
      VM does not start although a VF is idle.
      """,
    remedy: "Let xapi forget the VM's state while the VM does not run.",
    checkByHand:
      "xe pool-dump-database file-name=db.xml; grep -o '<row[^>]*attached_VMs[^>]*>' db.xml",
    references: [Citation.allocation, "xen-api: xapi_vm_lifecycle.ml, XSI-995"],
    population: { $0.virtualFunctions.filter { $0.row != nil } },
    check: leaked,
    examples: [
      .fails("it is attached to a halted VM", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV", isRunning: false)
        pool.databaseKnows(vf: 0, on: "eth0", attachedTo: "a")
      },
      .fails("a running VM has it, and none of its VIFs", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.databaseKnows(vf: 0, on: "eth0", attachedTo: "a")
        pool.databaseKnows(vf: 1, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
      },
      .fails("it is promised to a halted VM", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV", isRunning: false)
        pool.databaseKnows(vf: 0, on: "eth0", scheduledFor: "a")
      },
      .passes("a VIF of the running VM holds it, the other one is idle") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
      },
      .passes("it was passed through by hand") { pool in
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

/// Attached or promised, and nobody there who uses it.
private func leaked(_ vf: VirtualFunction, in inventory: Inventory) -> FindingDetails? {
  guard let row = vf.row, let reason = reason(vf, in: inventory) else { return nil }
  let port = inventory[vf.port]
  let vms = Set(vf.attachedVMs + [vf.scheduledFor].compactMap { $0 }).sorted()
  let idle = vms.map { inventory[$0] }.filter { !$0.isRunning }
  let look = Command("xe", "pool-dump-database", "file-name=/root/db-\(vf.address).xml")
  return FindingDetails(
    title: "VF \(vf.address) of \(port.device) is kept for nobody",
    happens: ["\(reason), so xapi never hands it out."],
    action: "Let xapi give VF \(vf.address) of \(inventory.label(port)) back.",
    consequence: "\(inventory.label(port)) has one VF fewer than it seems to have.",
    affected: Affected(vms: vms, hosts: [port.host]),
    evidence: [
      EvidenceItem(
        row, ["pci-id", "attached_VMs", "scheduled_to_be_attached_to"], by: .database,
        seen: reason, expected: "no VM, or a running one that uses it")
    ],
    remedy: [RemedyStep("Check before and after: the function's row in the database.", look)]
      + idle.map { vm in
        RemedyStep(
          "Make sure that \(vm.name) runs nowhere and is not just being started; then let xapi"
            + " forget its state. Read in the toolstack's source, not tried.",
          Command("xe", "vm-list", "uuid=\(vm.uuid)", "params=power-state,resident-on"),
          Command("xe", "vm-reset-powerstate", "uuid=\(vm.uuid)", "force=true"))
      }
      + (idle.isEmpty
        ? [RemedyStep("Shut the VM down when it can be spared, and start it again.")] : [])
      + [
        RemedyStep(
          "Remove the dump: it holds the pool's secrets.",
          Command("rm", "/root/db-\(vf.address).xml"))
      ])
}

private func reason(_ vf: VirtualFunction, in inventory: Inventory) -> String? {
  let port = inventory[vf.port]
  let vms = vf.attachedVMs.map { inventory[$0] }
  let isThere = { (vm: VM) in vm.isRunning && vm.residentOn == port.host }
  if let vm = vms.first(where: { !isThere($0) }) {
    return "It is attached to \(vm.name), which does not run on \(inventory[port.host].name)"
  }
  if vf.strayAttachments > 0 { return "It is attached to a VM that is gone or is no VM" }
  if let vm = vf.scheduledFor.map({ inventory[$0] }), !isThere(vm) {
    return "It is promised to \(vm.name), which does not run on \(inventory[port.host].name)"
  }
  if let vm = vms.first, vf.holders.isEmpty, !vm.passedThrough.contains(vf.address) {
    return "It is attached to \(vm.name), and none of its VIFs holds it"
  }
  return nil
}
