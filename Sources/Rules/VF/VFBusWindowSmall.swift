package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// The firmware left no room for the VFs that xapi asks for.
  package static let vfBusWindowSmall = Rule(
    id: "vf-bus-window-small",
    title: "port whose VFs find no room on the PCI bus",
    severity: .note, confidence: .source,
    needs: [.ports, .sriovNetworks, .vfWindow],
    why: """
      For a card that takes its VFs by sysfs xapi always asks for all of them, 63 on an X540. Each \
      wants memory addresses and a bus number behind the bridge above the card. Where the firmware \
      has set aside too few, the kernel makes none, and SR-IOV does not come up.
      """,
    remedy: "Let the firmware give PCI more room, or the kernel, or use another slot.",
    checkByHand: "dmesg | grep -E 'not enough MMIO resources for SR-IOV|out of range'",
    references: [
      "Linux: drivers/pci/iov.c, sriov_enable", Citation.networkd,
      "xen-api: network_utils.ml tells “not enough MMIO resources” and “bus out of range” apart",
    ],
    population: { inventory in
      inventory.networkSRIOVs.filter {
        let configuration = inventory[$0.port].configuration
        return configuration == .sysfs || configuration == nil
      }
    },
    check: noRoom,
    examples: [
      .fails("the kernel's log says that memory is short", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", isAttached: false)
        pool.kernelLog(.memory, on: "eth0")
      },
      .passes("all 63 are there, whatever the log says of an earlier try") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.kernelLog(.memory, on: "eth0")
      },
      .notApplicable("a driver's file gives an i350 its few VFs") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
      },
      .undetermined("VFs are missing, and the log was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", isAttached: false)
      },
    ])
}

/// VFs are missing and the log names the port.
private func noRoom(_ sriov: NetworkSRIOV, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[sriov.port]
  guard let complaint = port.windowComplaint else { return nil }
  if let active = port.activeVFs?.value, let total = port.totalVFs?.value, active >= total {
    return nil
  }
  let host = inventory[port.host]
  let isMemory = complaint.value == .memory
  let what = isMemory ? "memory addresses" : "bus numbers"
  let option = isMemory ? "pci=realloc" : "pci=assign-busses"
  let setter = "/opt/xensource/libexec/xen-cmdline"
  let waiting = VFDemand.waitingVMs(over: port, in: inventory)
  return FindingDetails(
    title: "\(what) on the bus are too few for the VFs of \(port.device)",
    happens: [
      "The kernel of \(host.name) found too few \(what) behind the bridge above"
        + " \(port.pciAddress ?? port.device) for all the VFs that xapi asks for."
    ],
    action: "Give PCI more \(what) in the firmware of \(host.name).",
    consequence: "SR-IOV on \(inventory.label(port)) does not come up.",
    affected: Affected(
      vms: waiting.map(\.id), networks: VFDemand.networks(over: port, in: inventory),
      hosts: [port.host]),
    evidence: [
      EvidenceItem(
        complaint.origin, by: .kernelLog, seen: "too few \(what)", expected: "room for all VFs")
    ] + (port.activeVFs.map { [EvidenceItem($0, expected: "\(port.totalVFs?.value ?? 0)")] } ?? []),
    remedy: [
      RemedyStep(
        "Check before, on the host.",
        Command("sh", "-c", "dmesg | grep -F -e \(Command.quote(port.pciAddress ?? port.device))"),
        Command(setter, "--get-dom0", "pci")),
      RemedyStep(
        isMemory
          ? "First the firmware: switch decoding above 4G on, or give PCI more of it. Where it has no"
            + " such setting, let the kernel try; it may help."
          : "Where the firmware has no setting for it, let the kernel number the buses; it may help.",
        Command(setter, "--set-dom0", option)),
    ] + RebootingHost.steps(host, in: inventory) + [
      RemedyStep(
        "Check after it.", Command("cat", "/sys/class/net/\(port.device)/device/sriov_numvfs")),
      RemedyStep(
        "The way back, and a reboot. Where the second command printed a value, put that back with"
          + " --set-dom0 instead.", Command(setter, "--delete-dom0", "pci")),
    ])
}
