package import Auditing
package import PoolModel

/// Rebuilds the initrd, from which the host loads its drivers with their options.
package enum RebuildingInitrd {
  /// VMs keep running; nothing changes before the next boot.
  package static func steps(on host: Host) -> [RemedyStep] {
    let image = host.initrd?.path ?? "/boot/initrd-$(uname -r).img"
    let release = host.initrd?.release ?? "$(uname -r)"
    let shell = { (text: String) in Command("sh", "-c", text) }
    let isKnown = host.initrd != nil
    let copy = "\(image).before"
    return [
      RemedyStep(
        "On \(host.name): copy the initrd and rebuild it, which takes a minute or two. Do not"
          + " reboot meanwhile. VMs keep running. The new initrd takes effect at the next boot.",
        commands: isKnown
          ? [Command("cp", "-a", image, copy), Command("dracut", "-f", image, release)]
          : [shell("cp -a \(image) \(copy)"), shell("dracut -f \(image) \(release)")]),
      RemedyStep(
        "To undo, as long as the host has not been rebooted.",
        isKnown ? Command("cp", "-a", copy, image) : shell("cp -a \(copy) \(image)")),
    ]
  }
}
