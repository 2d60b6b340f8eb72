package import Auditing
package import PoolModel
import Records

/// The settings of a card's own firmware that decide whether it offers VFs, and how many.
package enum CardFirmware {
  /// Turns SR-IOV on in the firmware of the host and of the card. Takes a reboot.
  package static func enabling(_ port: Port, in inventory: Inventory) -> [RemedyStep] {
    let host = inventory[port.host]
    let path = "/sys/class/net/\(port.device)/device/sriov_totalvfs"
    let setting = knowledge(of: port)?.firmwareSetting
    return [
      RemedyStep(
        "Check before, on \(host.name): the file is missing or contains 0, and lspci shows no"
          + " capability “Single Root I/O Virtualization”.",
        commands: [
          Command("cat", path), Command("lspci", "-vv", "-s", port.pciAddress ?? "ADDRESS"),
        ] + query(port))
    ]
      + RebootingHost.steps(
        host,
        "enable SR-IOV in its firmware, and in the card's own firmware"
          + (setting.map { ": \($0)" } ?? ", if that has its own setting"), in: inventory) + [
        RemedyStep(
          "Check after the reboot.", Command("cat", path),
          Command("xe", "pif-scan", "host-uuid=\(host.uuid)")),
        RemedyStep("To undo: change the firmware setting back and reboot."),
      ]
  }

  /// How to raise the number of VFs that the card offers. Empty where its firmware does not set it,
  /// and where the port has fewer VFs than it offers.
  package static func raising(_ port: Port, in inventory: Inventory) -> [RemedyStep] {
    guard let setting = knowledge(of: port)?.firmwareSetting, port.model?.vfsPerPort == nil,
      let most = port.totalVFs?.value, port.activeVFs?.value == most
    else { return [] }
    return [
      RemedyStep(
        "Or raise the maximum, \(most), in the card's own firmware: \(setting). It takes effect"
          + " when \(inventory[port.host].name) is rebooted.", commands: query(port))
    ]
  }

  /// Prints the settings; empty where no tool is known.
  private static func query(_ port: Port) -> [Command] {
    guard let words = knowledge(of: port)?.firmwareQuery, let program = words.first else {
      return []
    }
    let filled = words.dropFirst().map {
      $0.replacing("ADDRESS", with: port.pciAddress ?? "ADDRESS")
        .replacing("DEVICE", with: port.device)
    }
    return [Command(words: [program] + filled)]
  }

  private static func knowledge(of port: Port) -> DriverKnowledge? {
    port.driver.flatMap { DriverKnowledge.of($0.value) }
  }
}
