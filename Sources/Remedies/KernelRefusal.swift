package import Auditing
package import PoolModel
import Records

/// What to do where the kernel's log says why a port has no VFs, or fewer than requested.
package enum KernelRefusal {
  /// The best reason in the log; nil where no VFs are missing, or the log gives none.
  package static func reason(of port: Port) -> KernelReport<VFRefusal>? {
    port.lacksVFs == true ? port.kernelRefusals.first : nil
  }

  /// Completes “… has no VFs because”.
  package static func cause(_ report: KernelReport<VFRefusal>, _ port: Port) -> String {
    switch report.meaning {
    case .memory: "the bridge above it has too little MMIO space for them"
    case .busNumbers: "the bridge above it has too few bus numbers for them"
    case .unreadableVF: "a VF cannot be read, as in a slot that does not forward ARI"
    case .vectors: "the MSI-X interrupts of the card are used up"
    case .noVectors: "its driver runs without MSI-X"
    case .portDown: "\(port.device) was down when they were requested"
    case .firmwareReset: "the card's firmware was being reset"
    case .parameter: "the kernel refused a parameter of its driver"
    case .safeMode: "the card runs in safe or recovery mode"
    case .queues: "the card has no rings or queues left for them"
    case .fewer: "the driver created fewer than were requested"
    case .number: "the driver could not create them\(errorName(report.last.message))"
    }
  }

  /// One imperative sentence.
  package static func action(
    _ report: KernelReport<VFRefusal>, _ port: Port, in inventory: Inventory
  ) -> String {
    let host = inventory[port.host].name
    return switch report.meaning {
    case .memory: "Give PCI more MMIO space in the firmware of \(host)."
    case .busNumbers: "Give PCI more bus numbers in the firmware of \(host)."
    case .unreadableVF:
      "Enable ARI in the firmware of \(host), or move the card to a slot that forwards ARI."
    case .vectors: "Free MSI-X interrupts of the card of \(inventory.label(port))."
    case .noVectors: "Let the driver of \(inventory.label(port)) use MSI-X."
    case .portDown: "Plug the PIF of \(inventory.label(port)), then the PIF of its SR-IOV network."
    case .firmwareReset: "Plug the PIF of the SR-IOV network on \(inventory.label(port)) again."
    case .parameter: "Correct the parameter of the driver on \(host)."
    case .safeMode: "Give the card of \(inventory.label(port)) its firmware package."
    case .queues: "Reduce the queues that \(inventory.label(port)) itself uses."
    case .fewer, .number: "Find out why the driver of \(inventory.label(port)) creates no VFs."
    }
  }

  /// The lines of the log, best reason first.
  package static func evidence(of port: Port) -> [EvidenceItem] {
    port.kernelRefusals.map { report in
      EvidenceItem(
        report.last.origin, by: .kernelLog, seen: "\(cause(report, port)) (\(report.occasions))",
        expected: "no such line since the boot")
    }
      + (port.activeVFs.map { active in
        [EvidenceItem(active, expected: "\(max(1, port.requestedVFs ?? 1)) or more")]
      } ?? [])
  }

  /// Plugs the PIF of the SR-IOV network, which makes xapi request VFs again.
  package static func plugging(_ port: Port, in inventory: Inventory) -> [RemedyStep] {
    let path = "/sys/class/net/\(port.device)/device/sriov_numvfs"
    guard let sriov = port.sriov.map({ inventory[$0] }), let uuid = sriov.logicalUUID else {
      return [RemedyStep("Check after: the number of VFs.", Command("cat", path))]
    }
    return [
      RemedyStep(
        "Plug the PIF of the SR-IOV network, unless it is attached already, and check the number of"
          + " VFs on the host.",
        Command("xe", "pif-plug", "uuid=\(uuid)"), Command("cat", path))
    ]
  }
}

extension KernelRefusal {
  /// What ends the cause. Ends with the check.
  package static func steps(
    _ report: KernelReport<VFRefusal>, _ port: Port, in inventory: Inventory
  ) -> [RemedyStep] {
    let host = inventory[port.host]
    let reboot = { (change: String?) in RebootingHost.steps(host, change, in: inventory) }
    let plug = plugging(port, in: inventory)
    switch report.meaning {
    case .memory:
      let change = bootParameter(
        "pci=realloc", host,
        "First try the firmware: enable decoding above 4G, or give PCI more MMIO space. If it has no"
          + " such setting, let the kernel reassign the resources, which may help.")
      return change.before + reboot(nil) + plug + change.after
    case .busNumbers:
      let change = bootParameter(
        "pci=assign-busses", host,
        "If the firmware has no such setting, let the kernel assign bus numbers; it may help.")
      return change.before + reboot(nil) + plug + change.after
    case .unreadableVF:
      return bridge(port)
        + reboot(
          "enable ARI forwarding (and SR-IOV) in its firmware, or put the card into a slot that has it"
        )
        + plug
    case .vectors: return withoutRDMA(port) + reboot(nil) + plug + withRDMA(port)
    case .noVectors:
      return [
        RemedyStep(
          "Look for what keeps MSI-X off: “pci=nomsi” on the kernel command line, or a setting of the"
            + " firmware. Remove it.",
          Command("cat", "/proc/cmdline"),
          Command("lspci", "-vv", "-s", port.pciAddress ?? "ADDRESS"))
      ] + reboot(nil) + plug
    case .portDown:
      return [
        RemedyStep(
          "Check before, on \(host.name): “down”.",
          Command("cat", "/sys/class/net/\(port.device)/operstate")),
        RemedyStep(
          "Plug the physical PIF, unless the interface is up. This brings it up.",
          Command("xe", "pif-plug", "uuid=\(port.uuid)")),
      ] + plug
    case .firmwareReset: return plug
    case .parameter:
      return [
        RemedyStep(
          "On \(host.name), look for the value and correct it in its file: the rules driver-refused"
            + " and driver-value-out-of-range say what the driver takes.",
          Command("sh", "-c", "modprobe -c | grep -w '^options'"))
      ] + RebuildingInitrd.steps(on: host) + reboot(nil) + plug
    case .safeMode:
      return [
        RemedyStep(
          "On \(host.name), see why. Safe mode: the driver did not find its DDP package (ice.pkg), which"
            + " the driver's package brings. Recovery mode: update the card's firmware.",
          Command("sh", "-c", "dmesg | grep -i -e DDP -e 'recovery mode'"),
          Command("ls", "/lib/firmware/intel/ice/ddp"))
      ] + reboot(nil) + plug
    case .queues: return fewerQueues(port) + plug
    case .fewer, .number:
      return [
        RemedyStep(
          "On \(host.name), read what the driver prints before and after this line. Then try again.",
          Command("sh", "-c", "dmesg | grep -F -e \(Command.quote(port.pciAddress ?? port.device))")
        )
      ] + plug
    }
  }

  private static func bridge(_ port: Port) -> [RemedyStep] {
    let path = "/sys/bus/pci/devices/\(port.pciAddress ?? "ADDRESS")"
    return [
      RemedyStep(
        "Check before, on the host: the bridge above the card shows “ARIFwd-”, or no ARIFwd.",
        Command(
          "sh", "-c",
          "lspci -vv -s \"$(basename \"$(dirname \"$(readlink -f \(Command.quote(path)))\")\")\""
            + " | grep ARIFwd"))
    ]
  }

  private static let file = "/etc/modprobe.d/blacklist-irdma.conf"

  /// The driver ice allots interrupts when it is loaded: to the port, to irdma, to VFs.
  private static func withoutRDMA(_ port: Port) -> [RemedyStep] {
    guard port.uses(driver: "ice") else {
      return [
        RemedyStep(
          "Give the card more interrupts in its firmware, or the port itself fewer queues. See how"
            + " many it uses.", Command("ethtool", "-l", port.device))
      ]
    }
    return [
      RemedyStep(
        "Check before, on the host, whether RDMA is used over this card (storage by iSER or NVMe over"
          + " RDMA). If it is, do not go on: RDMA and VFs compete for these interrupts. Since Linux 6.14"
          + " “devlink dev param” has msix_vec_per_pf_max, which limits the port's own share.",
        Command("sh", "-c", "ls /sys/class/infiniband; lsmod | grep -w irdma")),
      RemedyStep(
        "Keep the RDMA driver irdma from being loaded: it takes interrupts of the same card.",
        Command("sh", "-c", "echo blacklist irdma > \(file)")),
    ]
  }

  private static func withRDMA(_ port: Port) -> [RemedyStep] {
    guard port.uses(driver: "ice") else { return [] }
    return [
      RemedyStep(
        "If there are still too few interrupts, give the port fewer queues (ethtool -L, which the driver"
          + " refuses while RDMA is active), and plug the PIF again.",
        Command("ethtool", "-l", port.device)),
      RemedyStep("To undo, run this and reboot.", Command("rm", file)),
    ]
  }

  private static func fewerQueues(_ port: Port) -> [RemedyStep] {
    [
      RemedyStep(
        "On the host, read how many queues the port uses; note the current number.",
        Command("ethtool", "-l", port.device)),
      RemedyStep(
        "Set half of it, for example 4 of 8. The port's own traffic stops for a moment. It lasts until"
          + " the next boot. To undo, set the old number.",
        Command("ethtool", "-L", port.device, "combined", "4")),
    ]
  }

  private static func bootParameter(
    _ option: String, _ host: Host, _ change: String
  ) -> (before: [RemedyStep], after: [RemedyStep]) {
    let setter = "/opt/xensource/libexec/xen-cmdline"
    return (
      [
        RemedyStep("Check before, on \(host.name).", Command(setter, "--get-dom0", "pci")),
        RemedyStep(change, Command(setter, "--set-dom0", option)),
      ],
      [
        RemedyStep(
          "To undo, run this and reboot. If --get-dom0 printed a value before, restore that value"
            + " with --set-dom0 instead.", Command(setter, "--delete-dom0", "pci"))
      ]
    )
  }

  /// ` (error 12, ENOMEM)` from `… failed : -12`; empty if the line shows no number.
  private static func errorName(_ message: String) -> String {
    guard
      let number = message.split(separator: "-").last?.prefix(while: { $0.isASCII && $0.isNumber }),
      let error = Int(number)
    else { return "" }
    let names = [
      1: "EPERM", 5: "EIO", 12: "ENOMEM", 16: "EBUSY", 19: "ENODEV", 22: "EINVAL", 28: "ENOSPC",
      110: "ETIMEDOUT",
    ]
    return " (error \(error)\(names[error].map { ", \($0)" } ?? ""))"
  }
}
