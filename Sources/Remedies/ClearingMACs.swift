package import Auditing
package import PoolModel

/// Clears the MAC addresses of VFs. VMs keep running.
package enum ClearingMACs {
  /// `areIdle`: whether no VM has any of these VFs. Otherwise the reader has to find that out.
  package static func steps(
    _ vfs: [VirtualFunction], areIdle: Bool, of port: Port, in inventory: Inventory
  ) -> [RemedyStep] {
    let look = Command("ip", "link", "show", "dev", port.device)
    let set = { (vf: VirtualFunction, mac: String) in
      Command("ip", "link", "set", port.device, "vf", "\(vf.index ?? 0)", "mac", mac)
    }
    return [
      RemedyStep("On \(inventory[port.host].name): check before.", look),
      RemedyStep(
        areIdle
          ? "Clear the address. No VM has this VF, so no traffic stops."
          : "Run only the command of the VF that no VM uses. To see which VM has which VF, dump the"
            + " database.", commands: vfs.map { set($0, "00:00:00:00:00:00") }),
      RemedyStep("Check after: each address is there once.", look),
      RemedyStep("To undo:", commands: vfs.map { set($0, $0.mac ?? "") }),
    ]
  }
}
