package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// The firmware reserved too few PCI resources for the VFs that xapi requests.
  package static let vfBusWindowSmall = Rule(
    id: "vf-bus-window-small",
    title: "port with too few PCI resources for its VFs",
    severity: .note, confidence: .source,
    needs: [.ports, .sriovNetworks, .vfWindow],
    standsAlone: "the kernel log names the port",
    why: """
      For a card that is configured through sysfs, xapi always requests all VFs: 63 on an X540. \
      Each VF needs MMIO space and a bus number behind the bridge above the card. If the firmware \
      reserved too few, the kernel creates no VFs, and SR-IOV does not become active.
      """,
    remedy: """
      Give PCI more MMIO space or bus numbers in the firmware or by kernel parameter, or use \
      another slot.
      """,
    checkByHand: "dmesg | grep -E 'not enough MMIO resources for SR-IOV|out of range'",
    references: [
      "Linux: drivers/pci/iov.c, sriov_enable", Citation.networkd,
      "xen-api: network_utils.ml distinguishes “not enough MMIO resources” from “bus out of range”",
    ],
    population: { inventory in
      inventory.networkSRIOVs.filter {
        let configuration = inventory[$0.port].configuration
        return configuration == .sysfs || configuration == nil
      }
    },
    check: noRoom,
    examples: [
      .fails("the kernel log reports too little MMIO space", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", isAttached: false)
        pool.kernelLog(.memory, on: "eth0")
      },
      .fails("the kernel log reports too few bus numbers", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", isAttached: false)
        pool.kernelLog(.busNumbers, on: "eth0")
      },
      .passes("all 63 VFs exist; the log entry is from an earlier attempt") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.kernelLog(.memory, on: "eth0")
      },
      .notApplicable("an i350 gets its VF count from a driver file") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
      },
      .undetermined("VFs are missing, and the kernel log was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", isAttached: false)
      },
    ])
}

/// VFs are missing, and the kernel log names the port.
private func noRoom(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[sriov.port]
  guard let complaint = port.windowComplaint else { return nil }
  if let active = port.activeVFs?.value, let total = port.totalVFs?.value, active >= total {
    return nil
  }
  let host = inventory[port.host]
  let isMemory = complaint.value == .memory
  let what = isMemory ? "MMIO space" : "bus numbers"
  let shortage = isMemory ? "too little MMIO space" : "too few bus numbers"
  let option = isMemory ? "pci=realloc" : "pci=assign-busses"
  let setter = "/opt/xensource/libexec/xen-cmdline"
  let waiting = VFDemand.waitingVMs(over: port, in: inventory)
  return FindingDetails(
    title: "\(port.device) has \(shortage) for its VFs",
    happens: [
      "The kernel of \(host.name) found \(shortage) behind the bridge above"
        + " \(port.pciAddress ?? port.device) for all VFs that xapi requests."
    ],
    action: "Give PCI more \(what) in the firmware of \(host.name).",
    consequence: "SR-IOV on \(inventory.label(port)) does not become active.",
    affected: Affected(
      vms: waiting.map(\.id), networks: VFDemand.networks(over: port, in: inventory),
      hosts: [port.host]),
    evidence: [
      EvidenceItem(
        complaint.origin, by: .kernelLog, seen: shortage, expected: "enough for all VFs")
    ] + (port.activeVFs.map { [EvidenceItem($0, expected: "\(port.totalVFs?.value ?? 0)")] } ?? []),
    remedy: [
      RemedyStep(
        "Check before on the host.",
        Command("sh", "-c", "dmesg | grep -F -e \(Command.quote(port.pciAddress ?? port.device))"),
        Command(setter, "--get-dom0", "pci")),
      RemedyStep(
        isMemory
          ? "First try the firmware: enable decoding above 4G, or give PCI more MMIO space. If it"
            + " has no such setting, let the kernel reassign the resources, which may help."
          : "If the firmware has no such setting, let the kernel assign bus numbers; it may help.",
        Command(setter, "--set-dom0", option)),
    ] + RebootingHost.steps(host, in: inventory) + [
      RemedyStep(
        "Check after the reboot.",
        Command("cat", "/sys/class/net/\(port.device)/device/sriov_numvfs")),
      RemedyStep(
        "To undo, run this and reboot. If --get-dom0 printed a value before, restore that value"
          + " with --set-dom0 instead.", Command(setter, "--delete-dom0", "pci")),
    ])
}
