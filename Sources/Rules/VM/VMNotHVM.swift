package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM whose domain type does not allow VFs.
  package static let vmNotHVM = Rule(
    id: "vm-not-hvm",
    title: "VM on an SR-IOV network that is not an HVM VM",
    severity: .error, confidence: .documented,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .domainType],
    standsAlone: "the VM and its SR-IOV VIF were captured",
    why: """
      Only HVM VMs can use VFs. xapi does not check the domain type when a VIF is added to an \
      SR-IOV network, so the VM fails to start, or starts without this VIF.
      """,
    remedy: "Move the VIF to a plain network, or convert the VM to HVM.",
    checkByHand: "xe vm-list uuid=UUID params=uuid,name-label,domain-type",
    references: [Citation.limitations],
    population: { inventory in
      inventory.vms.filter { !$0.sriovVIFs.isEmpty }
    },
    check: notHVM,
    examples: [
      .fails("a PV VM on an SR-IOV network", on: "old") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("old", on: "VM SR-IOV")
        pool.set("old") { $0.domainType = "pv" }
      },
      .fails("a PV-in-PVH VM on an SR-IOV network", on: "old") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("old", on: "VM SR-IOV", isRunning: false)
        pool.set("old") { $0.domainType = "pv-in-pvh" }
      },
      .passes("an HVM VM on an SR-IOV network") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
      },
      .notApplicable("a PV VM on a plain network") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("old", on: "Pool-wide network on eth0")
        pool.set("old") { $0.domainType = "pv" }
      },
      .undetermined("the domain type was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
        pool.set("web") { $0.domainType = nil }
      },
    ])
}

/// Fails where the domain type was captured and is not hvm.
private func notHVM(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  guard let type = vm.domainType, type != "hvm" else { return nil }
  let vifs = inventory.sriovVIFs(of: vm)
  let networks = Set(vifs.map(\.network)).sorted().map { inventory[$0] }
  return FindingDetails(
    title: "\(vm.name) has domain type \(type) and cannot use a VF",
    happens: [
      "It has \(counted(vifs.count, "VIF")) on \(enumeration(networks.map { "“\($0.name)”" }))."
        + " SR-IOV networks support HVM VMs only, but xapi does not check this."
    ],
    action: "Move \(agreeing(vifs.count, "the VIF", "the VIFs")) of \(vm.name) to"
      + " \(agreeing(vifs.count, "a plain network", "plain networks")).",
    consequence: "\(vm.name) does not start, or has no network on "
      + "\(agreeing(vifs.count, "this VIF", "these VIFs")).",
    affected: Affected(vms: [vm.id], networks: networks.map(\.id)),
    evidence: [
      EvidenceItem(vm.origin, ["name-label", "domain-type"], seen: type, expected: "hvm")
    ]
      + vifs.map { vif in
        inventory.evidence(of: vif, expected: "a plain network")
      },
    remedy: MovingVIFs.toPlainNetworks(vifs, in: inventory))
}
