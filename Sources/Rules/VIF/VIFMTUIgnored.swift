package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// An SR-IOV network whose MTU differs from its port's. xapi sets no MTU on VFs.
  package static let vifMTUIgnored = Rule(
    id: "vif-mtu-ignored",
    title: "SR-IOV network whose MTU differs from that of its port",
    severity: .note, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .mtus],
    standsAlone: "both MTUs were captured",
    why: """
      xapi does not set the MTU of a VF. The VM sets it, and the MTU of the port is the maximum. \
      The MTU of an SR-IOV network has no effect.
      """,
    remedy: "Set the same MTU on the port's plain network and inside the VMs.",
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
      .fails("jumbo frames on the port, not on the network", on: "Storage VFs") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("Storage VFs", on: "eth0")
        pool.setNetwork("Storage VFs") { $0.mtu = 1280 }
      },
      .passes("network and port have the same MTU") { pool in
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

/// Fails where at least one port of the network has another MTU.
private func ignored(_ network: Network, in inventory: Inventory) -> FindingDetails? {
  guard let mtu = network.mtu else { return nil }
  let ports = inventory.portsGivingVFs(to: network.id).filter { $0.mtu.map { $0 != mtu } ?? false }
  guard let first = ports.first, let least = ports.compactMap(\.mtu).min() else { return nil }
  let vms = Set(network.vifs.map { inventory[$0].vm }).sorted()
  let names = enumeration(ports.map { inventory.label($0) })
  let list = enumeration(ports.map { "\(inventory.label($0)) (\($0.mtu ?? 0))" })
  return FindingDetails(
    title: "MTU \(mtu) of “\(network.name)” differs from that of \(names)",
    happens: [
      least < mtu
        ? "Port MTU: \(list). Frames of \(mtu) bytes do not pass a port with a lower MTU."
        : "Port MTU: \(list). Larger frames can pass, and VMs are not limited to \(mtu).",
      "xapi does not set the network's MTU on VFs. The MTU that is set inside the VM applies.",
    ],
    action: "Set the same MTU on “\(network.name)” and on its ports.",
    consequence: least < mtu
      ? "VMs that use this MTU may lose all large packets."
      : "The MTU of the network is misleading.",
    affected: Affected(
      vms: vms, networks: [network.id], hosts: Set(ports.map(\.host)).sorted()),
    evidence: [
      EvidenceItem(
        network.origin, ["name-label", "MTU"], seen: "\(mtu)", expected: "\(least), as on the port")
    ]
      + ports.map { port in
        EvidenceItem(
          port.origin, ["device", "MTU"], seen: "\(inventory.label(port)): \(port.mtu ?? 0)",
          expected: "\(mtu), as on the network")
      },
    remedy: settling(network, mtu, on: first, least, in: inventory))
}

/// The MTU of the port or that of the network can be the intended one.
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
      "If the port's MTU is right, set it on the network. This disturbs no traffic.",
      set(network.uuid, least)),
    RemedyStep("To undo:", set(network.uuid, mtu)),
  ]
  if let plain, let current = plain.mtu, current != mtu {
    remedy += [
      RemedyStep(
        "Or, if the network's MTU is right, set it on the plain network. A port takes it when its"
          + " PIF is plugged, which interrupts all traffic over it, or when the host boots.",
        set(plain.uuid, mtu)),
      RemedyStep("Check after, then set the MTU inside the VMs.", look),
      RemedyStep("To undo:", set(plain.uuid, current)),
    ]
  }
  return remedy
}
