package import Auditing
package import PoolModel

/// Giving a VM a VIF on an SR-IOV network in place of a VF in its other-config.
package enum LeavingPassthrough {
  package static func steps(
    of vm: VM, insteadOf value: String, keeping rest: [String], on network: ID<Network>?,
    in inventory: Inventory
  ) -> [RemedyStep] {
    let pci = { (verb: String, words: [String]) in
      Command(words: ["xe", verb, "uuid=\(vm.uuid)"] + words)
    }
    return [
      RemedyStep(
        "Check before, and note the value.",
        pci("vm-param-get", ["param-name=other-config", "param-key=pci"])),
      RemedyStep(
        vm.isRunning
          ? "Shut the VM down: what runs over this device stops." : "Leave the VM halted.",
        commands: vm.isRunning ? [pci("vm-shutdown", [])] : []),
      RemedyStep(
        rest.isEmpty ? "Take the value away." : "Leave only the other devices in it.",
        rest.isEmpty
          ? pci("vm-param-remove", ["param-name=other-config", "param-key=pci"])
          : pci(
            "vm-param-set", ["other-config:pci=\(rest.map { "0/\($0)" }.joined(separator: ","))"])
      ),
    ]
      + (network.map { id in
        [
          RemedyStep(
            "Give it a VIF, which has a new MAC; start it, and check that the VIF is attached.",
            Command(
              "xe", "vif-create", "vm-uuid=\(vm.uuid)", "network-uuid=\(inventory[id].uuid)",
              "device=\(inventory.vifDevices(of: vm))"), pci("vm-start", []),
            Command("xe", "vif-list", "vm-uuid=\(vm.uuid)", "params=device,currently-attached"))
        ]
      } ?? []) + [
        RemedyStep(
          "The way back, with the VM halted and the new VIF destroyed.",
          pci("vm-param-set", ["other-config:pci=\(value)"]))
      ]
  }
}
