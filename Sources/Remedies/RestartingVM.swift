package import Auditing
package import PoolModel

/// Restarts a VM, so that xapi assigns VFs to its VIFs.
package enum RestartingVM {
  package static func forVF(of vif: VIF, in inventory: Inventory) -> [RemedyStep] {
    let vm = inventory[vif.vm]
    return [
      RemedyStep(
        "Check before: at least one VF must be free.",
        commands: inventory.portsGivingVFs(to: vif).compactMap { port in
          port.sriov.map {
            Command(
              "xe", "network-sriov-param-get", "uuid=\(inventory[$0].uuid)",
              "param-name=remaining-capacity")
          }
        }),
      RemedyStep(
        "Shut down the VM and start it.", Command("xe", "vm-shutdown", "uuid=\(vm.uuid)"),
        Command("xe", "vm-start", "uuid=\(vm.uuid)")),
      RemedyStep(
        "Check after, on the host: a VF has the VIF's MAC.",
        commands: inventory.portsGivingVFs(to: vif).map {
          Command("ip", "-d", "link", "show", "dev", $0.device)
        }),
    ]
  }
}
