package import Auditing
package import PoolModel

/// Gives the interfaces of a host the names that they have on the coordinator.
package enum RenamingInterfaces {
  /// Assigns each name to the card that has it on the coordinator; ports of the same card are taken
  /// in order of PCI address. If the hosts have different cards, there is no such assignment.
  package static func steps(
    _ host: Host, as coordinator: Host, in inventory: Inventory
  ) -> [RemedyStep] {
    let byBus = { (host: Host) in
      Dictionary(
        grouping: host.ports.map { inventory[$0] }.sorted {
          ($0.pciAddress ?? "", $0.device) < ($1.pciAddress ?? "", $1.device)
        }, by: { $0.pciID ?? "" })
    }
    let own = byBus(host)
    let theirs = byBus(coordinator)
    let pairs = own.flatMap { id, ports in zip(theirs[id] ?? [], ports) }
      .map { (device: $0.device, port: $1) }.sorted { $0.port.id < $1.port.id }
    let look = Command(
      "xe", "pif-list", "host-uuid=\(host.uuid)", "physical=true",
      "params=uuid,device,MAC,vendor-id,device-id")
    let list = Command("interface-rename", "--list")
    guard own.mapValues(\.count) == theirs.mapValues(\.count),
      pairs.allSatisfy({ $0.port.mac != nil })
    else {
      return [
        RemedyStep("The cards differ, or a MAC is unknown: no new names follow. Compare.", look)
      ]
    }
    let words = { (name: (device: String, port: Port)) in "\(name.device)=\(name.port.mac ?? "")" }
    let back = pairs.map { (device: $0.port.device, port: $0.port) }
    return [
      RemedyStep(
        "Check before, at the console of \(host.name): management may be interrupted.", list, look),
      RemedyStep(
        "Rename the interfaces. Nothing changes until the reboot.",
        commands: [Command(words: ["interface-rename", "--update"] + pairs.map(words))]),
    ] + RebootingHost.steps(host, in: inventory) + [
      RemedyStep(
        "Check after. If the MAC of a PIF has moved, forget the PIF (xe pif-forget) and scan again.",
        look, Command("xe", "pif-scan", "host-uuid=\(host.uuid)")),
      RemedyStep(
        "To undo: run this command and reboot.",
        commands: [Command(words: ["interface-rename", "--update"] + back.map(words))]),
    ]
  }
}
