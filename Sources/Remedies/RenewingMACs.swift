import Auditing
import PoolModel

/// Giving a VIF a new MAC: xapi cannot change one, so the VIF is made again.
enum RenewingMACs {
  static func steps(_ vif: VIF, in inventory: Inventory) -> [RemedyStep] {
    let guest = inventory[vif.guest]
    let look = Command("xe", "vif-list", "vm-uuid=\(guest.uuid)", "params=uuid,device,MAC")
    let create = { (mac: String) in
      Command(
        "xe", "vif-create", "vm-uuid=\(guest.uuid)",
        "network-uuid=\(inventory[vif.network].uuid)", "device=\(vif.device)", "mac=\(mac)")
    }
    var steps = [
      RemedyStep("Check before: VIF \(vif.device) of \(guest.name), as it is.", look)
    ]
    if guest.isRunning {
      steps.append(
        RemedyStep(
          "Shut \(guest.name) down.", Command("xe", "vm-shutdown", "uuid=\(guest.uuid)")))
    }
    steps += [
      RemedyStep(
        "Make the VIF again with a MAC of its own. Locking mode, QoS and other-config of the old"
          + " one have to be set again; whatever knows the guest by its MAC has to learn the new.",
        Command("xe", "vif-param-list", "uuid=\(vif.uuid)"),
        Command("xe", "vif-destroy", "uuid=\(vif.uuid)"), create("random")),
      RemedyStep("Check after.", look),
    ]
    if guest.isRunning {
      steps.append(
        RemedyStep("Start it.", Command("xe", "vm-start", "uuid=\(guest.uuid)")))
    }
    if let mac = vif.mac {
      steps.append(
        RemedyStep(
          "The way back, with the guest halted and NEW-UUID as printed above.",
          Command("xe", "vif-destroy", "uuid=NEW-UUID"), create(mac)))
    }
    return steps
  }
}
