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
      let word = "\(bare(load.driver)).\(bare(setting.parameter))"
      return [
        RemedyStep(
          "On \(host.name): \(why) The kernel command line takes effect at the next boot.",
          Command(tool, "--set-dom0", "\(word)=\(value)")),
        RemedyStep("To undo:", Command(tool, "--set-dom0", "\(word)=\(setting.value)")),
      ]
    }
    let path = "/etc/modprobe.d/\(fileName)"
    let copy = "/root/\(fileName).before"
    let line = setting.origin.line
    // The kernel takes max-vfs for max_vfs.
    let name = bare(setting.parameter).replacing("_", with: "[-_]")
    return [
      RemedyStep(
        "On \(host.name): view the file and keep a copy.", Command("cat", "-n", path),
        Command("cp", "-a", path, copy)),
      RemedyStep(
        why,
        Command(
          "sed", "-i", "\(line)s/\(name)=[^[:space:]]*/\(setting.parameter)=\(value)/", path)),
      RemedyStep(
        "Check after: what modprobe makes of all files.",
        Command("sh", "-c", "modprobe -c | grep -w \(bare(load.driver))")),
      RemedyStep("To undo, before the initrd is rebuilt.", Command("cp", "-a", copy, path)),
    ] + RebuildingInitrd.steps(on: host)
  }

  /// Requests for each function what it has now. Empty where nothing sets the parameter.
  package static func keeping(_ file: DriverFile, in inventory: Inventory) -> [RemedyStep] {
    guard let setting = file.load.setting else { return [] }
    let ports = file.ports.map { inventory[$0] }
    let values = file.load.functions.map { function in
      ports.first { $0.pciAddress == function.address }?.activeVFs?.value ?? 0
    }
    let written = file.takesValuePerPort ? values : Array(values.prefix(1))
    return steps(
      setting, of: file.load, to: written.map(String.init).joined(separator: ","),
      "To keep the VFs that the ports have now, request the same number. Write another if you want"
        + " another.", in: inventory)
  }

  /// Captured text must not become part of a command: keeps letters, digits, `_` and `-`.
  static func bare(_ name: String) -> String {
    String(name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") })
  }
}
