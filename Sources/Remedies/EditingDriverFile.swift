package import Auditing
package import PoolModel

/// Changes a driver file in /etc/modprobe.d, with a copy to undo the change.
package enum EditingDriverFile {
  package static func path(_ file: DriverFile) -> String { "/etc/modprobe.d/\(file.fileName)" }

  /// Outside /etc/modprobe.d, where modprobe would also read a copy whose name ends in .conf.
  package static func copy(_ file: DriverFile) -> String { "/root/\(file.fileName).before" }

  /// `change` describes what `commands` do; they run on the host and need no running toolstack.
  package static func steps(
    _ file: DriverFile, _ change: String, _ commands: [Command], in inventory: Inventory
  ) -> [RemedyStep] {
    let path = path(file)
    let isOn = file.ports.contains { inventory[$0].sriov != nil }
    return [
      RemedyStep(
        "On \(inventory[file.host].name): view the file and keep a copy.",
        Command("cat", path), Command("cp", "-a", path, copy(file))),
      RemedyStep(change, commands: commands),
      RemedyStep(
        "Restart the toolstack so that it reads the file. VMs keep running; XenCenter and xe are"
          + " unavailable for a minute."
          + (isOn
            ? " The toolstack rewrites the options line and the initrd, and requires a reboot if"
              + " the VF count changes." : ""),
        Command("xe-toolstack-restart"), Command("cat", path)),
      RemedyStep(
        "Check after: if requires-reboot is true, the VF count changes at the host's next reboot."
          + " VMs with VFs must be shut down for the reboot: they cannot be migrated.",
        Command("xe", "network-sriov-list", "params=uuid,physical-PIF,requires-reboot")),
      RemedyStep(
        "To undo:", Command("cp", "-a", copy(file), path), Command("xe-toolstack-restart")),
    ]
  }

  /// Removes every line of a key and writes the key once, as the first line.
  package static func writing(_ key: String, _ value: String, to file: DriverFile) -> Command {
    // sed treats a backslash in inserted text as an escape.
    let text = value.split(separator: "\\", omittingEmptySubsequences: false)
      .joined(separator: "\\\\")
    return Command(
      "sed", "-i", "-e", "1i # \(key): \(text)", "-e",
      "/^[[:space:]]*#*[[:space:]]*\(key):/d", path(file))
  }

  /// Writes the keys that have no effect now, and the missing keys that the others depend on.
  package static func restoringKeys(of file: DriverFile, in inventory: Inventory) -> [Command] {
    var wanted: [(name: String, value: String)] = []
    let add = { (name: String, value: String) in
      wanted.removeAll { $0.name == name }
      wanted.append((name, value))
    }
    if file.byDefault == nil, let most = most(of: file, in: inventory) {
      add("VFs-maxvfs-by-default", "\(most)")
    }
    if file.lacksParameter, let parameter = file.effectiveParameter {
      add("VFs-param", parameter)
    }
    for key in file.lostKeys { add(key.name, key.value) }
    return wanted.map { writing($0.name, $0.value, to: file) }
  }

  /// The driver's maximum of VFs per port, by the models of its cards; nil where none is known.
  package static func most(of file: DriverFile, in inventory: Inventory) -> Int? {
    file.ports.compactMap { inventory[$0].model?.vfsPerPort }.max()
  }
}
