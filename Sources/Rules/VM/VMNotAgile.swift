package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM that high availability should restart, but leaves out of its failover plan.
  package static let vmNotAgile = Rule(
    id: "vm-not-agile",
    title: "VM with a VF that high availability is set to restart",
    severity: .warning, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .restartPriority],
    standsAlone: "the VM and its SR-IOV VIF were captured",
    why: """
      High availability does not include a VM with an SR-IOV VIF in its failover plan: the VM is \
      not agile. xapi refuses to set such a VM to restart, but does not check again when a \
      protected VM gets an SR-IOV VIF later. The VM is then shown as protected, but is not.
      """,
    remedy: "Set the VM to best-effort, or move its VIF to a plain network.",
    checkByHand:
      "xe vm-list params=uuid,name-label,ha-restart-priority; xe diagnostic-vm-status uuid=UUID",
    references: ["xen-api: agility.ml, VM_HAS_SRIOV_VIF (CA-289996)", Citation.limitations],
    population: { inventory in
      guard inventory.isHAEnabled || !inventory.isHACaptured else { return [] }
      return inventory.vms.filter { !$0.sriovVIFs.isEmpty }
    },
    check: notAgile,
    examples: [
      .fails("the VM is set to restart and has an SR-IOV VIF", on: "db") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("db", on: "VM SR-IOV")
        pool.set("db") { $0.haRestartPriority = "restart" }
        pool.highAvailability(true)
      },
      .passes("the VM is set to best-effort") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("db", on: "VM SR-IOV")
        pool.set("db") { $0.haRestartPriority = "best-effort" }
        pool.highAvailability(true)
      },
      .notApplicable("high availability is off") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("db", on: "VM SR-IOV")
        pool.set("db") { $0.haRestartPriority = "restart" }
        pool.highAvailability(false)
      },
      .undetermined("whether high availability is on was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("db", on: "VM SR-IOV")
        pool.set("db") { $0.haRestartPriority = "restart" }
        pool.highAvailability(nil)
      },
    ])
}

/// Fails where high availability is on and the VM is set to restart.
private func notAgile(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  guard inventory.isHAEnabled, vm.haRestartPriority == "restart" else { return nil }
  let vifs = inventory.sriovVIFs(of: vm)
  let networks = Set(vifs.map(\.network)).sorted().map { inventory[$0] }
  let look = Command("xe", "diagnostic-vm-status", "uuid=\(vm.uuid)")
  let set = { (priority: String) in
    Command("xe", "vm-param-set", "uuid=\(vm.uuid)", "ha-restart-priority=\(priority)")
  }
  return FindingDetails(
    title: "\(vm.name) is set to restart, but its VF excludes it from the failover plan",
    happens: [
      "High availability is on, and \(vm.name) is set to restart. It has"
        + " \(counted(vifs.count, "VIF")) on \(enumeration(networks.map { "“\($0.name)”" })).",
      "High availability does not include a VM with a VF in its failover plan.",
    ],
    action: "Set \(vm.name) to best-effort, or move it to a plain network.",
    consequence: "\(vm.name) may stay down if its host fails.",
    affected: Affected(
      vms: [vm.id], networks: networks.map(\.id),
      hosts: vm.residentOn.map { [$0] } ?? []),
    evidence: [
      EvidenceItem(
        vm.origin, ["name-label", "ha-restart-priority"], seen: "restart",
        expected: "best-effort, or no SR-IOV VIF")
    ]
      + vifs.map { vif in
        inventory.evidence(of: vif, expected: "a plain network, for a protected VM")
      },
    remedy: [
      RemedyStep("Check before and after whether the VM is agile, and if not, why.", look),
      RemedyStep("Set the VM to best-effort. This disturbs no traffic.", set("best-effort")),
      RemedyStep("Undo. xapi refuses this while the VM has an SR-IOV VIF.", set("restart")),
      RemedyStep("Or leave it set to restart, and move it to a plain network."),
    ] + MovingVIFs.toPlainNetworks(vifs, in: inventory))
}
