package import Auditing
package import PoolModel

/// Gives a VIF a new MAC. xapi cannot change the MAC of a VIF, so the VIF is created again.
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
      RemedyStep("Check before: VIF \(vif.device) of \(vm.name) as it is now.", look)
    ]
    if vm.isRunning {
      steps.append(
        RemedyStep(
          "Shut down \(vm.name).", Command("xe", "vm-shutdown", "uuid=\(vm.uuid)")))
    }
    steps += [
      RemedyStep(
        "Create the VIF again with a random MAC. Set locking mode, QoS and other-config of the old"
          + " VIF again. Update everything that identifies the VM by its MAC.",
        Command("xe", "vif-param-list", "uuid=\(vif.uuid)"),
        Command("xe", "vif-destroy", "uuid=\(vif.uuid)"), create("random")),
      RemedyStep("Check after: the VIF has a new MAC.", look),
    ]
    if vm.isRunning {
      steps.append(
        RemedyStep("Start \(vm.name).", Command("xe", "vm-start", "uuid=\(vm.uuid)")))
    }
    if let mac = vif.mac {
      steps.append(
        RemedyStep(
          "To undo, with the VM halted: replace NEW-UUID with the uuid printed above.",
          Command("xe", "vif-destroy", "uuid=NEW-UUID"), create(mac)))
    }
    return steps
  }
}
