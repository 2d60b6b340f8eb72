package import Auditing
package import PoolModel
import Records

/// What to do where a card, its driver or the IOMMU complains about a VF that a VM has.
package enum KernelComplaint {
  /// Completes “VF 3 of eth0 …”, with a verb.
  package static func what(_ complaint: VFComplaint) -> String {
    switch complaint {
    case .disabled: "was disabled by its card's driver"
    case .malicious: "sent what the card takes for an attack or a broken driver"
    case .iommuFault: "accessed memory that is not its VM's"
    case .resetFailed: "could not be reset"
    case .spoofed: "sends from a MAC address or VLAN that is not its own"
    case .macRefused: "was refused a MAC address or VLAN other than the one xapi set"
    case .notTrusted: "is not trusted, and was refused further addresses or promiscuous mode"
    case .tooManyMessages: "floods its port with messages"
    case .reset: "is reset again and again"
    }
  }

  /// What that does to the VM.
  package static func effect(_ complaint: VFComplaint, on vms: String) -> String {
    switch complaint {
    case .disabled: "\(vms) may have no traffic on this VF until the VF is reset."
    case .malicious: "The card may have stopped the queues of the VF; \(vms) may lose traffic."
    case .iommuFault: "The IOMMU blocked the access. \(vms) may lose traffic or crash."
    case .resetFailed: "A VM may not start with this VF again before the host is rebooted."
    case .spoofed: "The card drops these frames, so they never leave \(vms)."
    case .macRefused: "\(vms) receives nothing for the address it asked for."
    case .notTrusted:
      "\(vms) does not receive what it asked for, such as frames for the VMs or"
        + " containers behind it."
    case .tooManyMessages: "The port may be slow to answer all its VFs."
    case .reset: "\(vms) loses its link with each reset."
    }
  }

  package static func action(_ complaint: VFComplaint, on vms: String) -> String {
    switch complaint {
    case .disabled, .malicious, .iommuFault, .tooManyMessages, .reset:
      "Update the VF driver in \(vms), and restart it."
    case .resetFailed: "Reboot the host of \(vms)."
    case .spoofed: "Let \(vms) send from the MAC address of its VIF only, without VLAN tags."
    case .macRefused: "Let \(vms) use the MAC address of its VIF."
    case .notTrusted: "Let \(vms) use one MAC address and no promiscuous mode, or trust its VF."
    }
  }
}

extension KernelComplaint {
  /// `vms` are those that may have the VF; `vf` is nil where the log does not say which VF it is.
  package static func steps(
    _ complaint: VFComplaint, _ vms: [VM], vf index: Int?, _ port: Port, in inventory: Inventory
  ) -> [RemedyStep] {
    let host = inventory[port.host]
    let names = enumeration(vms.map(\.name), limit: 12)
    switch complaint {
    case .disabled, .malicious, .iommuFault, .tooManyMessages, .reset:
      return [
        RemedyStep(
          "Update the driver of the VF in \(names). A program that drives the card itself (DPDK) counts"
            + " as a driver, too.")
      ] + restart(vms) + [readAgain(port)]
    case .resetFailed: return RebootingHost.steps(host, in: inventory) + [readAgain(port)]
    case .spoofed:
      return [
        RemedyStep(
          "In \(names), look for what sends from another MAC address: a bridge, a nested VM, a"
            + " container, a bond, a virtual router address (VRRP). Use the VIF's MAC address.")
      ]
        + setting(
          "spoofchk", to: "off", from: "on", index, port,
          "If it is intended, stop the check for this VF. Its VM can then send in the name of every"
            + " other. It lasts until the VFs are created again, at the latest at the next boot.")
        + [
          readAgain(port)
        ]
    case .macRefused, .notTrusted:
      return [
        RemedyStep(
          complaint == .macRefused
            ? "In \(names), set the interface to the MAC address of the VIF, as xe shows it."
            : "In \(names), remove additional addresses (macvlan, a bridge, containers, a bond) and"
              + " promiscuous mode where they are not needed.",
          commands: vms.prefix(3).map {
            Command("xe", "vif-list", "vm-uuid=\($0.uuid)", "params=device,MAC,network-name-label")
          })
      ]
        + setting(
          "trust", to: "on", from: "off", index, port,
          "If it needs them, and the VM's owner may receive other VMs' frames, trust the VF. The"
            + " driver may reset the VF. It lasts until the VFs are created again, at the latest at the"
            + " next boot.") + [readAgain(port)]
    }
  }

  private static func restart(_ vms: [VM]) -> [RemedyStep] {
    guard vms.count == 1, let vm = vms.first else { return [] }
    return [
      RemedyStep(
        "Restart the VM. This resets the VF.", Command("xe", "vm-shutdown", "uuid=\(vm.uuid)"),
        Command("xe", "vm-start", "uuid=\(vm.uuid)"))
    ]
  }

  private static func setting(
    _ name: String, to value: String, from old: String, _ index: Int?, _ port: Port, _ why: String
  ) -> [RemedyStep] {
    guard let index else {
      return [
        RemedyStep(
          "The log does not say which VF it is. On the host, see which VF has which MAC address.",
          Command("ip", "-d", "link", "show", "dev", port.device))
      ]
    }
    let command = { (value: String) in
      Command("ip", "link", "set", port.device, "vf", "\(index)", name, value)
    }
    return [RemedyStep(why, command(value)), RemedyStep("To undo:", command(old))]
  }

  private static func readAgain(_ port: Port) -> RemedyStep {
    RemedyStep(
      "Check after: no new line.",
      Command(
        "sh", "-c", "dmesg | grep -F -e \(Command.quote(port.pciAddress ?? port.device)) | tail"))
  }
}
