package import Auditing
package import PoolModel

/// Changing a driver's file in /etc/modprobe.d, with a copy before and the way back.
package enum EditingDriverFile {
  package static func path(_ file: DriverFile) -> String { "/etc/modprobe.d/\(file.fileName)" }

  /// A copy outside /etc/modprobe.d, where modprobe would read it too if its name ended in .conf.
  package static func copy(_ file: DriverFile) -> String { "/root/\(file.fileName).before" }

  /// `change` is done on the host, by commands that need no running toolstack.
  package static func steps(
    _ file: DriverFile, _ change: String, _ commands: [Command], in inventory: Inventory
  ) -> [RemedyStep] {
    let path = path(file)
    let isOn = file.ports.contains { inventory[$0].sriov != nil }
    return [
      RemedyStep(
        "On \(inventory[file.host].name): look at the file and keep a copy.",
        Command("cat", path), Command("cp", "-a", path, copy(file))),
      RemedyStep(change, commands: commands),
      RemedyStep(
        "Let the toolstack read it: VMs keep running, XenCenter and xe are away for a minute."
          + (isOn
            ? " It rewrites the options line and the initrd, and asks for a reboot where the"
              + " number changes." : ""),
        Command("xe-toolstack-restart"), Command("cat", path)),
      RemedyStep(
        "Check after it: where it says true, the number changes when the host is rebooted. VMs"
          + " with VFs must be shut down for that, they cannot be moved.",
        Command("xe", "network-sriov-list", "params=uuid,physical-PIF,requires-reboot")),
      RemedyStep(
        "The way back.", Command("cp", "-a", copy(file), path), Command("xe-toolstack-restart")),
    ]
  }

  /// Takes every line of a key away and writes it anew, alone, as the first line.
  package static func writing(_ key: String, _ value: String, to file: DriverFile) -> Command {
    // sed's text takes a backslash for an escape.
    let text = value.split(separator: "\\", omittingEmptySubsequences: false)
      .joined(separator: "\\\\")
    return Command(
      "sed", "-i", "-e", "1i # \(key): \(text)", "-e",
      "/^[[:space:]]*#*[[:space:]]*\(key):/d", path(file))
  }

  /// Writes the keys that do not count, and those without which the others mean nothing.
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

  /// What the driver gives at most, as is known of its cards.
  package static func most(of file: DriverFile, in inventory: Inventory) -> Int? {
    file.ports.compactMap { inventory[$0].model?.vfsPerPort }.max()
  }
}
