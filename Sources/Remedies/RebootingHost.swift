package import Auditing
package import PoolModel

/// Rebooting a host of which VMs hold VFs: these VMs cannot be moved away.
package enum RebootingHost {
  /// `before` is what is changed while the host is down, in words: a firmware setting; `halted` are
  /// VMs that earlier steps have shut down.
  package static func steps(
    _ host: Host, _ before: String? = nil, halted: [ID<VM>] = [], in inventory: Inventory
  ) -> [RemedyStep] {
    let pinned = inventory.vmsOnVFs(of: host.ports).filter { !halted.contains($0) }
      .map { inventory[$0] }
    var steps: [RemedyStep] = []
    if !pinned.isEmpty {
      steps.append(
        RemedyStep(
          "Shut down the VMs that hold VFs of \(host.name), which cannot be moved: "
            + enumeration(pinned.map(\.name), limit: 12) + ".",
          commands: pinned.map { Command("xe", "vm-shutdown", "uuid=\($0.uuid)") }))
    }
    steps.append(
      RemedyStep(
        "Move the other VMs away and reboot \(host.name)\(before.map { "; \($0)" } ?? "").",
        Command("xe", "host-disable", "uuid=\(host.uuid)"),
        Command("xe", "host-evacuate", "uuid=\(host.uuid)"),
        Command("xe", "host-reboot", "uuid=\(host.uuid)")))
    return steps
  }
}
