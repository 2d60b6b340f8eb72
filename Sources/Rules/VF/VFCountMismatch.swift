package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// A port whose VF count differs between sources.
  package static let vfCountMismatch = Rule(
    id: "vf-count-mismatch",
    title: "port whose VF count differs between sources",
    severity: .warning, confidence: .source,
    needs: [.ports, .sriovNetworks, .activeVFs],
    why: """
      xapi reads the PCI bus when it starts and when it enables SR-IOV, and never in between. If \
      the count is changed manually, or VFs disappear after a reset, xapi does not notice. It then \
      assigns VFs that do not exist, or never uses VFs that do.
      """,
    remedy: "Restart the toolstack on the host, so that it reads the PCI bus again.",
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
      .fails("the database lists fewer VFs than exist", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.database()
        pool.vfs(63, on: "eth0")
      },
      .fails("more VFs are in use and free than exist", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", remaining: 4)
        pool.vm("a", on: "VM SR-IOV")
      },
      .passes("all sources show four") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(4, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0", remaining: 3)
        pool.vm("a", on: "VM SR-IOV")
        pool.database()
      },
      .undetermined("no host data was captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.forgetHostFacts()
      },
    ])
}

/// Compares sriov_numvfs with the virtfn links, the database's PCI rows, and VFs in use plus free.
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
    others.append(("in use or free according to xapi", taken))
  }
  guard !others.isEmpty else { return nil }
  let host = inventory[port.host]
  let counts = others.map {
    "\($0.fact.value) \(agreeing($0.fact.value, "is", "are")) \($0.what)"
  }
  return FindingDetails(
    title: "\(port.device) has \(counted(active.value, "VF")), but \(counts[0])",
    happens: [
      "sriov_numvfs is \(active.value); \(enumeration(counts)).",
      "xapi has not read the PCI bus since the count changed, or the driver did not create all"
        + " VFs.",
    ],
    action: "Restart the toolstack on \(host.name), then compare the counts again.",
    consequence: "VMs may be assigned VFs that do not exist, or VFs may never be used.",
    affected: Affected(
      networks: port.sriov.flatMap { inventory[$0].network }.map { [$0] } ?? [], hosts: [port.host]),
    evidence: [
      EvidenceItem(active, seen: "sriov_numvfs: \(active.value)", expected: "the same count")
    ]
      + others.map { other in
        EvidenceItem(
          other.fact, seen: "\(other.fact.value) \(other.what)", expected: "\(active.value)")
      },
    remedy: [
      RemedyStep(
        "Check before and after on the host.",
        Command("cat", "/sys/class/net/\(port.device)/device/sriov_numvfs"),
        Command(
          "sh", "-c", "ls -d /sys/class/net/\(Command.quote(port.device))/device/virtfn* | wc -l")),
      RemedyStep(
        "Restart the toolstack. VMs keep running.", Command("xe-toolstack-restart")),
    ])
}

/// VFs of running VMs plus those that xapi can still assign. nil while SR-IOV is not active, or
/// where one of the numbers was not captured.
private func takenAndFree(_ port: Port, in inventory: Inventory) -> Fact<Int>? {
  guard let sriov = port.sriov.map({ inventory[$0] }), sriov.isActive,
    let remaining = sriov.remainingCapacity, inventory.gap(for: .vifs) == nil,
    inventory.gap(for: .vms) == nil
  else { return nil }
  let used = inventory.vifsHoldingVFs(of: port.id).count
  return Fact(used + remaining.value, by: .xapi, at: remaining.origin)
}
