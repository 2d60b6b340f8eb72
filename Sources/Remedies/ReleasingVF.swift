package import Auditing
package import PoolModel
import Records

/// Takes a VF from a driver of dom0, now and for the VFs that are created later.
package enum ReleasingVF {
  package static func steps(
    _ vf: VirtualFunction, from driver: String, in inventory: Inventory
  ) -> [RemedyStep] {
    let path = "/sys/bus/pci/devices/\(vf.address)"
    let (address, name) = (Command.quote(vf.address), Command.quote(driver))
    return [
      RemedyStep(
        "On the host, unbind the driver. The interface must not be in use.",
        Command("ls", "\(path)/net"),
        Command("sh", "-c", "echo \(address) > \(Command.quote(path))/driver/unbind")),
      RemedyStep(
        "To undo:",
        Command("sh", "-c", "echo \(address) > /sys/bus/pci/drivers/\(name)/bind")),
    ] + keepingOut(driver, of: inventory[vf.port], in: inventory)
  }

  /// A driver that also drives a port of the host must not be blacklisted: the port would be gone
  /// after the next boot.
  private static func keepingOut(
    _ driver: String, of port: Port, in inventory: Inventory
  ) -> [RemedyStep] {
    let drivesPorts = !inventory.ports(of: port.host, usingDriver: driver).isEmpty
    if driver == "mlx4_core" {
      return [
        RemedyStep(
          "For later VFs: add probe_vf=0 to the line “options mlx4_core” in"
            + " /etc/modprobe.d/mlx4_core.conf, and rebuild the initrd. It takes effect at the next"
            + " boot. Do not blacklist mlx4_core: it drives the port.",
          Command("grep", "-n", "^options mlx4_core", "/etc/modprobe.d/mlx4_core.conf"))
      ]
    }
    guard !drivesPorts, DriverKnowledge.of(driver)?.drivesVFs != true else {
      let probe =
        "/sys/bus/pci/devices/\(port.pciAddress ?? "ADDRESS")/sriov_drivers_autoprobe"
      return [
        RemedyStep(
          "For later VFs: run this before they are created, that is before SR-IOV is enabled and"
            + " after every boot before the toolstack starts. Do not blacklist \(driver): it drives the"
            + " port.", Command("sh", "-c", "echo 0 > \(probe)")),
        RemedyStep("To undo:", Command("sh", "-c", "echo 1 > \(probe)")),
      ]
    }
    let file = "/etc/modprobe.d/blacklist-\(driver).conf"
    return [
      RemedyStep(
        "For later VFs: keep the driver out of dom0 from the next boot on. No port of this host uses"
          + " it.",
        Command("sh", "-c", "echo blacklist \(Command.quote(driver)) > \(Command.quote(file))")),
      RemedyStep("To undo:", Command("rm", file)),
    ]
  }
}
