package import Auditing
package import PoolModel

/// Commands that move a host's own interface off a port. Only an untagged one can be moved by few:
/// for a VLAN or a bond there are no steps.
package enum MovingHostTraffic {
  package static func steps(
    _ port: Port, to target: String, in inventory: Inventory
  ) -> [RemedyStep] {
    guard !port.hostTraffic.isEmpty else { return [] }
    let look = RemedyStep(
      "Check before, at the host's console: its address, and a port with a link and no SR-IOV.",
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
          + "Give the other port the address of yours, and move management there. The connection to"
          + " \(inventory[port.host].name) drops meanwhile; VMs go on.",
        address(on: target),
        Command("xe", "host-management-reconfigure", "pif-uuid=\(target)")),
      RemedyStep(
        "Check after.", Command("xe", "pif-list", "management=true", "params=uuid,device")),
      RemedyStep(
        "The way back.", Command("xe", "host-management-reconfigure", "pif-uuid=\(port.uuid)")),
    ]
  }

  private static func storage(_ port: Port, to target: String) -> [RemedyStep] {
    [
      RemedyStep(
        "Take the address from the port and give it to the other. What the host reaches over it"
          + " (storage, as a rule) stands still meanwhile: unplug its SRs, or move its VMs, first.",
        Command("xe", "pif-reconfigure-ip", "uuid=\(port.uuid)", "mode=none"),
        address(on: target),
        Command(
          "xe", "pif-param-set", "uuid=\(target)", "disallow-unplug=true",
          "other-config:management_purpose=Storage")),
      RemedyStep(
        "Check after.",
        Command("xe", "pif-list", "uuid=\(target)", "params=device,IP,other-config")),
      RemedyStep(
        "The way back.", Command("xe", "pif-reconfigure-ip", "uuid=\(target)", "mode=none"),
        address(on: port.uuid)),
    ]
  }

  private static func address(on pif: String) -> Command {
    Command(
      "xe", "pif-reconfigure-ip", "uuid=\(pif)", "mode=static", "IP=ADDRESS", "netmask=NETMASK",
      "gateway=GATEWAY")
  }
}
