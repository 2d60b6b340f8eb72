package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM that is given by hand a VF that xapi hands out too.
  package static let vfPassedByHand = Rule(
    id: "vf-passed-by-hand",
    title: "VF passed to a VM by hand",
    severity: .warning, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vms, .vfAddresses],
    why: """
      xapi does not read other-config:pci when it hands out VFs, and counts such a VF as free. \
      Sooner or later it gives it to a VIF as well, and the second VM does not start. The VF has \
      no MAC and no VLAN from xapi either.
      """,
    remedy: "Take the address out of other-config:pci and give the VM a VIF instead.",
    checkByHand: "xe vm-param-get uuid=UUID param-name=other-config param-key=pci",
    references: [Citation.allocation],
    population: { $0.vms.filter { !$0.passedThrough.isEmpty } },
    check: passedByHand,
    examples: [
      .fails("a VF of a port with an SR-IOV network", on: "router") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("router")
        pool.passThrough("0000:01:10.0", to: "router")
      },
      .passes("a device that is no VF") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("gpu")
        pool.passThrough("0000:af:00.0", to: "gpu")
      },
      .passes("a VF of a port that has no SR-IOV network: xapi never hands it out") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.vm("router")
        pool.passThrough("0000:01:10.0", to: "router")
      },
      .undetermined("nobody listed the VFs") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("router")
        pool.passThrough("0000:01:10.0", to: "router")
        pool.forgetHostFacts()
      },
    ])
}

/// An address that is a VF of a port with an SR-IOV network, where the VM runs or may start.
private func passedByHand(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  let hosts = vm.residentOn.map { [inventory[$0]] } ?? inventory.hosts
  let vfs = hosts.flatMap(\.ports).map { inventory[$0] }.filter { $0.sriov != nil }
    .flatMap(\.virtualFunctions).map { inventory[$0] }
    .filter { vm.passedThrough.contains($0.address) }
  guard let first = vfs.first else { return nil }
  let port = inventory[first.port]
  let network = port.sriov.flatMap { inventory[$0].network }
  let value = vm.otherConfig["pci"] ?? ""
  let rest = vm.passedThrough.filter { address in !vfs.contains { $0.address == address } }
  return FindingDetails(
    title: "\(vm.name) is given \(enumeration(vfs.map { inventory.label($0) })) by hand",
    happens: [
      "The VFs of \(inventory.label(port)) are xapi's to hand out, and it does not know that"
        + " \(vm.name) has \(vfs.count == 1 ? "this one" : "these")."
        + (rest.isEmpty ? "" : " Other devices in the same value: \(enumeration(rest)).")
    ],
    action: "Give \(vm.name) a VIF on the SR-IOV network in its place.",
    consequence: "Another VM may be given the same VF, and one of both does not start.",
    affected: Affected(
      vms: [vm.id], networks: network.map { [$0] } ?? [],
      hosts: vm.residentOn.map { [$0] } ?? []),
    evidence: [
      EvidenceItem(
        vm.origin, ["name-label", "other-config"], seen: "pci: \(value)",
        expected: "no VF of \(inventory.label(port))"),
      EvidenceItem(
        first.origin, by: first.isLinked ? .sysfs : .database,
        seen: "\(first.address) is a VF of \(port.device)", expected: "a device that is no VF"),
    ],
    remedy: LeavingPassthrough.steps(
      of: vm, insteadOf: value, keeping: rest, on: network, in: inventory))
}
