package import Auditing
package import PoolModel

/// Giving a host an SR-IOV network that the pool's other hosts have.
package enum AddingSRIOV {
  package static func steps(_ network: Network, on host: Host, in inventory: Inventory)
    -> [RemedyStep]
  {
    let kinds = Set(network.vfPorts.compactMap { inventory[$0].pciID })
    let devices = Set(network.vfPorts.map { inventory[$0].device })
    let free = host.ports.map { inventory[$0] }.filter { port in
      port.sriov == nil && port.isCapable != false && port.pciID.map(kinds.contains) == true
        && inventory.hostTrafficBearers(over: port).isEmpty
    }
    let port = free.first { devices.contains($0.device) } ?? free.first
    let look = Command(
      "xe", "pif-list", "host-uuid=\(host.uuid)", "physical=true",
      "params=uuid,device,vendor-id,device-id,capabilities,sriov-physical-PIF-of")
    guard let port else {
      return [
        RemedyStep(
          "\(host.name) has no free port of the kind of card that “\(network.name)” is over, and xapi"
            + " takes no other kind. See what it has.", look)
      ]
    }
    let isLater = port.configuration == .driverFile
    return [
      RemedyStep(
        "Check before: \(port.device) of \(host.name) has sriov, and no network yet.", look),
      RemedyStep(
        "Put the network there. Connections over \(port.device) are disturbed for a moment"
          + (isLater
            ? "; this driver takes it up at the next reboot, which gives VFs to all its ports and may"
              + " silence their VLANs (sriov-reaches-other-ports, i350-vlan-at-next-reboot)."
            : "; no VM is to be halted."),
        Command(
          "xe", "network-sriov-create", "pif-uuid=\(port.uuid)", "network-uuid=\(network.uuid)")),
      RemedyStep(
        "Check after.",
        Command("xe", "network-sriov-list", "params=uuid,physical-PIF,requires-reboot")),
      RemedyStep(
        "The way back, with the uuid that the second command printed for NEW-UUID.",
        Command("xe", "network-sriov-destroy", "uuid=NEW-UUID")),
    ]
  }

  /// Where the network is there and wants a reboot.
  package static func rebooting(_ host: Host, in inventory: Inventory) -> [RemedyStep] {
    let look = Command("xe", "network-sriov-list", "params=uuid,physical-PIF,requires-reboot")
    return [
      RemedyStep(
        "Check before: what waits for a reboot of \(host.name). Read what it will do"
          + " (i350-vlan-at-next-reboot) first: there is no way back but another one.", look)
    ] + RebootingHost.steps(host, in: inventory) + [
      RemedyStep("Check after: requires-reboot is false.", look)
    ]
  }

  /// A VLAN over the SR-IOV network that a port has already.
  package static func vlan(_ network: Network, over port: Port, in inventory: Inventory)
    -> [RemedyStep]
  {
    let tags = inventory.vlans.filter { $0.network == network.id }.map(\.tag)
    guard let sriov = port.sriov.map({ inventory[$0] }), let tag = tags.first else { return [] }
    return [
      RemedyStep(
        "Put VLAN \(tag) over SR-IOV of \(inventory.label(port)): the first command tells the uuid of"
          + " the logical PIF, put it for NEW-UUID. Nobody is disturbed. The way back is vlan-destroy"
          + " with the uuid that is printed.",
        Command("xe", "pif-list", "sriov-logical-PIF-of=\(sriov.uuid)", "params=uuid,device"),
        Command(
          "xe", "vlan-create", "pif-uuid=NEW-UUID", "vlan=\(tag)", "network-uuid=\(network.uuid)"))
    ]
  }
}
