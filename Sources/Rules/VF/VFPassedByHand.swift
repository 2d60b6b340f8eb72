package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VM with a manually assigned VF that xapi may assign too.
  package static let vfPassedByHand = Rule(
    id: "vf-passed-by-hand",
    title: "VF passed to a VM manually",
    severity: .warning, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vms, .vfAddresses],
    standsAlone: "the VM's own record names the VF",
    why: """
      xapi does not read other-config:pci when it assigns VFs. While the VM runs, the VF counts as \
      attached; while the VM is halted, it counts as free, and xapi may assign it to another VM. \
      Then the VM that is started second does not start. xapi sets no MAC and no VLAN on the VF.
      """,
    remedy: "Remove the address from other-config:pci, and give the VM a VIF instead.",
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
      .passes("a device that is not a VF") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("gpu")
        pool.passThrough("0000:af:00.0", to: "gpu")
      },
      .passes("a VF of a port without an SR-IOV network: xapi never assigns it") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.vm("router")
        pool.passThrough("0000:01:10.0", to: "router")
      },
      .undetermined("the list of VFs was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(2, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("router")
        pool.passThrough("0000:01:10.0", to: "router")
        pool.forgetHostFacts()
      },
    ])
}

/// An address that is a VF of a port with an SR-IOV network, on a host where the VM runs or may
/// start.
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
    title: "\(enumeration(vfs.map { inventory.label($0) }))"
      + " \(agreeing(vfs.count, "is a VF", "are VFs")) passed to \(vm.name) manually",
    happens: [
      "xapi assigns the VFs of \(inventory.label(port)) itself. It does not reserve"
        + " \(agreeing(vfs.count, "this VF", "these VFs")) for \(vm.name) while the VM is halted"
        + (vm.isRunning ? "; it runs now." : ", as it is now.")
        + (rest.isEmpty ? "" : " Other devices in the same value: \(enumeration(rest)).")
    ],
    action: "Give \(vm.name) a VIF on the SR-IOV network instead.",
    consequence: vm.isRunning
      ? "After \(vm.name) is shut down, xapi may assign the same VF to another VM. \(vm.name) then does"
        + " not start."
      : "xapi may assign the same VF to another VM, and \(vm.name) then does not start.",
    affected: Affected(
      vms: [vm.id], networks: network.map { [$0] } ?? [],
      hosts: vm.residentOn.map { [$0] } ?? []),
    evidence: [
      EvidenceItem(
        vm.origin, ["name-label", "other-config"], seen: "pci: \(value)",
        expected: "no VF of \(inventory.label(port))"),
      EvidenceItem(
        first.origin, by: first.isLinked ? .sysfs : .database,
        seen: "\(first.address) is a VF of \(port.device)", expected: "a device that is not a VF"),
    ],
    remedy: LeavingPassthrough.steps(
      of: vm, insteadOf: value, keeping: rest, on: network, in: inventory))
}
