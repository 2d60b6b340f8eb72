package import Auditing
package import PoolModel
import Records

/// Corrects what keeps a driver from loading, before the host is rebooted.
package enum LettingDriverLoad {
  package static func steps(
    _ file: DriverFile, _ refusal: DriverLoad.Refusal, in inventory: Inventory
  ) -> [RemedyStep] {
    let host = inventory[file.host]
    let check = Command(
      "sh", "-c", "modprobe -c | grep -w \(file.driver.commandWord)")
    guard let fileName = refusal.fileName else {
      return commandLine(file, refusal, on: host, check)
    }
    let path = "/etc/modprobe.d/\(fileName)"
    let copy = "/root/\(fileName).before"
    let lines = SettingDriverOption.lines(of: refusal.origin, in: inventory)
    return [
      RemedyStep(
        "Do not reboot \(host.name) before this is done. On \(host.name): view the file and keep a"
          + " copy.", Command("cat", "-n", path), Command("cp", "-a", path, copy)),
      change(file, refusal, lines, path, in: inventory),
      RemedyStep("Check after: what modprobe makes of all files.", check),
      RemedyStep("To undo, before the initrd is rebuilt.", Command("cp", "-a", copy, path)),
    ] + RebuildingInitrd.steps(on: host)
  }

  private static func change(
    _ file: DriverFile, _ refusal: DriverLoad.Refusal, _ lines: String, _ path: String,
    in inventory: Inventory
  ) -> RemedyStep {
    guard case .invalid(_, let parameter) = refusal.reason else {
      return RemedyStep("Remove the line.", Command("sed", "-i", "\(lines)d", path))
    }
    guard parameter == file.effectiveParameter else {
      let word = SettingDriverOption.pattern(parameter) + #"\(=[^[:space:]]*\|\>\)"#
      return RemedyStep(
        "Remove \(parameter) from the line. The other options stay.",
        Command("sed", "-i", "\(lines)s/\(word)//g", path))
    }
    let isOn = file.ports.contains { inventory[$0].sriov != nil }
    let values = SettingDriverOption.values(
      file, target: isOn ? file.target : nil, in: inventory)
    return RemedyStep(
      "Write the line anew, with the number of VFs that each port has now or that the toolstack"
        + " requests. Other options of the line must be added again if they are needed.",
      Command(
        "sed", "-i", "\(lines)c options \(file.driver.commandWord) \(parameter)=\(values)", path))
  }

  private static func commandLine(
    _ file: DriverFile, _ refusal: DriverLoad.Refusal, on host: Host, _ check: Command
  ) -> [RemedyStep] {
    let tool = "/opt/xensource/libexec/xen-cmdline"
    let name: String
    switch refusal.reason {
    case .invalid(_, let parameter):
      name = "\(file.driver.commandWord).\(parameter.commandWord)"
    case .blacklisted, .replaced: name = "modprobe.blacklist"
    }
    return [
      RemedyStep(
        "Do not reboot \(host.name) before this is done. On \(host.name): view the kernel command"
          + " line, and keep what it prints.", Command(tool, "--get-dom0", name)),
      RemedyStep(
        "Remove the word. If it names other modules too, use --set-dom0 with these instead.",
        Command(tool, "--delete-dom0", name)),
      RemedyStep("Check after: nothing is printed.", Command(tool, "--get-dom0", name), check),
      RemedyStep(
        "To undo, use --set-dom0 with the word that the first command printed."),
    ]
  }
}
