package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM that boots from the network first, but whose firmware has no network interface.
  package static let vmCannotNetworkBoot = Rule(
    id: "vm-cannot-network-boot",
    title: "VM set to boot from the network with SR-IOV VIFs only",
    severity: .warning, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .bootOrder],
    why: """
      The firmware of a VM boots from emulated network interfaces, and SR-IOV VIFs have none. A VM \
      without other VIFs cannot boot from the network.
      """,
    remedy: "Add a VIF on a plain network to boot from, or boot the VM from its disk.",
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
      .fails("the network comes first, and every VIF is on an SR-IOV network", on: "thin") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("thin", on: "VM SR-IOV")
        pool.set("thin") { $0.hvmBootParams = ["order": "ncd"] }
      },
      .passes("one VIF is on a plain network") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("thin", on: "VM SR-IOV", "Pool-wide network on eth0")
        pool.set("thin") { $0.hvmBootParams = ["order": "ncd"] }
      },
      .passes("the network comes last in the boot order, as in every template") { pool in
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

/// Fails where the network (`n`) comes before the disk (`c`), or the order has no disk. Templates
/// end their order with `n`: the network is then tried only after everything else has failed.
private func cannotNetworkBoot(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  let order = vm.bootParams?["order"] ?? ""
  guard let network = order.firstIndex(of: "n") else { return nil }
  if let disk = order.firstIndex(of: "c"), disk < network { return nil }
  let vifs = inventory.sriovVIFs(of: vm)
  guard vifs.count == vm.vifs.count else { return nil }
  return FindingDetails(
    title: "\(vm.name) is set to boot from the network, but has SR-IOV VIFs only",
    happens: [
      "The boot order is “\(order)”, where n is the network. "
        + agreeing(vifs.count, "The only VIF uses a VF", "All VIFs use VFs")
        + ", and the firmware cannot boot over a VF."
    ],
    action: "Add a VIF on a plain network to \(vm.name), or boot it from disk.",
    consequence: "\(vm.name) cannot boot from the network at its next start.",
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

/// Boots the VM from the plain network of the same port, or from its disk.
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
          "With the VM halted, add a VIF on the plain network of the same port. Its MAC is new:"
            + " the boot server must know it.",
          Command(
            "xe", "vif-create", "vm-uuid=\(vm.uuid)", "network-uuid=\(plain.uuid)",
            "device=\(inventory.vifDevices(of: vm))", "mac=random"))
      ]
    } ?? []) + [
      RemedyStep("Or let the VM boot from disk at its next start.", look, set(diskFirst), look),
      RemedyStep("To undo:", set(order)),
    ]
}
