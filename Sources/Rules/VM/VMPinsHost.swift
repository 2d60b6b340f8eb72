package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A host that must be evacuated, but runs VMs that cannot be migrated.
  package static let vmPinsHost = Rule(
    id: "vm-pins-host",
    title: "host to be evacuated whose VMs with VFs cannot be migrated",
    severity: .note, confidence: .source,
    needs: [.hosts, .ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .sriovState],
    standsAlone: "the host, and a VM that cannot leave it, were captured",
    why: """
      A running VM with a VF cannot be migrated, suspended or checkpointed. A host that is in \
      maintenance mode, or must be rebooted for SR-IOV, cannot be evacuated until such VMs are \
      shut down.
      """,
    remedy: "Shut down these VMs at a time of your choice, then evacuate the host.",
    checkByHand: "xe vm-list resident-on=HOST params=uuid,name-label,allowed-operations",
    references: ["xen-api: xapi_vm_lifecycle.ml, VM_HAS_PCI_ATTACHED", Citation.limitations],
    population: { inventory in
      inventory.hosts.filter { !inventory.vmsOnVFs(of: $0.id).isEmpty }
    },
    check: pinned,
    examples: [
      .fails("SR-IOV on a port of the host waits for a reboot", on: "xen1") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.sriov("Second", on: "eth1", requiresReboot: true)
        pool.vm("web", on: "VM SR-IOV")
      },
      .fails("the host is disabled", on: "xen2") { pool in
        pool.host("xen2", isEnabled: false)
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
      },
      .passes("there is no reason to evacuate the host") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
      },
      .notApplicable("no VM has a VF") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", requiresReboot: true)
        pool.vm("web", on: "Pool-wide network on eth0")
      },
      .undetermined("requires-reboot of the SR-IOV network was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
        pool.setSRIOV(on: "eth0") { $0.requiresReboot = nil }
      },
    ])
}

/// Fails where the host is disabled, or SR-IOV on one of its ports waits for a reboot.
private func pinned(_ host: Host, in inventory: Inventory) -> FindingDetails? {
  let pending = host.ports.compactMap { inventory[$0].sriov }.map { inventory[$0] }
    .filter { $0.requiresReboot == true }
  guard !host.isEnabled || !pending.isEmpty else { return nil }
  let vms = inventory.vmsOnVFs(of: host.id).map { inventory[$0] }
  let devices = pending.map { inventory[$0.port].device }
  let reason =
    host.isEnabled
    ? "SR-IOV on \(enumeration(devices)) waits for a reboot" : "The host is disabled"
  let names = enumeration(vms.map(\.name))
  return FindingDetails(
    title: "\(host.name) must be evacuated, but \(names) cannot be migrated",
    happens: [
      "\(reason). \(counted(vms.count, "VM")) on the host"
        + " \(agreeing(vms.count, "has a VF", "have VFs")) and cannot be migrated or suspended."
    ],
    action: "Plan the shutdown of \(names).",
    consequence: "Evacuation of \(host.name) fails until \(names)"
      + " \(agreeing(vms.count, "is", "are")) shut down.",
    affected: Affected(vms: vms.map(\.id), hosts: [host.id]),
    evidence: (host.isEnabled
      ? pending.map { sriov in
        EvidenceItem(
          sriov.origin, ["uuid", "requires-reboot"], seen: "true",
          expected: "false, or no running VM with a VF")
      }
      : [EvidenceItem(host.origin, ["name-label", "enabled"], seen: "false", expected: "true")])
      + vms.prefix(8).map { vm in
        EvidenceItem(
          vm.origin, ["name-label", "power-state", "resident-on"],
          seen: "runs on \(host.name) with a VF", expected: "halted, or without a VF")
      },
    remedy: emptying(host, vms))
}

/// Shuts down the VMs with VFs, and moves all others to other hosts.
private func emptying(_ host: Host, _ vms: [VM]) -> [RemedyStep] {
  [
    RemedyStep(
      "Check before: list the VMs on the host.",
      Command(
        "xe", "vm-list", "resident-on=\(host.uuid)", "is-control-domain=false",
        "params=uuid,name-label,allowed-operations")),
    RemedyStep(
      "Shut down the VMs with VFs. Their services stop.",
      commands: vms.map { Command("xe", "vm-shutdown", "uuid=\($0.uuid)") }),
    RemedyStep(
      "Evacuate the host. All other VMs are migrated while they run.",
      Command("xe", "host-disable", "uuid=\(host.uuid)"),
      Command("xe", "host-evacuate", "uuid=\(host.uuid)")),
    RemedyStep(
      "Check after: no VM is left on the host.",
      Command(
        "xe", "vm-list", "resident-on=\(host.uuid)", "is-control-domain=false")),
    RemedyStep(
      "After the maintenance, enable the host and start the VMs.",
      commands: [Command("xe", "host-enable", "uuid=\(host.uuid)")]
        + vms.map { Command("xe", "vm-start", "uuid=\($0.uuid)") }),
  ]
}
