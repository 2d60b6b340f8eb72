package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// dom0 uses a VF that VMs should have.
  package static let vfClaimedByDom0 = Rule(
    id: "vf-claimed-by-dom0",
    title: "VF that dom0 drives itself",
    severity: .warning, confidence: .source,
    needs: [.ports, .vfDrivers],
    why: """
      A VF that a network driver of dom0 has bound is an interface of the host's own. xapi before \
      25.23 takes such an interface in as a physical PIF; and it is a way around the switch, with \
      an address of its own.
      """,
    remedy: "Keep the VF driver out of dom0, and forget the PIFs that xapi made of VFs.",
    checkByHand: "ls -l /sys/bus/pci/devices/*/driver | grep -E 'igbvf|ixgbevf|iavf'",
    references: ["xen-api: CA-412146 (pif-scan takes VFs in)"],
    population: { inventory in inventory.virtualFunctions.filter { $0.isLinked || $0.row != nil } },
    check: drivenByDom0,
    examples: [
      .fails("igbvf has it", on: "xen1/0000:01:10.0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.vfDriver("igbvf", vf: 0, on: "eth0")
      },
      .passes("pciback keeps it for VMs, the other one has no driver") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.vfDriver("pciback", vf: 0, on: "eth0")
      },
      .undetermined("only the database knows of it") { pool in
        pool.card(.i350, ports: "eth0")
        pool.databaseKnows(vf: 0, on: "eth0")
      },
    ])
}

/// Drivers that hold a function for others.
private let keepers: Set<String> = ["pciback", "xen-pciback", "pci-stub", "vfio-pci"]

/// Bound to any driver but those that keep it for VMs, or a PIF of its own.
private func drivenByDom0(_ vf: VirtualFunction, in inventory: Inventory) -> FindingDetails? {
  let port = inventory[vf.port]
  let host = inventory[port.host]
  let driver = vf.driver.flatMap { keepers.contains($0) ? nil : $0 }
  let pif = host.ports.map { inventory[$0] }.first { $0.pciAddress == vf.address }
  guard driver != nil || pif != nil else { return nil }
  var happens: [String] = []
  if let driver { happens.append("The driver \(driver) of dom0 has bound it.") }
  if let pif {
    happens.append("xapi has taken it in as the physical PIF \(pif.device), as if it were a port.")
  }
  let path = "/sys/bus/pci/devices/\(vf.address)"
  var remedy: [RemedyStep] = []
  if let driver {
    let (address, name) = (Command.quote(vf.address), Command.quote(driver))
    remedy = [
      RemedyStep(
        "Let the driver go, on the host; nothing may use the interface.",
        Command("ls", "\(path)/net"),
        Command("sh", "-c", "echo \(address) > \(Command.quote(path))/driver/unbind")),
      RemedyStep(
        "Keep it out after the next boot too.",
        Command("sh", "-c", "echo blacklist \(name) > /etc/modprobe.d/blacklist-\(name).conf")),
      RemedyStep(
        "The way back.", Command("rm", "/etc/modprobe.d/blacklist-\(driver).conf"),
        Command("sh", "-c", "echo \(address) > /sys/bus/pci/drivers/\(name)/bind")),
    ]
  }
  if let pif {
    remedy.append(
      RemedyStep(
        "Forget the PIF; xapi from 25.23 on makes none.",
        Command("xe", "pif-forget", "uuid=\(pif.uuid)")))
  }
  return FindingDetails(
    title: "dom0 drives VF \(vf.address) of \(port.device)",
    happens: happens,
    action: "Take VF \(vf.address) out of dom0's hands on \(host.name).",
    consequence: "It is an interface of the host's own that no VM should meet.",
    affected: Affected(hosts: [port.host]),
    evidence: [
      EvidenceItem(
        vf.origin, by: .sysfs, seen: driver ?? "a physical PIF",
        expected: "pciback or no driver")
    ]
      + [pif].compactMap { $0 }.map { pif in
        EvidenceItem(
          pif.origin, ["device", "physical", "pci-bus-path"],
          seen: "PIF \(pif.device) is the VF", expected: "no PIF of a VF")
      },
    remedy: remedy)
}
