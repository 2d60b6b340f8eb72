package import Auditing
package import PoolModel

/// Moves a VIF to another network.
///
/// `xe vif-move` on a halted VM changes only the network, so device, MAC, locking mode, QoS and
/// other-config stay as they are (xen-api `xapi_vif.ml`). The XenServer-SRIOV article destroys the
/// VIF and creates it again; the steps offer that second, with the settings that would be lost.
package enum MovingVIFs {
  /// To the plain network of the port that provides the VF, in the same VLAN.
  package static func toPlainNetworks(_ vifs: [VIF], in inventory: Inventory) -> [RemedyStep] {
    vifs.flatMap { vif -> [RemedyStep] in
      inventory.plainNetwork(beside: inventory[vif.network])
        .map { steps(vif, to: $0, in: inventory) } ?? []
    }
  }

  package static func steps(_ vif: VIF, to target: Network, in inventory: Inventory) -> [RemedyStep]
  {
    let vm = inventory[vif.vm]
    let current = inventory[vif.network]
    let look = Command(
      "xe", "vif-list", "vm-uuid=\(vm.uuid)", "params=uuid,device,MAC,network-uuid")
    var steps = [
      RemedyStep(
        "Check before: device \(vif.device) must be on “\(current.name)” (\(current.uuid)).", look)
    ]
    if vm.isRunning {
      steps.append(
        RemedyStep(
          target.takesVFs
            ? "Shut down the VM: a VIF cannot be plugged into an SR-IOV network while the VM runs."
            : "Shut down the VM: a VIF that has a VF cannot be moved while the VM runs.",
          Command("xe", "vm-shutdown", "uuid=\(vm.uuid)")))
    }
    steps.append(
      RemedyStep(
        "Move the VIF. Device, MAC, locking mode, QoS and other-config stay as they are.",
        Command("xe", "vif-move", "uuid=\(vif.uuid)", "network-uuid=\(target.uuid)")))
    steps.append(RemedyStep("Check after: device \(vif.device) is on \(target.uuid).", look))
    if vm.isRunning {
      steps.append(
        RemedyStep("Start the VM.", Command("xe", "vm-start", "uuid=\(vm.uuid)")))
    }
    steps.append(
      RemedyStep(
        "To undo, with the VM halted.",
        Command("xe", "vif-move", "uuid=\(vif.uuid)", "network-uuid=\(current.uuid)")))
    steps.append(secondWay(vif, vm, target))
    return steps
  }

  private static func secondWay(_ vif: VIF, _ vm: VM, _ target: Network) -> RemedyStep {
    var create = [
      "xe", "vif-create", "vm-uuid=\(vm.uuid)", "network-uuid=\(target.uuid)",
      "device=\(vif.device)",
    ]
    if let mac = vif.mac { create.append("mac=\(mac)") }
    var settings: [Command] = []
    let set = { (word: String) in Command("xe", "vif-param-set", "uuid=NEW-UUID", word) }
    if let mode = vif.lockingMode, mode != "network_default" {
      settings.append(set("locking-mode=\(mode)"))
    }
    if let type = vif.qosAlgorithmType, !type.isEmpty {
      settings.append(set("qos_algorithm_type=\(type)"))
      settings += vif.qosAlgorithmParams.sorted { $0.key < $1.key }
        .map { set("qos_algorithm_params:\($0.key)=\($0.value)") }
    }
    settings += vif.otherConfig.sorted { $0.key < $1.key }
      .map { set("other-config:\($0.key)=\($0.value)") }
    let lost =
      settings.isEmpty
      ? "" : " Then replace NEW-UUID with the uuid it prints, to restore the settings lost by this."
    return RemedyStep(
      "If vif-move is refused: destroy the VIF and create it again with the same device and"
        + " MAC.\(lost)",
      commands: [
        Command("xe", "vif-destroy", "uuid=\(vif.uuid)"), Command(words: create),
      ] + settings)
  }
}
