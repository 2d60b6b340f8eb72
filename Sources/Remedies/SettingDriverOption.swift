package import Auditing
package import PoolModel
import Records

/// Writes another value of a driver's parameter where the value that counts stands.
package enum SettingDriverOption {
  /// `why` says what the new value does. Takes effect at the next boot.
  package static func steps(
    _ setting: DriverLoad.Setting, of load: DriverLoad, to value: String, _ why: String,
    in inventory: Inventory
  ) -> [RemedyStep] {
    let host = inventory[load.host]
    guard let fileName = setting.fileName else {
      let tool = "/opt/xensource/libexec/xen-cmdline"
      let word = "\(load.driver.commandWord).\(setting.parameter.commandWord)"
      return [
        RemedyStep(
          "On \(host.name): \(why) The kernel command line takes effect at the next boot.",
          Command(tool, "--set-dom0", "\(word)=\(value)")),
        RemedyStep("To undo:", Command(tool, "--set-dom0", "\(word)=\(setting.value)")),
      ]
    }
    let path = "/etc/modprobe.d/\(fileName)"
    let copy = "/root/\(fileName).before"
    // Every word of the directive that sets it: the last one counts, and it may stand on a later line.
    let edit =
      lines(of: setting.origin, in: inventory) + "s/" + pattern(setting.parameter)
      + "=[^[:space:]]*/\(setting.parameter.commandWord)=\(value)/g"
    return [
      RemedyStep(
        "On \(host.name): view the file and keep a copy.", Command("cat", "-n", path),
        Command("cp", "-a", path, copy)),
      RemedyStep(
        why,
        Command("sed", "-i", edit, path)),
      RemedyStep(
        "Check after: what modprobe makes of all files.",
        Command("sh", "-c", "modprobe -c | grep -w \(load.driver.commandWord)")),
      RemedyStep("To undo, before the initrd is rebuilt.", Command("cp", "-a", copy, path)),
    ] + RebuildingInitrd.steps(on: host)
  }

  /// Requests for each function what it has now. Empty where nothing sets the parameter.
  package static func keeping(_ file: DriverFile, in inventory: Inventory) -> [RemedyStep] {
    guard let setting = file.load.setting else { return [] }
    return steps(
      setting, of: file.load, to: values(file, target: nil, in: inventory),
      "To keep the VFs that the ports have now, request the same number. Write another if you want"
        + " another.", in: inventory)
  }

  /// The values of a new options line: a number for every bound function, or what each has now. One
  /// value for a driver that takes one.
  static func values(_ file: DriverFile, target: Int?, in inventory: Inventory) -> String {
    let ports = file.ports.map { inventory[$0] }
    let values = file.load.functions.map { function in
      target ?? ports.first { $0.pciAddress == function.address }?.activeVFs?.value ?? 0
    }
    let written = file.takesValuePerPort ? values : Array(values.prefix(1))
    return (written.isEmpty ? [0] : written).map(String.init).joined(separator: ",")
  }

  /// The lines of a directive for sed: `4`, or `4,5` where a backslash continues it.
  static func lines(of origin: Origin, in inventory: Inventory) -> String {
    let breaks = inventory.text(origin).utf8.count { $0 == UInt8(ascii: "\n") }
    return breaks == 0 ? "\(origin.line)" : "\(origin.line),\(origin.line + breaks)"
  }

  /// A parameter for sed. The kernel takes max-vfs for max_vfs.
  static func pattern(_ parameter: String) -> String {
    #"\<"# + parameter.commandWord.replacing("_", with: "[-_]")
  }
}
