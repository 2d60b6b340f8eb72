package import Auditing
package import PoolModel
import Records

/// Reboots a host. VMs that cannot be migrated are shut down first and started again afterwards:
/// those that hold VFs, and in a pool without another enabled host all of them (xen-api,
/// `host.evacuate`: NO_HOSTS_AVAILABLE, VM_HAS_PCI_ATTACHED).
package enum RebootingHost {
  /// `before` describes what to change while the host is down, such as a firmware setting. `halted`
  /// are VMs that earlier steps have shut down; they are not started again here.
  package static func steps(
    _ host: Host, _ before: String? = nil, halted: [ID<VM>] = [], in inventory: Inventory
  ) -> [RemedyStep] {
    let isAlone = !inventory.hosts.contains { $0.id != host.id && $0.isEnabled }
    let staying =
      isAlone
      ? inventory.residents[host.id.index].filter { inventory[$0].isRunning }
      : inventory.vmsOnVFs(of: host.ports)
    let stopped = staying.filter { !halted.contains($0) }.map { inventory[$0] }
    let names = enumeration(stopped.map(\.name), limit: 12)
    var steps: [RemedyStep] = []
    if !stopped.isEmpty {
      steps.append(
        RemedyStep(
          isAlone
            ? "Shut down the VMs of \(host.name), because no other host can run them: \(names)."
            : "Shut down the VMs that hold VFs of \(host.name), which cannot be migrated: \(names).",
          commands: stopped.map { Command("xe", "vm-shutdown", "uuid=\($0.uuid)") }))
    }
    let change = before.map { "; \($0)" } ?? ""
    steps.append(
      RemedyStep(
        isAlone
          ? "Reboot \(host.name)\(change)."
          : "Migrate running VMs to other hosts and reboot \(host.name)\(change).",
        commands: [Command("xe", "host-disable", "uuid=\(host.uuid)")]
          + (isAlone ? [] : [Command("xe", "host-evacuate", "uuid=\(host.uuid)")])
          + [Command("xe", "host-reboot", "uuid=\(host.uuid)")]))
    steps.append(
      RemedyStep(
        "After the boot, enable the host" + (stopped.isEmpty ? "." : ", and start \(names) again."),
        commands: [Command("xe", "host-enable", "uuid=\(host.uuid)")]
          + stopped.map { Command("xe", "vm-start", "uuid=\($0.uuid)") }))
    return steps
  }
}
