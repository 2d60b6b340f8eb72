package import Auditing
package import PoolModel

/// Adds an SR-IOV network that the pool's other hosts have to a host.
package enum AddingSRIOV {
  package static func steps(_ network: Network, on host: Host, in inventory: Inventory)
    -> [RemedyStep]
  {
    let kinds = Set(network.vfPorts.compactMap { inventory[$0].pciID })
    let devices = Set(network.vfPorts.map { inventory[$0].device })
    let free = host.ports.map { inventory[$0] }.filter {
      isFree($0, amongKinds: kinds, in: inventory)
    }
    let port = free.first { devices.contains($0.device) } ?? free.first
    let look = Command(
      "xe", "pif-list", "host-uuid=\(host.uuid)", "physical=true",
      "params=uuid,device,vendor-id,device-id,capabilities,sriov-physical-PIF-of")
    guard let port else {
      return [
        RemedyStep(
          "\(host.name) has no free port on the card type that “\(network.name)” uses, and xapi"
            + " accepts no other type. Check which ports it has.", look)
      ]
    }
    let isLater = port.configuration == .driverFile
    return [
      RemedyStep(
        "Check before: \(port.device) of \(host.name) lists sriov and has no SR-IOV network yet.",
        look),
      RemedyStep(
        "Add the network to this port. Connections over \(port.device) are interrupted briefly."
          + (isLater
            ? " This driver needs a reboot, which creates VFs on all its ports and may stop traffic"
              + " on their VLANs (sriov-reaches-other-ports, i350-vlan-at-next-reboot)."
            : " No VM needs to be halted."),
        Command(
          "xe", "network-sriov-create", "pif-uuid=\(port.uuid)", "network-uuid=\(network.uuid)")),
      RemedyStep(
        "Check after: the network is listed.",
        Command("xe", "network-sriov-list", "params=uuid,physical-PIF,requires-reboot")),
      RemedyStep(
        "To undo, replace NEW-UUID with the uuid that network-sriov-create printed.",
        Command("xe", "network-sriov-destroy", "uuid=NEW-UUID")),
    ]
  }

  /// For a host that has the network, but needs a reboot.
  package static func rebooting(_ host: Host, in inventory: Inventory) -> [RemedyStep] {
    let look = Command("xe", "network-sriov-list", "params=uuid,physical-PIF,requires-reboot")
    return [
      RemedyStep(
        "Check before: what is waiting for a reboot of \(host.name), and what the reboot will"
          + " change (i350-vlan-at-next-reboot). Only another reboot can undo it.", look)
    ] + RebootingHost.steps(host, in: inventory) + [
      RemedyStep("Check after: requires-reboot is false.", look)
    ]
  }

  /// Creates a VLAN over the SR-IOV network that a port already has. Empty where the port has none,
  /// or where no host has the VLAN.
  package static func vlan(_ network: Network, over port: Port, in inventory: Inventory)
    -> [RemedyStep]
  {
    let tags = inventory.vlans.filter { $0.network == network.id }.map(\.tag)
    guard let sriov = port.sriov.map({ inventory[$0] }), let tag = tags.first else { return [] }
    return [
      RemedyStep(
        "Create VLAN \(tag) over SR-IOV on \(inventory.label(port)). Replace NEW-UUID with the uuid"
          + " of the logical PIF, which the first command prints. No traffic is interrupted. To"
          + " undo, run vlan-destroy with the uuid that vlan-create prints.",
        Command("xe", "pif-list", "sriov-logical-PIF-of=\(sriov.uuid)", "params=uuid,device"),
        Command(
          "xe", "vlan-create", "pif-uuid=NEW-UUID", "vlan=\(tag)", "network-uuid=\(network.uuid)"))
    ]
  }

  /// Of a kind that the network uses, without SR-IOV, and without traffic of the host over it.
  private static func isFree(
    _ port: Port, amongKinds kinds: Set<String>, in inventory: Inventory
  ) -> Bool {
    guard port.sriov == nil, port.isCapable != false, let kind = port.pciID else { return false }
    return kinds.contains(kind) && inventory.hostTrafficBearers(over: port).isEmpty
  }
}
