package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM that counts its VFs in another order than xapi.
  package static let vmNICOrder = Rule(
    id: "vm-nic-order",
    title: "VM that counts its network cards in another order",
    severity: .note, confidence: .observed,
    needs: [.ports, .sriovNetworks, .vms, .vifs, .guestOS],
    why: """
      FreeBSD finds VFs in the reverse order of their VIFs: igb0 is the last one. Addresses and \
      firewall rules bound to igb0 then sit on the wrong network.
      """,
    remedy: "Configure the VM by MAC address, not by the name of the interface.",
    checkByHand: "xe vif-list vm-uuid=UUID params=device,MAC; in the vm: ifconfig",
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
      .undetermined("the VM does not say what it is") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.sriov("Inside", on: "eth0")
        pool.sriov("Outside", on: "eth1")
        pool.vm("gate", on: "Inside", "Outside")
      },
    ])
}

/// Prints which MAC is which device: that is all the VM needs.
private func reversed(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  guard let system = vm.system, GuestOSSupport.reversesOrder(system.value) else { return nil }
  let vifs = inventory.sriovVIFs(of: vm)
  let table = vifs.map { vif in
    "device \(vif.device) is \(vif.mac ?? "of unknown MAC") on “\(inventory[vif.network].name)”"
  }
  return FindingDetails(
    title: "\(vm.name) counts its \(vifs.count) VFs in the other order",
    happens: [
      "\(system.value.name) finds its VFs from the last to the first. As xapi counts:"
        + " \(enumeration(table, limit: 16))."
    ],
    action: "Tell interfaces of \(vm.name) apart by MAC address.",
    consequence: "Its addresses may sit on the wrong networks.",
    affected: Affected(vms: [vm.id], networks: vifs.map(\.network)),
    evidence: vifs.map { vif in
      EvidenceItem(
        vif.origin, ["device", "MAC"], seen: "device \(vif.device), \(vif.mac ?? "MAC not known")",
        expected: "the VM's own listing in the other order")
    },
    remedy: [
      RemedyStep(
        "Compare with the VM's own listing.",
        Command("xe", "vif-list", "vm-uuid=\(vm.uuid)", "params=device,MAC,network-name-label"))
    ])
}
