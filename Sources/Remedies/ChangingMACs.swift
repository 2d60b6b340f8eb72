package import Auditing
package import PoolModel

/// Giving a VIF a new MAC: xapi cannot change one, so the VIF is made again.
package enum ChangingMACs {
  package static func steps(_ vif: VIF, in inventory: Inventory) -> [RemedyStep] {
    let vm = inventory[vif.vm]
    let look = Command("xe", "vif-list", "vm-uuid=\(vm.uuid)", "params=uuid,device,MAC")
    let create = { (mac: String) in
      Command(
        "xe", "vif-create", "vm-uuid=\(vm.uuid)",
        "network-uuid=\(inventory[vif.network].uuid)", "device=\(vif.device)", "mac=\(mac)")
    }
    var steps = [
      RemedyStep("Check before: VIF \(vif.device) of \(vm.name), as it is.", look)
    ]
    if vm.isRunning {
      steps.append(
        RemedyStep(
          "Shut \(vm.name) down.", Command("xe", "vm-shutdown", "uuid=\(vm.uuid)")))
    }
    steps += [
      RemedyStep(
        "Make the VIF again with a MAC of its own. Locking mode, QoS and other-config of the old"
          + " one have to be set again; whatever knows the VM by its MAC has to learn the new.",
        Command("xe", "vif-param-list", "uuid=\(vif.uuid)"),
        Command("xe", "vif-destroy", "uuid=\(vif.uuid)"), create("random")),
      RemedyStep("Check after.", look),
    ]
    if vm.isRunning {
      steps.append(
        RemedyStep("Start it.", Command("xe", "vm-start", "uuid=\(vm.uuid)")))
    }
    if let mac = vif.mac {
      steps.append(
        RemedyStep(
          "The way back, with the VM halted and NEW-UUID as printed above.",
          Command("xe", "vif-destroy", "uuid=NEW-UUID"), create(mac)))
    }
    return steps
  }
}
