package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM that numbers its VFs in a different order from xapi.
  package static let vmNICOrder = Rule(
    id: "vm-nic-order",
    title: "VM that numbers its network interfaces in a different order",
    severity: .note, confidence: .observed,
    needs: [.ports, .sriovNetworks, .vms, .vifs, .guestOS],
    standsAlone: "another record could only add VFs",
    why: """
      FreeBSD numbers VFs in the reverse order of their VIFs: igb0 is the last one. Addresses and \
      firewall rules for igb0 then apply to the wrong network.
      """,
    remedy: "Configure the VM by MAC address, not by interface name.",
    checkByHand: "xe vif-list vm-uuid=UUID params=device,MAC; in the VM: ifconfig",
    references: [Citation.page],
    population: { inventory in
      inventory.vms.filter { $0.sriovVIFs.count > 1 }
    },
    check: reversed,
    examples: [
      .fails("FreeBSD with two VFs", on: "gate") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.sriov("Inside", on: "eth0")
        pool.sriov("Outside", on: "eth1")
        pool.vm("gate", on: "Inside", "Outside", system: "FreeBSD 14.2")
      },
      .passes("Linux with two VFs") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.sriov("Inside", on: "eth0")
        pool.sriov("Outside", on: "eth1")
        pool.vm("gate", on: "Inside", "Outside", system: "Debian 13")
      },
      .notApplicable("FreeBSD with one VF") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("Inside", on: "eth0")
        pool.vm("gate", on: "Inside", system: "FreeBSD 14.2")
      },
      .undetermined("the guest OS was not captured") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.sriov("Inside", on: "eth0")
        pool.sriov("Outside", on: "eth1")
        pool.vm("gate", on: "Inside", "Outside")
      },
    ])
}

/// Fails where the guest OS is known to reverse the order. Lists the MAC of each device.
private func reversed(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  guard let system = vm.system, GuestOSSupport.reversesOrder(system.value) else { return nil }
  let vifs = inventory.sriovVIFs(of: vm)
  let table = vifs.map { vif in
    "device \(vif.device) (\(vif.mac ?? "MAC not known")) on “\(inventory[vif.network].name)”"
  }
  return FindingDetails(
    title: "\(vm.name) numbers its \(vifs.count) VFs in reverse order",
    happens: [
      "\(system.value.name) numbers its VFs from the last to the first.",
      "The order in xapi: \(enumeration(table, limit: 16)).",
    ],
    action: "Identify the interfaces of \(vm.name) by MAC address.",
    consequence: "The IP addresses of \(vm.name) may be on the wrong networks.",
    affected: Affected(vms: [vm.id], networks: vifs.map(\.network)),
    evidence: vifs.map { vif in
      EvidenceItem(
        vif.origin, ["device", "MAC"], seen: "device \(vif.device), \(vif.mac ?? "MAC not known")",
        expected: "the reverse order inside the VM")
    },
    remedy: [
      RemedyStep(
        "Compare with the interfaces that the VM itself lists.",
        Command("xe", "vif-list", "vm-uuid=\(vm.uuid)", "params=device,MAC,network-name-label"))
    ])
}
