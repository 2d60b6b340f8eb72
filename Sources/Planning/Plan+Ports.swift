import Auditing
package import PoolModel
import Records

extension Plan {
  /// The table of a plan, made from the pool today, after the changes, and after the reboot that
  /// they need.
  package init(
    changes: [PlannedChange], now: Inventory, afterChange: Inventory, afterReboot: Inventory
  ) {
    self.changes = changes
    let later = Dictionary(
      afterChange.ports.map { ($0.uuid, $0) }, uniquingKeysWith: { first, _ in first })
    let last = Dictionary(
      afterReboot.ports.map { ($0.uuid, $0) }, uniquingKeysWith: { first, _ in first })
    ports = now.ports.compactMap { port in
      let changed = later[port.uuid]
      let rebooted = last[port.uuid]
      let counts = [port.activeVFs?.value, changed?.activeVFs?.value, rebooted?.activeVFs?.value]
      let losses =
        Self.losses(changed, in: afterChange, since: (port, now), "after the change")
        + Self.losses(
          rebooted, in: afterReboot, since: changed.map { ($0, afterChange) }, "after the reboot")
      guard
        port.sriov != nil || changed?.sriov != nil || !losses.isEmpty
          || counts.contains(where: { ($0 ?? 0) > 0 })
      else { return nil }
      return PlannedPort(
        host: now[port.host].name, device: port.device, card: port.model?.name, now: counts[0],
        afterChange: counts[1], afterReboot: counts[2], losses: losses)
    }
  }

  /// VLANs that stop passing traffic on a port and passed traffic before, with the VMs and the host
  /// traffic on each.
  private static func losses(
    _ port: Port?, in inventory: Inventory, since earlier: (port: Port, inventory: Inventory)?,
    _ when: String
  ) -> [String] {
    guard let port else { return [] }
    let before = Set(
      earlier.map { $0.inventory.stoppedVLANs(of: $0.port).map(\.uuid) } ?? [])
    let isSure = inventory[port.host].networkBackend != "bridge"
    return inventory.stoppedVLANs(of: port).filter { !before.contains($0.uuid) }.map { vlan in
      let vms =
        vlan.network.map { inventory.runningVMs(on: $0, host: port.host).map(\.name) } ?? []
      let traffic = vlan.hostTraffic.map(\.rawValue)
      let hit =
        (vms.isEmpty ? ["no running VM"] : [enumeration(vms)])
        + (traffic.isEmpty ? [] : ["the host's \(enumeration(traffic)) traffic"])
      return
        "\(when), \(inventory.name(of: vlan)) \(isSure ? "stops" : "may stop") passing traffic: "
        + hit.joined(separator: ", and ")
    }
  }
}
