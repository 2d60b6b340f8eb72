package import Auditing
package import PoolModel

/// Moves a host's own interface (management or storage) to another port. Covers untagged interfaces
/// only: a VLAN or a bond would need many more commands.
package enum MovingHostTraffic {
  package static func steps(
    _ port: Port, to target: String, in inventory: Inventory
  ) -> [RemedyStep] {
    guard !port.hostTraffic.isEmpty else { return [] }
    let look = RemedyStep(
      "Check before, at the host's console: the IP address, and a port with a link and no SR-IOV.",
      Command("xe", "pif-param-list", "uuid=\(port.uuid)"),
      Command(
        "xe", "pif-list", "host-uuid=\(inventory[port.host].uuid)",
        "params=uuid,device,carrier,management,IP"))
    return [look]
      + (port.isManagement
        ? management(port, to: target, in: inventory) : storage(port, to: target))
  }

  private static func management(
    _ port: Port, to target: String, in inventory: Inventory
  ) -> [RemedyStep] {
    let lead =
      inventory.isHAEnabled ? "High availability must be off while management is moved. " : ""
    return [
      RemedyStep(
        lead
          + "Configure this port's IP address on the other port, and move management there. The"
          + " connection to \(inventory[port.host].name) drops meanwhile. VMs keep running.",
        address(on: target),
        Command("xe", "host-management-reconfigure", "pif-uuid=\(target)")),
      RemedyStep(
        "Check after: management is on the other port.",
        Command("xe", "pif-list", "management=true", "params=uuid,device")),
      RemedyStep(
        "To undo:", Command("xe", "host-management-reconfigure", "pif-uuid=\(port.uuid)")),
    ]
  }

  private static func storage(_ port: Port, to target: String) -> [RemedyStep] {
    [
      RemedyStep(
        "Remove the IP address from this port and configure it on the other port. The host cannot"
          + " reach what it uses over it (usually storage) meanwhile: unplug its SRs, or move its"
          + " VMs, first.",
        Command("xe", "pif-reconfigure-ip", "uuid=\(port.uuid)", "mode=none"),
        address(on: target),
        Command(
          "xe", "pif-param-set", "uuid=\(target)", "disallow-unplug=true",
          "other-config:management_purpose=Storage")),
      RemedyStep(
        "Check after: the other port has the IP address.",
        Command("xe", "pif-list", "uuid=\(target)", "params=device,IP,other-config")),
      RemedyStep(
        "To undo:", Command("xe", "pif-reconfigure-ip", "uuid=\(target)", "mode=none"),
        address(on: port.uuid)),
    ]
  }

  private static func address(on pif: String) -> Command {
    Command(
      "xe", "pif-reconfigure-ip", "uuid=\(pif)", "mode=static", "IP=ADDRESS", "netmask=NETMASK",
      "gateway=GATEWAY")
  }
}
