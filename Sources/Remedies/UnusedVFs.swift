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
        "Find what created them: it may create them again at the next boot.",
        Command("grep", "-rl", "sriov_numvfs", "/etc/rc.d", "/etc/udev", "/etc/systemd")),
      RemedyStep(
        "To undo:", Command("sh", "-c", "echo \(active) > \(Command.quote(path))")),
    ]
  }

  /// The options line still requests VFs, and no SR-IOV network is left to remove that would change
  /// it.
  package static func byDriverFile(_ file: DriverFile, on host: Host) -> [RemedyStep] {
    let path = EditingDriverFile.path(file)
    let name = file.effectiveParameter ?? "max_vfs"
    let copy = EditingDriverFile.copy(file)
    return [
      RemedyStep(
        "The driver file requests them again at the next boot: set it to 0.",
        Command("cp", "-a", path, copy),
        Command("sed", "-i", "/^options/s/\(name)=[^[:space:]]*/\(name)=0/", path),
        Command("grep", "^options", path)),
      RemedyStep("To undo, before the initrd is rebuilt.", Command("cp", "-a", copy, path)),
    ] + RebuildingInitrd.steps(on: host)
  }
}
