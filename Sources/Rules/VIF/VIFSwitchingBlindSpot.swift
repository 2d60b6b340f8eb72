package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// VMs on VFs and VMs on the bridge of one port in one segment, which may not reach each other.
  package static let vifSwitchingBlindSpot = Rule(
    id: "vif-switching-blind-spot",
    title: "port with VMs on VFs and VMs on its bridge in one segment",
    severity: .note, confidence: .inferred,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs],
    standsAlone: "a VM of each kind was captured",
    why: """
      Frames between a VF and the bridge of the same port do not leave the card, and many cards do \
      not loop them back to a port in promiscuous mode. VMs of the two kinds may not reach each \
      other on this host, but do from any other host. XenServer supports VF to VF and VIF to VIF \
      traffic on one card, not VF to VIF.
      """,
    remedy: "Put VMs that communicate with each other on the same kind of network.",
    checkByHand: "in a VM with a VF: ping a VM on the plain network of the same host",
    references: [
      Citation.limitations, "canonical/hotsos, issue 365: VF and bridge on one PF",
      "DPDK/grout, pull request 653",
    ],
    population: { inventory in
      inventory.ports.filter { !inventory.vifsHoldingVFs(of: $0.id).isEmpty }
    },
    check: blindSpot,
    examples: [
      .fails("one VM on a VF, one on the bridge", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("fast", on: "VM SR-IOV")
        pool.vm("slow", on: "Pool-wide network on eth0")
      },
      .fails("the same VLAN over VFs and over the bridge", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vlanOverSRIOV(20, "Phones, fast", on: "eth0")
        pool.vlan(20, "Phones", on: "eth0")
        pool.vm("fast", on: "Phones, fast")
        pool.vm("slow", on: "Phones")
      },
      .passes("the VM on the bridge has a VF of the same network, too") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("fast", on: "VM SR-IOV")
        pool.vm("both", on: "VM SR-IOV", "Pool-wide network on eth0")
      },
      .passes("different VLANs: traffic between them goes through a router") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vlan(20, "Phones", on: "eth0")
        pool.vm("fast", on: "VM SR-IOV")
        pool.vm("slow", on: "Phones")
      },
      .undetermined("the list of VIFs was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("fast", on: "VM SR-IOV")
        pool.forget(.vif)
      },
    ])
}

/// Fails where VMs of both kinds run on one host in the same untagged segment or VLAN.
private func blindSpot(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  let segments = inventory.segments(of: port).compactMap { segment in
    segment.overBridge.map { SharedSegment(segment.overVFs, $0, on: port.host, in: inventory) }
  }.filter { !$0.onlyVF.isEmpty && !$0.onlyBridge.isEmpty }
  guard !segments.isEmpty else { return nil }
  let fast = segments.flatMap(\.onlyVF)
  let slow = segments.flatMap(\.onlyBridge)
  let names = { (vms: [VM]) in enumeration(vms.map(\.name)) }
  // Every VM can use the bridge: moving one VM to it is the smallest change.
  let moved = segments.flatMap { segment in
    segment.onlyVF.prefix(1).flatMap { inventory.sriovVIFs(of: $0) }
      .filter { $0.network == segment.overVFs.id }
  }
  return FindingDetails(
    title: "\(names(fast)) may not reach \(names(slow)) over \(inventory.label(port))",
    happens: segments.map { segment in
      "\(names(segment.onlyVF)) on “\(segment.overVFs.name)” and \(names(segment.onlyBridge)) on"
        + " “\(segment.overBridge.name)” share a network segment and a port."
    } + ["Frames between a VF and the bridge of the same port may be lost inside the card."],
    action: "Test whether they reach each other. If not, put them on the same kind of network.",
    consequence: "They may reach each other only from different hosts.",
    affected: Affected(
      vms: Set((fast + slow).map(\.id)).sorted(),
      networks: segments.flatMap { [$0.overVFs.id, $0.overBridge.id] }, hosts: [port.host]),
    evidence: segments.flatMap { places(in: $0, inventory) },
    remedy: [
      RemedyStep(
        "Check first: ping \(names(Array(slow.prefix(1)))) from \(names(Array(fast.prefix(1))))."),
      RemedyStep("If there is no answer, move the VMs that need it, for example as follows."),
    ] + MovingVIFs.toPlainNetworks(moved, in: inventory))
}

private func places(in segment: SharedSegment, _ inventory: Inventory) -> [EvidenceItem] {
  (segment.onlyVF.prefix(4) + segment.onlyBridge.prefix(4)).flatMap { vm in
    vm.vifs.map { inventory[$0] }
      .filter { [segment.overVFs.id, segment.overBridge.id].contains($0.network) }
      .map { vif in
        EvidenceItem(
          vif.origin, ["device", "network-uuid", "network-name-label"],
          seen: "VIF \(inventory.label(vif)) on “\(inventory[vif.network].name)”",
          expected: "all VMs of the segment on one kind of network")
      }
  }
}
