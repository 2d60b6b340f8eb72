package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// VFs that no SR-IOV network uses.
  package static let vfsWithoutNetwork = Rule(
    id: "vfs-without-network",
    title: "port with VFs but no SR-IOV network",
    severity: .warning, confidence: .source,
    needs: [.ports, .sriovNetworks, .driver, .activeVFs],
    why: """
      When an SR-IOV network is destroyed, the VFs of a driver with a driver file remain until the \
      host is rebooted. xapi no longer reports that a reboot is required. Until then the VFs keep \
      their side effects: on a port with driver igb, its VLANs pass no traffic.
      """,
    remedy: "Reboot the host, or create an SR-IOV network on the port.",
    checkByHand: "grep . /sys/class/net/eth*/device/sriov_numvfs; xe network-sriov-list",
    references: [
      Citation.networkd, Citation.igbFilter,
      "xen-api: xapi_network_sriov_helpers.ml, require_operation_on_pci_device",
    ],
    population: { $0.ports.filter { $0.mayHaveVFs } },
    check: unusedVFs,
    examples: [
      .fails("the SR-IOV network was destroyed, the VFs remained", on: "xen1/eth0", "xen1/eth1") {
        pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile("igb.conf", "options igb max_vfs=0,0")
        pool.vfs(4, on: "eth0")
        pool.vfs(4, on: "eth1")
        pool.vlan(10, "Office", on: "eth1")
      },
      .fails("a script created VFs on the other port of an X540", on: "xen1/eth1") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.vfs(63, on: "eth0")
        pool.vfs(8, on: "eth1")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
      .passes("the VFs come from an SR-IOV network on another igb port") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.vfs(4, on: "eth0")
        pool.vfs(4, on: "eth1")
        pool.sriov("VM SR-IOV", on: "eth0")
      },
      .passes("there are no VFs") { pool in pool.card(.i350, ports: "eth0") },
      .undetermined("no host data was captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.forgetHostFacts()
      },
    ])
}

/// The port has VFs, and no SR-IOV network uses them or creates them as a side effect.
private func unusedVFs(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard let active = port.activeVFs, active.value > 0, inventory.sriovMaking(port) == nil else {
    return nil
  }
  let host = inventory[port.host]
  let vlans = inventory.stoppedVLANs(of: port)
  let networks = vlans.compactMap(\.network)
  let holders = inventory.vmsPassed(vfsOf: port)
  let passed = enumeration(holders.map(\.name))
  var evidence = [EvidenceItem(active, seen: counted(active.value, "VF"), expected: "0")]
  evidence += holders.map {
    EvidenceItem($0.origin, ["other-config"], seen: "a VF passed manually", expected: "no VF")
  }
  if let next = port.configuredVFs {
    evidence.append(EvidenceItem(next, seen: "\(next.value) at the next boot", expected: "0"))
  }
  return FindingDetails(
    title: "\(port.device) has \(counted(active.value, "VF")) that no SR-IOV network uses",
    happens: [
      holders.isEmpty
        ? "xapi assigns none of them."
        : "xapi assigns none of them. \(passed) \(agreeing(holders.count, "has", "have")) VFs"
          + " that were passed manually.",
      maker(of: port, in: inventory),
    ] + vlans.map { "\(inventory.name(of: $0)) uses the same port." },
    action: "Decide whether \(inventory.label(port)) should have VFs.",
    consequence: vlans.isEmpty
      ? "The port keeps VFs that xapi neither uses nor removes."
      : "No traffic on \(enumeration(vlans.map { inventory.name(of: $0) })) until the VFs are"
        + " removed.",
    affected: Affected(
      vms: Set(
        networks.flatMap { inventory.runningVMs(on: $0, host: port.host) }.map(\.id)
          + holders.map(\.id)
      ).sorted(),
      networks: Set(networks).sorted(), hosts: [port.host],
      hostTraffic: HostTraffic.over(vlans)),
    evidence: evidence, remedy: removingVFs(port, on: host, holders, in: inventory))
}

private func removingVFs(
  _ port: Port, on host: Host, _ holders: [VM], in inventory: Inventory
) -> [RemedyStep] {
  let steps = holders.filter(\.isRunning).map {
    RemedyStep(
      "Shut down \($0.name), which has VFs that were passed manually.",
      Command("xe", "vm-shutdown", "uuid=\($0.uuid)"))
  }
  let driver = port.driver?.value ?? ""
  let option = UnusedVFs.byOption(of: driver, on: port.host, in: inventory)
  guard port.configuration == .driverFile else {
    return steps + option + UnusedVFs.bySysfs(port, port.activeVFs?.value ?? 0)
  }
  return steps + option + RemovingSRIOV.reboot(host, then: port, in: inventory)
}

/// What is known to create the VFs of a port at every boot.
private func maker(of port: Port, in inventory: Inventory) -> String {
  guard let load = inventory.load(of: port), let setting = load.setting,
    (load.vfs(of: port.pciAddress) ?? 0) > 0
  else { return "What created them was not captured." }
  return "Driver \(load.driver) creates them: \(inventory.place(of: setting)) has"
    + " \(setting.parameter)=\(setting.value)."
}
