package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM that boots from the network first, and whose firmware sees no network card.
  package static let vmCannotNetworkBoot = Rule(
    id: "vm-cannot-network-boot",
    title: "VM that boots from a network its firmware cannot see",
    severity: .warning, confidence: .documented,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .bootOrder],
    why: """
      SR-IOV VIFs are left out of the network cards that are emulated for the firmware. A VM \
      that has no other VIF cannot boot over the network.
      """,
    remedy: "Give the VM a VIF on a plain network to boot from, or boot from its disk.",
    checkByHand: "xe vm-param-get uuid=UUID param-name=HVM-boot-params",
    references: [
      "xen-api, ocaml/xenopsd: xenops_server_xen.ml, emulated NICs leave out network SR-IOV",
      Citation.limitations,
    ],
    population: { inventory in
      inventory.vms.filter { !$0.sriovVIFs.isEmpty }
    },
    check: cannotNetworkBoot,
    examples: [
      .fails("the network comes first and every VIF is SR-IOV", on: "thin") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("thin", on: "VM SR-IOV")
        pool.set("thin") { $0.hvmBootParams = ["order": "ncd"] }
      },
      .passes("one VIF is on a bridge") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("thin", on: "VM SR-IOV", "Pool-wide network on eth0")
        pool.set("thin") { $0.hvmBootParams = ["order": "ncd"] }
      },
      .passes("the network is the last resort, as in every template") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
        pool.set("web") { $0.hvmBootParams = ["order": "cdn"] }
      },
      .undetermined("the boot order was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("thin", on: "VM SR-IOV")
        pool.set("thin") { $0.hvmBootParams = nil }
      },
    ])
}

/// The network comes before the disk, or there is no disk in the order. Templates end theirs with
/// `n`: there it is only tried when all else has failed.
private func cannotNetworkBoot(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  let order = vm.bootParams?["order"] ?? ""
  guard let network = order.firstIndex(of: "n") else { return nil }
  if let disk = order.firstIndex(of: "c"), disk < network { return nil }
  let vifs = inventory.sriovVIFs(of: vm)
  guard vifs.count == vm.vifs.count else { return nil }
  return FindingDetails(
    title: "\(vm.name) is to boot from the network, and all its VIFs are SR-IOV",
    happens: [
      "Its boot order is “\(order)”. Its firmware sees none of its \(counted(vifs.count, "VIF")),"
        + " and a network boot cannot be had over a VF."
    ],
    action: "Give \(vm.name) a VIF on a plain network, or let it boot from disk.",
    consequence: "\(vm.name) does not come up over the network at its next start.",
    affected: Affected(vms: [vm.id], networks: vifs.map(\.network)),
    evidence: [
      EvidenceItem(
        vm.origin, ["name-label", "HVM-boot-params"], seen: "order: \(order)",
        expected: "c before n, or a VIF on a plain network")
    ]
      + vifs.map { vif in
        inventory.evidence(of: vif, expected: "one VIF on a plain network")
      },
    remedy: booting(vm, vifs, order, in: inventory))
}

/// From the bridge of the same port, or from its disk.
private func booting(
  _ vm: VM, _ vifs: [VIF], _ order: String, in inventory: Inventory
) -> [RemedyStep] {
  let plain = vifs.lazy.compactMap { inventory.plainNetwork(beside: inventory[$0.network]) }.first
  let look = Command("xe", "vm-param-get", "uuid=\(vm.uuid)", "param-name=HVM-boot-params")
  let set = { (order: String) in
    Command("xe", "vm-param-set", "uuid=\(vm.uuid)", "HVM-boot-params:order=\(order)")
  }
  let diskFirst = "c" + order.filter { $0 != "c" }
  return
    (plain.map { plain in
      [
        RemedyStep(
          "Add a VIF to boot from, on the bridge of the same port, with the VM halted. Its MAC"
            + " is new: the boot server must know it.",
          Command(
            "xe", "vif-create", "vm-uuid=\(vm.uuid)", "network-uuid=\(plain.uuid)",
            "device=\(inventory.vifDevices(of: vm))", "mac=random"))
      ]
    } ?? []) + [
      RemedyStep("Or let it boot from disk at its next start.", look, set(diskFirst), look),
      RemedyStep("The way back.", set(order)),
    ]
}
