package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VF that dom0 uses although it is meant for VMs.
  package static let vfClaimedByDom0 = Rule(
    id: "vf-claimed-by-dom0",
    title: "VF that dom0 uses itself",
    severity: .warning, confidence: .source,
    needs: [.ports, .vfDrivers],
    standsAlone: "sysfs shows the driver that is bound to the VF",
    why: """
      If a network driver in dom0 is bound to a VF, the VF is a network interface of the host. \
      xapi before 25.23 adds such an interface as a physical PIF. It also bypasses the virtual \
      switch, with an address of its own.
      """,
    remedy: "Keep the VF driver out of dom0, and forget the PIFs that xapi created for VFs.",
    checkByHand: "ls -l /sys/bus/pci/devices/*/driver | grep -E 'igbvf|ixgbevf|iavf'",
    references: ["xen-api: CA-412146 (pif-scan adds VFs)"],
    population: { $0.virtualFunctions },
    check: drivenByDom0,
    examples: [
      .fails("igbvf is bound to the VF", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.vfDriver("igbvf", vf: 0, on: "eth0")
      },
      .fails("mlx5_core, which drives the port too, is bound to the VF", on: "xen1/0000:01:10.0") {
        pool in
        pool.card(.connectX5, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.vfDriver("mlx5_core", vf: 0, on: "eth0")
      },
      .passes("pciback keeps one VF for VMs, the other has no driver") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.vfDriver("pciback", vf: 0, on: "eth0")
      },
      .undetermined("only the database lists the VF") { pool in
        pool.card(.i350, ports: "eth0")
        pool.databaseKnows(vf: 0, on: "eth0")
      },
    ])
}

/// Drivers that reserve a function for VMs.
private let keepers: Set<String> = ["pciback", "xen-pciback", "pci-stub", "vfio-pci"]

/// Bound to a driver other than those that reserve it for VMs, or listed as a PIF.
private func drivenByDom0(_ vf: VirtualFunction, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[vf.port]
  let host = inventory[port.host]
  let driver = vf.driver.flatMap { keepers.contains($0) ? nil : $0 }
  let pif = host.ports.map { inventory[$0] }.first { $0.pciAddress == vf.address }
  guard driver != nil || pif != nil else { return nil }
  var happens: [String] = []
  if let driver { happens.append("The driver \(driver) in dom0 is bound to it.") }
  if let pif {
    happens.append("xapi lists it as physical PIF \(pif.device), as if it were a port.")
  }
  var remedy = driver.map { ReleasingVF.steps(vf, from: $0, in: inventory) } ?? []
  if let pif {
    remedy.append(
      RemedyStep(
        "Forget the PIF. xapi 25.23 and later does not create such PIFs.",
        Command("xe", "pif-forget", "uuid=\(pif.uuid)")))
  }
  return FindingDetails(
    title: "dom0 uses VF \(vf.address) of \(port.device)",
    happens: happens,
    action: "Release VF \(vf.address) from dom0 on \(host.name).",
    consequence: "The VF is a network interface of the host, but only VMs should use it.",
    affected: Affected(hosts: [port.host]),
    evidence: [
      EvidenceItem(
        vf.origin, by: .sysfs, seen: driver ?? "a physical PIF",
        expected: "pciback or no driver")
    ]
      + [pif].compactMap { $0 }.map { pif in
        EvidenceItem(
          pif.origin, ["device", "physical", "pci-bus-path"],
          seen: "PIF \(pif.device) is the VF", expected: "no PIF for a VF")
      },
    remedy: remedy)
}
