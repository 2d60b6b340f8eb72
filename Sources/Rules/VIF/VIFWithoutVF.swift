package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VIF of a running VM that is on an SR-IOV network and has no VF.
  package static let vifWithoutVF = Rule(
    id: "vif-without-vf",
    title: "VIF that is on an SR-IOV network and has no VF",
    severity: .error, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .vfOfVIF],
    standsAlone: "the VIF's own record, or the MAC addresses of all VFs, show it",
    why: """
      When a VIF is moved to an SR-IOV network, xapi changes its database before it finds that it \
      cannot attach a VF to a running VM. From then on all lists show the SR-IOV network, but the \
      VM is still connected to the old network, or to none.
      """,
    remedy: "Shut down the VM and start it again. A VF is reserved when it starts.",
    checkByHand: "ip -d link show dev eth0 | grep -i MAC-OF-THE-VIF",
    references: ["xen-api: xapi_vif.ml, move; xapi_xenops.ml, backend_of_vif"],
    population: { inventory in
      inventory.vifs.filter { vif in
        vif.isAttached != false && inventory[vif.vm].isRunning
          && inventory.takesVF(vif) && !inventory.vfPorts(of: vif).isEmpty
      }
    },
    check: withoutVF,
    examples: [
      .fails("the database shows no VF reserved for the VIF", on: "a/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.database()
      },
      .fails("no VF of the port has the MAC of the VIF", on: "a/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.ipLink(vf: 0, on: "eth0", mac: "00:00:00:00:00:00")
      },
      .fails("the port has no VFs, as sysfs shows", on: "a/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
      },
      .passes("the database shows the VF of the VIF") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
      },
      .passes("a VF has the MAC of the VIF") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.ipLink(vf: 0, on: "eth0", mac: pool.mac(of: "a" / 0))
      },
      .undetermined("neither the database nor ip link was captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
      },
    ])
}

/// Fails where the database reserves no VF for the VIF; without a database, where no VF of its
/// ports has its MAC.
private func withoutVF(_ vif: VIF, in inventory: Inventory) -> FindingDetails? {
  let ports = inventory.portsGivingVFs(to: vif)
  let vfs = ports.flatMap(\.virtualFunctions).map { inventory[$0] }
  let empty = ports.first { $0.activeVFs?.value == 0 }
  let evidence: EvidenceItem
  if vif.reservedPCI != .notCaptured {
    guard vif.reservedPCI == .null else { return nil }
    evidence = EvidenceItem(
      vif.origin, ["device", "network-uuid", "reserved_pci"], by: .database,
      seen: "no VF reserved", expected: "a VF in reserved_pci")
  } else {
    guard let mac = vif.mac?.lowercased(), !vfs.contains(where: { $0.mac?.lowercased() == mac })
    else { return nil }
    evidence =
      empty?.activeVFs.map { EvidenceItem($0, seen: "no VFs", expected: "a VF") }
      ?? EvidenceItem(
        vif.origin, ["device", "MAC", "network-uuid"],
        seen: "\(counted(vfs.count, "VF")), none with \(mac)", expected: "one VF with this MAC")
  }
  let vm = inventory[vif.vm]
  let network = inventory[vif.network]
  return FindingDetails(
    title: "VIF \(vif.device) of \(vm.name) has no VF",
    happens: [
      "The VIF is on “\(network.name)” and the VM is running, but no VF is assigned to the VIF.",
      empty.map { "\(inventory.label($0)) has no VFs." }
        ?? "This happens when a VIF is moved to an SR-IOV network while its VM is running.",
    ],
    action: empty.map {
      "Bring SR-IOV up on \(inventory.label($0)), then restart \(vm.name)."
    } ?? "Restart \(vm.name), so that a VF is assigned to the VIF.",
    consequence: "\(vm.name) is not connected to “\(network.name)”, although all lists show it.",
    affected: Affected(
      vms: [vm.id], networks: [network.id], hosts: vm.residentOn.map { [$0] } ?? []),
    evidence: [evidence],
    remedy: RestartingVM.forVF(of: vif, in: inventory))
}
