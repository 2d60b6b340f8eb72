package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM that high availability is to restart, and cannot plan for.
  package static let vmNotAgile = Rule(
    id: "vm-not-agile",
    title: "protected VM that is bound to its host by a VF",
    severity: .warning, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .restartPriority],
    why: """
      High availability takes no VM with an SR-IOV VIF into its plan: it is not agile. xapi \
      refuses such a VM when it is set to restart, and does not look again when a protected \
      VM is given an SR-IOV VIF afterwards. It is shown as protected and is not.
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
      .fails("it is to be restarted and has a VF", on: "db") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("db", on: "VM SR-IOV")
        pool.set("db") { $0.haRestartPriority = "restart" }
        pool.highAvailability(true)
      },
      .passes("best-effort promises nothing") { pool in
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
      .undetermined("nobody told whether high availability is on") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("db", on: "VM SR-IOV")
        pool.set("db") { $0.haRestartPriority = "restart" }
        pool.highAvailability(nil)
      },
    ])
}

/// Its restart is promised.
private func notAgile(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  guard inventory.isHAEnabled, vm.haRestartPriority == "restart" else { return nil }
  let vifs = inventory.sriovVIFs(of: vm)
  let networks = vifs.map { inventory[$0.network] }
  let look = Command("xe", "diagnostic-vm-status", "uuid=\(vm.uuid)")
  let set = { (priority: String) in
    Command("xe", "vm-param-set", "uuid=\(vm.uuid)", "ha-restart-priority=\(priority)")
  }
  return FindingDetails(
    title: "\(vm.name) is set to restart, and its VF keeps it out of the plan",
    happens: [
      "High availability is on and promises to restart \(vm.name), which has"
        + " \(counted(vifs.count, "VIF")) on \(enumeration(networks.map { "“\($0.name)”" })).",
      "A VM with a VF is left out of the failover plan.",
    ],
    action: "Set \(vm.name) to best-effort, or take it off SR-IOV.",
    consequence: "\(vm.name) may stay down when its host fails.",
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
      RemedyStep("Check before and after: whether it counts as agile, and why not.", look),
      RemedyStep("Promise only what can be kept; no traffic is disturbed.", set("best-effort")),
      RemedyStep("The way back, which xapi refuses while it has a VF.", set("restart")),
      RemedyStep("Or keep the promise: take it off SR-IOV."),
    ] + MovingVIFs.toPlainNetworks(vifs, in: inventory))
}
