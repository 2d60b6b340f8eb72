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
      "sh", "-c", "modprobe -c | grep -w \(SettingDriverOption.bare(file.driver))")
    guard let fileName = refusal.fileName else {
      return commandLine(file, refusal, on: host, check)
    }
    let path = "/etc/modprobe.d/\(fileName)"
    let copy = "/root/\(fileName).before"
    let lines = range(of: refusal, in: inventory)
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
    guard case .invalid(_, let parameter) = refusal.reason, parameter == file.effectiveParameter
    else {
      return RemedyStep("Remove the line.", Command("sed", "-i", "\(lines)d", path))
    }
    return RemedyStep(
      "Write the line anew, with the number of VFs that each port has now or that the toolstack"
        + " requests. Other options of the line must be added again if they are needed.",
      Command(
        "sed", "-i", "\(lines)c options \(file.driver) \(parameter)=\(values(file, in: inventory))",
        path))
  }

  private static func commandLine(
    _ file: DriverFile, _ refusal: DriverLoad.Refusal, on host: Host, _ check: Command
  ) -> [RemedyStep] {
    let tool = "/opt/xensource/libexec/xen-cmdline"
    let name: String
    switch refusal.reason {
    case .invalid(_, let parameter):
      name = "\(SettingDriverOption.bare(file.driver)).\(SettingDriverOption.bare(parameter))"
    case .blacklisted, .replaced: name = "modprobe.blacklist"
    }
    return [
      RemedyStep(
        "Do not reboot \(host.name) before this is done. On \(host.name): view the kernel command"
          + " line, and keep what it prints.", Command(tool, "--get-dom0", name)),
      RemedyStep("Remove the word.", Command(tool, "--delete-dom0", name)),
      RemedyStep("Check after: nothing is printed.", Command(tool, "--get-dom0", name), check),
      RemedyStep(
        "To undo, use --set-dom0 with the word that the first command printed."),
    ]
  }

  /// What the toolstack requests while SR-IOV is on; otherwise what each function has now.
  private static func values(_ file: DriverFile, in inventory: Inventory) -> String {
    let ports = file.ports.map { inventory[$0] }
    let isOn = ports.contains { $0.sriov != nil }
    let active = { (address: String) in
      ports.first { $0.pciAddress == address }?.activeVFs?.value ?? 0
    }
    let target = isOn ? file.target : nil
    let values = file.load.functions.map { target ?? active($0.address) }
    let written = file.takesValuePerPort ? values : Array(values.prefix(1))
    return (written.isEmpty ? [0] : written).map(String.init).joined(separator: ",")
  }

  /// `4`, or `4,5` for a line that continues.
  private static func range(of refusal: DriverLoad.Refusal, in inventory: Inventory) -> String {
    let first = refusal.origin.line
    let breaks = inventory.text(refusal.origin).utf8.count { $0 == UInt8(ascii: "\n") }
    return breaks == 0 ? "\(first)" : "\(first),\(first + breaks)"
  }
}
