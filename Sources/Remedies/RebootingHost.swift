package import Auditing
package import PoolModel

/// Reboots a host. VMs that hold its VFs cannot be migrated and are shut down first.
package enum RebootingHost {
  /// `before` describes what to change while the host is down, such as a firmware setting. `halted`
  /// are VMs that earlier steps have shut down.
  package static func steps(
    _ host: Host, _ before: String? = nil, halted: [ID<VM>] = [], in inventory: Inventory
  ) -> [RemedyStep] {
    let pinned = inventory.vmsOnVFs(of: host.ports).filter { !halted.contains($0) }
      .map { inventory[$0] }
    var steps: [RemedyStep] = []
    if !pinned.isEmpty {
      steps.append(
        RemedyStep(
          "Shut down the VMs that hold VFs of \(host.name), which cannot be migrated: "
            + enumeration(pinned.map(\.name), limit: 12) + ".",
          commands: pinned.map { Command("xe", "vm-shutdown", "uuid=\($0.uuid)") }))
    }
    steps.append(
      RemedyStep(
        "Migrate running VMs to other hosts and reboot"
          + " \(host.name)\(before.map { "; \($0)" } ?? "").",
        Command("xe", "host-disable", "uuid=\(host.uuid)"),
        Command("xe", "host-evacuate", "uuid=\(host.uuid)"),
        Command("xe", "host-reboot", "uuid=\(host.uuid)")))
    return steps
  }
}
