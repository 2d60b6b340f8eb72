import Auditing
import PoolModel

/// Rebooting a host of which guests hold VFs: these guests cannot be moved away.
enum RebootingHost {
  /// `before` is what is changed while the host is down, in words: a firmware setting.
  static func steps(_ host: Host, _ before: String? = nil, in inventory: Inventory) -> [RemedyStep]
  {
    let pinned = guests(holdingVFsOn: host, in: inventory)
    var steps: [RemedyStep] = []
    if !pinned.isEmpty {
      steps.append(
        RemedyStep(
          "Shut down the guests that hold VFs of \(host.name), which cannot be moved: "
            + enumeration(pinned.map(\.name), limit: 12) + ".",
          commands: pinned.map { Command("xe", "vm-shutdown", "uuid=\($0.uuid)") }))
    }
    steps.append(
      RemedyStep(
        "Move the other guests away and reboot \(host.name)\(before.map { "; \($0)" } ?? "").",
        Command("xe", "host-disable", "uuid=\(host.uuid)"),
        Command("xe", "host-evacuate", "uuid=\(host.uuid)"),
        Command("xe", "host-reboot", "uuid=\(host.uuid)")))
    return steps
  }

  /// Running guests that take VFs of the host's ports, in the inventory's order.
  static func guests(holdingVFsOn host: Host, in inventory: Inventory) -> [Guest] {
    let vifs = host.ports.flatMap { inventory.vfUses[$0.index].vifs }
    return Set(vifs.map { inventory[$0].guest }).sorted().map { inventory[$0] }
  }
}
