package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// An SR-IOV network with an MTU that nobody gives to its VFs.
  package static let vifMTUIgnored = Rule(
    id: "vif-mtu-ignored",
    title: "SR-IOV network whose MTU is not that of its port",
    severity: .note, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .mtus],
    why: """
      xapi does not set the MTU of a VF: the VM does, and the port's own is the most that can \
      pass. The MTU of an SR-IOV network is a number that nothing follows.
      """,
    remedy: "Set the MTU of the port's plain network, and the same one in the VMs.",
    checkByHand: "xe network-list params=name-label,MTU; xe pif-list params=device,MTU",
    references: [Citation.switching],
    population: { inventory in inventory.networks.filter(\.takesVFs) },
    check: ignored,
    examples: [
      .fails("jumbo frames on the network, not on the port", on: "Storage VFs") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("Storage VFs", on: "eth0")
        pool.setNetwork("Storage VFs") { $0.mtu = 9000 }
      },
      .passes("both have the same") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("Storage VFs", on: "eth0")
      },
      .undetermined("the network's MTU was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("Storage VFs", on: "eth0")
        pool.setNetwork("Storage VFs") { $0.mtu = nil }
      },
    ])
}

/// At least one of its ports has another MTU.
private func ignored(_ network: Network, in inventory: Inventory) -> FindingDetails? {
  guard let mtu = network.mtu else { return nil }
  let ports = inventory.portsGivingVFs(to: network.id).filter { $0.mtu.map { $0 != mtu } ?? false }
  guard let first = ports.first, let least = ports.compactMap(\.mtu).min() else { return nil }
  let vms = Set(network.vifs.map { inventory[$0].vm }).sorted()
  let list = enumeration(ports.map { "\(inventory.label($0)) (\($0.mtu ?? 0))" })
  return FindingDetails(
    title: "MTU \(mtu) of “\(network.name)” is not that of \(enumeration(ports.map(\.device)))",
    happens: [
      least < mtu
        ? "Frames of \(mtu) bytes do not pass the port: \(list)."
        : "The port would let larger frames pass: \(list). VMs are not kept to \(mtu).",
      "No VF is given the network's MTU. What a VM sends is what is set in the VM.",
    ],
    action: "Make the MTU of “\(network.name)” and of its ports the same.",
    consequence: least < mtu
      ? "VMs that trust it may lose every large packet." : "The number misleads.",
    affected: Affected(
      vms: vms, networks: [network.id], hosts: Set(ports.map(\.host)).sorted()),
    evidence: [
      EvidenceItem(
        network.origin, ["name-label", "MTU"], seen: "\(mtu)", expected: "\(least), as the port")
    ]
      + ports.map { port in
        EvidenceItem(
          port.origin, ["device", "MTU"], seen: "\(inventory.label(port)): \(port.mtu ?? 0)",
          expected: "\(mtu), as the network")
      },
    remedy: settling(network, mtu, on: first, least, in: inventory))
}

/// Either number can be the right one.
private func settling(
  _ network: Network, _ mtu: Int, on port: Port, _ least: Int, in inventory: Inventory
) -> [RemedyStep] {
  let plain = inventory.plainNetwork(beside: network)
  let look = Command("xe", "pif-list", "uuid=\(port.uuid)", "params=device,MTU,network-uuid")
  let set = { (uuid: String, mtu: Int) in
    Command("xe", "network-param-set", "uuid=\(uuid)", "MTU=\(mtu)")
  }
  var remedy = [
    RemedyStep("Check before.", look),
    RemedyStep(
      "If the port is right, write its MTU down for the network; nothing is disturbed.",
      set(network.uuid, least)),
    RemedyStep("The way back.", set(network.uuid, mtu)),
  ]
  if let plain, let current = plain.mtu, current != mtu {
    remedy += [
      RemedyStep(
        "Or, if the network is right, set the plain network's: ports take it when they are plugged,"
          + " which interrupts all that runs over them, or at the next boot of the host.",
        set(plain.uuid, mtu)),
      RemedyStep("Check after; then set the MTU in the VMs.", look),
      RemedyStep("The way back.", set(plain.uuid, current)),
    ]
  }
  return remedy
}
