package import Auditing
package import PoolModel
import Records

/// Reboots a host. VMs that cannot be migrated are shut down first and started again afterwards.
package enum RebootingHost {
  /// `before` describes what to change while the host is down, such as a firmware setting. `halted`
  /// are VMs that earlier steps have shut down; they are not started again here.
  package static func steps(
    _ host: Host, _ before: String? = nil, halted: [ID<VM>] = [], in inventory: Inventory
  ) -> [RemedyStep] {
    let isAlone = !inventory.hasRefuge(from: host.id)
    let stopped = inventory.vmsHaltedByReboot(of: host.id).filter { !halted.contains($0) }
      .map { inventory[$0] }
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
