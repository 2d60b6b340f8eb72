package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// VMs hold VFs of a port without a link.
  package static let portLinkDown = Rule(
    id: "port-link-down",
    title: "port with VFs in use and no link",
    severity: .warning, confidence: .inferred,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .carrier],
    why: """
      A VF sends and receives over the one socket of its port, and follows the port's link. There \
      is no bond behind it that could take another way.
      """,
    remedy: "Bring the link up: cable, transceiver, the switch's port.",
    checkByHand: "cat /sys/class/net/eth0/carrier",
    references: ["k8snetworkplumbingwg/sriov-network-operator 45 (link of VFs)"],
    population: { inventory in
      inventory.ports.filter { !inventory.vfUses[$0.id.index].vifs.isEmpty }
    },
    check: withoutLink,
    examples: [
      .fails("a running VM holds a VF of it", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("desk", on: "10G SR-IOV")
        pool.link(false, on: "eth0")
      },
      .passes("the link is up") { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("desk", on: "10G SR-IOV")
      },
      .notApplicable("nobody uses its VFs") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.link(false, on: "eth0")
      },
      .undetermined("nobody says whether there is a link") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vm("desk", on: "10G SR-IOV")
        pool.link(nil, on: "eth0")
      },
    ])
}

/// sysfs, or else xapi, says that there is no carrier.
private func withoutLink(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  guard let carrier = port.carrier, !carrier.value else { return nil }
  let host = inventory[port.host]
  let vifs = inventory.vfUses[port.id.index].vifs.map { inventory[$0] }
  let vms = Set(vifs.map(\.vm)).sorted()
  let names = enumeration(vms.map { inventory[$0].name })
  let bearsManagement = !inventory.hostTrafficBearers(over: port).isEmpty
  let isSysfs = carrier.witness == .sysfs
  return FindingDetails(
    title: "\(port.device) has no link and \(counted(vifs.count, "VF")) in use",
    happens: [
      "\(names) \(vms.count == 1 ? "runs" : "run") on VFs of \(inventory.label(port)). What leaves"
        + " the host there may get nowhere; VMs on VFs of the same port may still reach each other."
    ],
    action: "Bring the link of \(inventory.label(port)) up.",
    consequence: "\(names) may be cut off from the network.",
    affected: Affected(
      vms: vms, networks: Set(vifs.map(\.network)).sorted(), hosts: [port.host],
      hostTraffic: inventory.hostTraffic(over: port)),
    evidence: [
      EvidenceItem(
        carrier.origin, isSysfs ? [] : ["device", "carrier"], by: carrier.witness,
        seen: "no carrier", expected: "carrier")
    ],
    remedy: [
      RemedyStep(
        "Check before and after, on \(host.name): Link detected. Changing the cable or the switch's"
          + " port disturbs nobody who is not cut off already.",
        Command("ethtool", port.device),
        Command("cat", "/sys/class/net/\(port.device)/carrier")),
      RemedyStep(
        "Where the interface is down in dom0 rather than the cable out, bring it up.",
        Command("ip", "link", "set", "dev", port.device, "up")),
    ]
      + (bearsManagement
        ? []
        : [
          RemedyStep("The way back.", Command("ip", "link", "set", "dev", port.device, "down"))
        ]))
}
