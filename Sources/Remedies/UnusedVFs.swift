package import Auditing
package import PoolModel

/// Taking VFs away that xapi did not make, or forgot.
package enum UnusedVFs {
  package static func bySysfs(_ port: Port, _ active: Int) -> [RemedyStep] {
    let path = "/sys/class/net/\(port.device)/device/sriov_numvfs"
    return [
      RemedyStep("Check before: \(active).", Command("cat", path)),
      RemedyStep(
        "Take the VFs away; the port's own traffic may pause for a second.",
        Command("sh", "-c", "echo 0 > \(Command.quote(path))")),
      RemedyStep("Check after: 0.", Command("cat", path)),
      RemedyStep(
        "Look for what made them, or it will again at the next boot.",
        Command("grep", "-rl", "sriov_numvfs", "/etc/rc.d", "/etc/udev", "/etc/systemd")),
      RemedyStep("The way back.", Command("sh", "-c", "echo \(active) > \(Command.quote(path))")),
    ]
  }

  /// The options line still asks for VFs: no SR-IOV network is left whose end would change it.
  package static func byDriverFile(_ file: DriverFile, on host: Host) -> [RemedyStep] {
    let path = EditingDriverFile.path(file)
    let name = file.effectiveParameter ?? "max_vfs"
    let copy = EditingDriverFile.copy(file)
    return [
      RemedyStep(
        "The driver file asks for them again at the next boot: write 0.",
        Command("cp", "-a", path, copy),
        Command("sed", "-i", "/^options/s/\(name)=[^[:space:]]*/\(name)=0/", path),
        Command("grep", "^options", path)),
      RemedyStep("The way back, before the initrd is written.", Command("cp", "-a", copy, path)),
    ] + RebuildingInitrd.steps(on: host)
  }
}
