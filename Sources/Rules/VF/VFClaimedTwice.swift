package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VF that more than one VM or VIF claims.
  package static let vfClaimedTwice = Rule(
    id: "vf-claimed-twice",
    title: "VF claimed by two VMs",
    severity: .error, confidence: .source,
    needs: [.ports, .vms, .vifs, .vfHolder],
    standsAlone: "both claims were captured",
    why: """
      A VF can be attached to only one VM. The second VM does not start, or takes the VF away from \
      the first. xapi does not check VMs' other-config:pci when it assigns VFs.
      """,
    remedy: "Give the VIF another VF, or remove the address from other-config:pci.",
    checkByHand:
      "xe vm-list params=uuid,name-label,other-config; xe pool-dump-database file-name=db.xml",
    references: [Citation.allocation],
    population: { $0.virtualFunctions },
    check: claimedTwice,
    examples: [
      .fails("two VIFs hold the VF", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.vm("b", on: "VM SR-IOV")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0)
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "b" / 0)
      },
      .fails("a VIF holds it, another VM's other-config lists it", on: "xen1/0000:01:10.0") {
        pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.vm("b")
        pool.passThrough("0000:01:10.0", to: "b")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0)
      },
      .passes("one VIF holds it") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
      },
      .passes("the other VM is halted: see vf-passed-by-hand") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.vm("b", isRunning: false)
        pool.passThrough("0000:01:10.0", to: "b")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0)
      },
      .undetermined("the list of VIFs was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.forget(.vif)
      },
    ])
}

/// More than one VM or VIF has the VF, or is configured to get it.
private func claimedTwice(_ vf: VirtualFunction, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[vf.port]
  let vifs = (vf.holders.isEmpty ? vf.matchingVIFs : vf.holders).map { inventory[$0] }
  // On another host, this address is another VF: halted VMs belong to vf-passed-by-hand.
  let byHand = inventory.vms(passed: vf.address).filter { $0.residentOn == port.host }
  let owners = Set(vifs.map(\.vm) + vf.attachedVMs + byHand.map(\.id)).sorted()
    .map { inventory[$0] }
  guard vifs.count > 1 || owners.count > 1 else { return nil }
  let claims =
    vifs.map { "VIF \(inventory.label($0))" }
    + byHand.map { "\($0.name) (other-config:pci)" }
    + vf.attachedVMs.filter { id in !vifs.contains { $0.vm == id } }
    .map { "\(inventory[$0].name) (attached)" }
  return FindingDetails(
    title: "VF \(vf.address) of \(port.device) is claimed by \(enumeration(claims))",
    happens: ["Only one VM can use it. Another VM does not start, or takes the VF away."],
    action: "Release the VF from all but one of \(enumeration(claims)).",
    consequence: "Only one of \(enumeration(claims)) can use it.",
    affected: Affected(vms: owners.map(\.id), hosts: [port.host]),
    evidence: vifs.map { vif in
      EvidenceItem(
        vif.origin, ["device", "MAC", "reserved_pci"], by: vf.holders.isEmpty ? .xapi : .database,
        seen: "\(inventory.label(vif)) holds it", expected: "one owner")
    }
      + byHand.map { vm in
        EvidenceItem(
          vm.origin, ["name-label", "other-config"],
          seen: "pci: 0/\(vf.address)", expected: "one owner")
      }
      + [vf.row].compactMap { $0 }.map { row in
        EvidenceItem(
          row, ["pci-id", "attached_VMs"], by: .database, seen: "the PCI record of the VF",
          expected: "one owner")
      },
    remedy: byHand.map { vm in
      RemedyStep(
        "Remove the address from other-config:pci of \(vm.name), which must be halted. Give the VM"
          + " a VIF on the SR-IOV network instead. Restore other addresses in the same value.",
        Command(
          "xe", "vm-param-get", "uuid=\(vm.uuid)", "param-name=other-config", "param-key=pci"),
        Command(
          "xe", "vm-param-remove", "uuid=\(vm.uuid)", "param-name=other-config", "param-key=pci")
      )
    }
      + (byHand.isEmpty
        ? [
          RemedyStep(
            "Shut down these VMs, then start one at a time. xapi reserves VFs again at each start.",
            commands: owners.map { Command("xe", "vm-shutdown", "uuid=\($0.uuid)") })
        ] : []))
}
