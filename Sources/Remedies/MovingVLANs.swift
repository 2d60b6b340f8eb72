package import Auditing
package import PoolModel
import Records

/// Moves a VLAN's network to a port of a card whose VLANs work alongside SR-IOV. No reboot.
///
/// `vlan-destroy` keeps the network with its VIFs, and `vlan-create` connects it again over the
/// other port (xen-api `xapi_vlan.ml`). Not tested on hardware: the steps say so.
package enum MovingVLANs {
  /// The first port of the host that has a link, no bond and a driver other than igb; nil where
  /// there is none.
  package static func refuge(from port: Port, in inventory: Inventory) -> Port? {
    inventory[port.host].ports.map { inventory[$0] }.first { other in
      other.driver != nil && !other.uses(driver: "igb") && other.carrier?.value == true
        && other.bond == nil
    }
  }

  package static func steps(_ vlans: [VLAN], from port: Port, in inventory: Inventory)
    -> [RemedyStep]
  {
    guard let refuge = refuge(from: port, in: inventory) else { return [] }
    return vlans.flatMap { vlan -> [RemedyStep] in
      guard let network = vlan.network, case .port = vlan.carrier else { return [] }
      let vifs = attachedVIFs(on: network, host: port.host, in: inventory)
      let name = inventory.name(of: vlan)
      return [
        RemedyStep(
          "Or keep SR-IOV and move \(name) to \(refuge.device)"
            + " (\(refuge.model?.name ?? "another card")). Its switch port must carry the tag."
            + " The commands follow the toolstack's source and were not tested on hardware."
            + (vifs.isEmpty ? "" : " The VIFs are unplugged for a moment."),
          commands: vifs.map { Command("xe", "vif-unplug", "uuid=\($0.uuid)") } + [
            Command("xe", "vlan-destroy", "uuid=\(vlan.uuid)"),
            Command(
              "xe", "vlan-create", "pif-uuid=\(refuge.uuid)", "vlan=\(vlan.tag)",
              "network-uuid=\(inventory[network].uuid)"),
          ] + vifs.map { Command("xe", "vif-plug", "uuid=\($0.uuid)") }),
        RemedyStep(
          "To undo, replace NEW-UUID with the uuid of the new VLAN, which the first command"
            + " prints.",
          Command("xe", "vlan-list", "tag=\(vlan.tag)", "tagged-PIF=\(refuge.uuid)", "params=uuid"),
          Command("xe", "vlan-destroy", "uuid=NEW-UUID"),
          Command(
            "xe", "vlan-create", "pif-uuid=\(port.uuid)", "vlan=\(vlan.tag)",
            "network-uuid=\(inventory[network].uuid)")),
      ]
    }
  }

  private static func attachedVIFs(
    on network: ID<Network>, host: ID<Host>, in inventory: Inventory
  ) -> [VIF] {
    inventory[network].vifs.map { inventory[$0] }.filter { vif in
      let vm = inventory[vif.vm]
      return vm.isRunning && vm.residentOn == host && vif.isAttached != false
    }
  }
}
