package import Auditing
package import PoolModel

/// Gives a VM a VIF on an SR-IOV network instead of a VF in its other-config:pci.
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
          ? "Shut down the VM. Traffic over this device stops." : "Keep the VM halted.",
        commands: vm.isRunning ? [pci("vm-shutdown", [])] : []),
      RemedyStep(
        rest.isEmpty ? "Remove the value." : "Keep only the other devices in the value.",
        rest.isEmpty
          ? pci("vm-param-remove", ["param-name=other-config", "param-key=pci"])
          : pci(
            "vm-param-set", ["other-config:pci=\(rest.map { "0/\($0)" }.joined(separator: ","))"])
      ),
    ]
      + (network.map { id in
        [
          RemedyStep(
            "Create a VIF, which gets a new MAC. Start the VM and check that the VIF is attached.",
            Command(
              "xe", "vif-create", "vm-uuid=\(vm.uuid)", "network-uuid=\(inventory[id].uuid)",
              "device=\(inventory.vifDevices(of: vm))"), pci("vm-start", []),
            Command("xe", "vif-list", "vm-uuid=\(vm.uuid)", "params=device,currently-attached"))
        ]
      } ?? []) + [
        RemedyStep(
          "To undo, with the VM halted and the new VIF destroyed.",
          pci("vm-param-set", ["other-config:pci=\(value)"]))
      ]
  }
}
