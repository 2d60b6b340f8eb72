package import Auditing
package import PoolModel

/// Removes VFs that xapi did not create, or that remain after their SR-IOV network was destroyed.
package enum UnusedVFs {
  package static func bySysfs(_ port: Port, _ active: Int) -> [RemedyStep] {
    let path = "/sys/class/net/\(port.device)/device/sriov_numvfs"
    return [
      RemedyStep("Check before: the value is \(active).", Command("cat", path)),
      RemedyStep(
        "Remove the VFs. The port's own traffic may pause for a second.",
        Command("sh", "-c", "echo 0 > \(Command.quote(path))")),
      RemedyStep("Check after: the value is 0.", Command("cat", path)),
      RemedyStep(
        "Find what created them: it may create them again at the next boot. If nothing is found, the"
          + " card's own firmware may do it.",
        Command(
          "grep", "-rlE", "sriov_numvfs|max_vfs|num_vfs", "/etc/modprobe.d", "/etc/rc.d",
          "/etc/udev", "/etc/systemd")),
      RemedyStep(
        "To undo:", Command("sh", "-c", "echo \(active) > \(Command.quote(path))")),
    ]
  }

  /// The driver's options still request VFs, and no SR-IOV network is left whose removal would
  /// change that. Empty where they request none.
  package static func byOption(of driver: String, on host: ID<Host>, in inventory: Inventory)
    -> [RemedyStep]
  {
    guard let load = inventory[host].loads[driver], let setting = load.setting,
      setting.integers.contains(where: { $0 != 0 })
    else { return [] }
    let zeros = setting.integers.map { _ in "0" }.joined(separator: ",")
    return SettingDriverOption.steps(
      setting, of: load, to: zeros,
      "Request no VFs: the driver creates them again at the next boot otherwise.", in: inventory)
  }
}
