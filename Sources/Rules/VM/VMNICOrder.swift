package import Auditing
import PoolModel

extension Rule {
  /// A guest that counts its VFs in another order than xapi.
  package static let guestNICOrder = Rule(
    id: "guest-nic-order",
    title: "guest that counts its network cards in another order",
    severity: .note, confidence: .observed,
    needs: [.ports, .sriovNetworks, .guests, .vifs, .guestSystem],
    why: """
      FreeBSD finds VFs in the reverse order of their VIFs: igb0 is the last one. Addresses and \
      firewall rules bound to igb0 then sit on the wrong network.
      """,
    remedy: "Configure the guest by MAC address, not by the name of the interface.",
    checkByHand: "xe vif-list vm-uuid=UUID params=device,MAC; in the guest: ifconfig",
    references: [Source.page],
    population: { inventory in
      inventory.guests.filter { $0.sriovVIFs.count > 1 }
    },
    check: reversed,
    examples: [
      .fails("FreeBSD with two VFs", on: "gate") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.sriov("Inside", on: "eth0")
        pool.sriov("Outside", on: "eth1")
        pool.guest("gate", on: "Inside", "Outside", system: "FreeBSD 14.2")
      },
      .passes("Linux with two VFs") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.sriov("Inside", on: "eth0")
        pool.sriov("Outside", on: "eth1")
        pool.guest("gate", on: "Inside", "Outside", system: "Debian 13")
      },
      .notApplicable("FreeBSD with one VF") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("Inside", on: "eth0")
        pool.guest("gate", on: "Inside", system: "FreeBSD 14.2")
      },
      .undetermined("the guest does not say what it is") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.sriov("Inside", on: "eth0")
        pool.sriov("Outside", on: "eth1")
        pool.guest("gate", on: "Inside", "Outside")
      },
    ])
}

/// Prints which MAC is which device: that is all the guest needs.
private func reversed(_ guest: Guest, in inventory: Inventory) -> FindingDetails? {
  guard let system = guest.system, GuestSupport.reversesOrder(system.value) else { return nil }
  let vifs = inventory.sriovVIFs(of: guest)
  let table = vifs.map { vif in
    "device \(vif.device) is \(vif.mac ?? "of unknown MAC") on “\(inventory[vif.network].name)”"
  }
  return FindingDetails(
    title: "\(guest.name) counts its \(vifs.count) VFs in the other order",
    happens: [
      "\(system.value.name) finds its VFs from the last to the first. As xapi counts:"
        + " \(enumeration(table, limit: 16))."
    ],
    action: "Tell interfaces of \(guest.name) apart by MAC address.",
    consequence: "Its addresses may sit on the wrong networks.",
    affected: Affected(guests: [guest.id], networks: vifs.map(\.network)),
    evidence: vifs.map { vif in
      EvidenceItem(
        vif.origin, ["device", "MAC"], seen: "device \(vif.device), \(vif.mac ?? "MAC not known")",
        expected: "the guest's own listing in the other order")
    },
    remedy: [
      RemedyStep(
        "Compare with the guest's own listing.",
        Command("xe", "vif-list", "vm-uuid=\(guest.uuid)", "params=device,MAC,network-name-label"))
    ])
}
