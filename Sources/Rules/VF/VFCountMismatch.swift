package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// Those who count the VFs of a port do not agree.
  package static let vfCountMismatch = Rule(
    id: "vf-count-mismatch",
    title: "port whose VFs are counted differently",
    severity: .warning, confidence: .source,
    needs: [.ports, .sriovNetworks, .activeVFs],
    why: """
      xapi looks at the PCI bus when it starts and when it enables SR-IOV, and never in between. A \
      number that was changed by hand, or VFs that vanished with a reset, are not noticed: it hands \
      out VFs that are not there, or never uses those that are.
      """,
    remedy: "Restart the toolstack on the host, so that it looks at the bus again.",
    checkByHand:
      "grep '' /sys/class/net/eth*/device/sriov_numvfs; xe network-sriov-list params=all",
    references: ["xen-api: xapi_pci.ml, update_pcis", "xcp-ng/xcp issue 544"],
    population: { inventory in
      inventory.ports.filter { port in
        port.sriov != nil || (port.activeVFs?.value ?? 0) > 0 || (port.pciRows?.value ?? 0) > 0
      }
    },
    check: mismatch,
    examples: [
      .fails("the database lists fewer than there are", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.database()
        pool.vfs(63, on: "eth0")
      },
      .fails("more are in use and free than there are", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", remaining: 4)
        pool.vm("a", on: "VM SR-IOV")
      },
      .passes("all say four") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", remaining: 3)
        pool.vm("a", on: "VM SR-IOV")
        pool.database()
      },
      .undetermined("nothing of the host's own was captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.forgetHostFacts()
      },
    ])
}

/// sriov_numvfs, the virtfn links, the rows of the database, and what is in use and free.
private func mismatch(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard let active = port.activeVFs else { return nil }
  var others: [(what: String, fact: Fact<Int>)] = []
  if let linked = port.linkedVFs, linked.value != active.value {
    others.append(("linked in sysfs", linked))
  }
  if let rows = port.pciRows, rows.value != active.value {
    others.append(("known to xapi", rows))
  }
  if let taken = takenAndFree(port, in: inventory), taken.value > active.value {
    others.append(("in use and free by xapi's word", taken))
  }
  guard !others.isEmpty else { return nil }
  let host = inventory[port.host]
  let words = others.map { "\($0.fact.value) are \($0.what)" }
  return FindingDetails(
    title: "\(port.device) has \(counted(active.value, "VF")), but \(words[0])",
    happens: [
      "sriov_numvfs is \(active.value); \(enumeration(words)).",
      "xapi has not looked at the bus since the number changed, or the driver has not made all.",
    ],
    action: "Restart the toolstack on \(host.name), then count again.",
    consequence: "VMs may be sent to VFs that are not there, or VFs lie idle for ever.",
    affected: Affected(
      networks: port.sriov.flatMap { inventory[$0].network }.map { [$0] } ?? [], hosts: [port.host]),
    evidence: [
      EvidenceItem(active, seen: "\(active.value) by sriov_numvfs", expected: "one number")
    ]
      + others.map { other in
        EvidenceItem(
          other.fact, seen: "\(other.fact.value) \(other.what)", expected: "\(active.value)")
      },
    remedy: [
      RemedyStep(
        "Check before and after, on the host.",
        Command("cat", "/sys/class/net/\(port.device)/device/sriov_numvfs"),
        Command(
          "sh", "-c", "ls -d /sys/class/net/\(Command.quote(port.device))/device/virtfn* | wc -l")),
      RemedyStep(
        "Restart the toolstack: VMs go on running.", Command("xe-toolstack-restart")),
    ])
}

/// VFs of running VMs and those that xapi would still hand out; nil while SR-IOV is not active.
private func takenAndFree(_ port: Port, in inventory: Inventory) -> Fact<Int>? {
  guard let sriov = port.sriov.map({ inventory[$0] }), sriov.isActive,
    let remaining = sriov.remainingCapacity, inventory.gap(for: .vifs) == nil,
    inventory.gap(for: .vms) == nil
  else { return nil }
  let used = inventory.vfUses[port.id.index].vifs.count
  return Fact(used + remaining.value, by: .xapi, at: remaining.origin)
}
