package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// A running VM whose VIF on an SR-IOV network got no VF.
  package static let vifWithoutVF = Rule(
    id: "vif-without-vf",
    title: "VIF on an SR-IOV network that holds no VF",
    severity: .error, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .vfOfVIF],
    why: """
      xapi moves a VIF to an SR-IOV network in its database before it finds that a running VM \
      cannot be given a VF. From then on all lists show the SR-IOV network, and the VM still \
      hangs on the old one, or on nothing.
      """,
    remedy: "Shut the VM down and start it again: a VF is reserved when it starts.",
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
      .fails("the database has no VF reserved for it", on: "a/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.database()
      },
      .fails("no VF of the port has its MAC", on: "a/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.ipLink(vf: 0, on: "eth0", mac: "00:00:00:00:00:00")
      },
      .passes("the database says which VF it holds") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("a", on: "VM SR-IOV")
        pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
      },
      .passes("a VF has its MAC") { pool in
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

/// The database reserves none; where it was not read, no VF of the port bears the VIF's MAC.
private func withoutVF(_ vif: VIF, in inventory: Inventory) -> FindingDetails? {
  let vfs = inventory.portsGivingVFs(to: vif).flatMap(\.virtualFunctions).map { inventory[$0] }
  let evidence: EvidenceItem
  if vif.reservedPCI != .notCaptured {
    guard vif.reservedPCI == .null else { return nil }
    evidence = EvidenceItem(
      vif.origin, ["device", "network-uuid", "reserved_pci"], by: .database,
      seen: "no VF is reserved for it", expected: "reserved_pci names a VF")
  } else {
    guard let mac = vif.mac?.lowercased(), !vfs.contains(where: { $0.mac?.lowercased() == mac })
    else { return nil }
    evidence = EvidenceItem(
      vif.origin, ["device", "MAC", "network-uuid"],
      seen: "none of \(counted(vfs.count, "VF")) has \(mac)", expected: "one VF has it")
  }
  let vm = inventory[vif.vm]
  let network = inventory[vif.network]
  return FindingDetails(
    title: "VIF \(vif.device) of \(vm.name) holds no VF",
    happens: [
      "The VIF is on “\(network.name)” and the VM runs, but it was given no VF.",
      "That is what is left when a VIF was moved to an SR-IOV network while its VM ran.",
    ],
    action: "Restart \(vm.name), so that it is given a VF.",
    consequence: "\(vm.name) is not on “\(network.name)”, whatever the lists say.",
    affected: Affected(
      vms: [vm.id], networks: [network.id], hosts: vm.residentOn.map { [$0] } ?? []),
    evidence: [evidence],
    remedy: [
      RemedyStep(
        "Check before: there must be a free VF.",
        commands: inventory.portsGivingVFs(to: vif).compactMap { port in
          port.sriov.map {
            Command(
              "xe", "network-sriov-param-get", "uuid=\(inventory[$0].uuid)",
              "param-name=remaining-capacity")
          }
        }),
      RemedyStep(
        "Shut the VM down and start it.", Command("xe", "vm-shutdown", "uuid=\(vm.uuid)"),
        Command("xe", "vm-start", "uuid=\(vm.uuid)")),
      RemedyStep(
        "Check after, on the host: a VF has the VIF's MAC.",
        commands: inventory.portsGivingVFs(to: vif).map {
          Command("ip", "-d", "link", "show", "dev", $0.device)
        }),
    ])
}
