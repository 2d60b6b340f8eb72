package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// VMs hold VFs of a port that has no link.
  package static let portLinkDown = Rule(
    id: "port-link-down",
    title: "port with VFs in use and no link",
    severity: .warning, confidence: .inferred,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .carrier],
    standsAlone: "the port reports no link, and a VM on one of its VFs was captured",
    why: """
      A VF uses the physical connector of its port and follows the port's link. There is no bond \
      that could use another path.
      """,
    remedy: "Restore the link: check the cable, the transceiver and the switch port.",
    checkByHand: "cat /sys/class/net/eth0/carrier",
    references: ["k8snetworkplumbingwg/sriov-network-operator 45 (link of VFs)"],
    population: { inventory in
      inventory.ports.filter { !inventory.vmsOnVFs(of: [$0.id]).isEmpty }
    },
    check: withoutLink,
    examples: [
      .fails("a running VM holds a VF of the port", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("desk", on: "10G SR-IOV")
        pool.link(false, on: "eth0")
      },
      .fails("only xapi reports the link", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("desk", on: "10G SR-IOV")
        pool.link(false, on: "eth0")
        pool.forgetHostFacts()
      },
      .passes("the link is up") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("desk", on: "10G SR-IOV")
      },
      .notApplicable("no VM uses its VFs") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.link(false, on: "eth0")
      },
      .undetermined("the link state was not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("desk", on: "10G SR-IOV")
        pool.link(nil, on: "eth0")
      },
    ])
}

/// sysfs, or else xapi, reports no carrier.
private func withoutLink(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard let carrier = port.carrier, !carrier.value else { return nil }
  let host = inventory[port.host]
  let used = inventory.vfsInUse(of: port)
  let vms = inventory.vmsOnVFs(of: [port.id])
  let networks = inventory.vifsHoldingVFs(of: port.id).map { inventory[$0].network }
  let names = enumeration(vms.map { inventory[$0].name })
  let bearsManagement = !inventory.hostTrafficBearers(over: port).isEmpty
  let isSysfs = carrier.witness == .sysfs
  return FindingDetails(
    title: "\(inventory.label(port)) has \(counted(used, "VF")) in use but no link",
    happens: [
      "\(names) \(agreeing(vms.count, "uses", "use")) \(agreeing(used, "a VF", "VFs"))"
        + " of \(inventory.label(port)). Traffic that leaves the host there may be lost."
        + " VMs on VFs of the same port may still reach each other."
    ],
    action: "Restore the link of \(inventory.label(port)).",
    consequence: "\(names) may be cut off from the network.",
    affected: Affected(
      vms: vms, networks: Set(networks).sorted(), hosts: [port.host],
      hostTraffic: inventory.hostTraffic(over: port)),
    evidence: [
      EvidenceItem(
        carrier.origin, isSysfs ? [] : ["device", "carrier"], by: carrier.witness,
        seen: "no carrier", expected: "carrier")
    ],
    remedy: [
      RemedyStep(
        "Check before and after, on \(host.name): “Link detected”. A change of the cable or the"
          + " switch port affects only connections that are already down.",
        Command("ethtool", port.device),
        Command("cat", "/sys/class/net/\(port.device)/carrier")),
      RemedyStep(
        "If the interface is down in dom0 and the cable is connected, bring it up.",
        Command("ip", "link", "set", "dev", port.device, "up")),
    ]
      + (bearsManagement
        ? []
        : [
          RemedyStep("To undo:", Command("ip", "link", "set", "dev", port.device, "down"))
        ]))
}
