import Auditing
import PoolModel

/// Giving a guest a VIF on an SR-IOV network in place of a VF in its other-config.
enum LeavingPassthrough {
  static func steps(
    of guest: Guest, insteadOf value: String, keeping rest: [String], on network: ID<Network>?,
    in inventory: Inventory
  ) -> [RemedyStep] {
    let pci = { (verb: String, words: [String]) in
      Command(words: ["xe", verb, "uuid=\(guest.uuid)"] + words)
    }
    return [
      RemedyStep(
        "Check before, and note the value.",
        pci("vm-param-get", ["param-name=other-config", "param-key=pci"])),
      RemedyStep(
        guest.isRunning
          ? "Shut the guest down: what runs over this device stops." : "Leave the guest halted.",
        commands: guest.isRunning ? [pci("vm-shutdown", [])] : []),
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
              "xe", "vif-create", "vm-uuid=\(guest.uuid)", "network-uuid=\(inventory[id].uuid)",
              "device=\(inventory.vifDevices(of: guest))"), pci("vm-start", []),
            Command("xe", "vif-list", "vm-uuid=\(guest.uuid)", "params=device,currently-attached"))
        ]
      } ?? []) + [
        RemedyStep(
          "The way back, with the guest halted and the new VIF destroyed.",
          pci("vm-param-set", ["other-config:pci=\(value)"]))
      ]
  }
}
