package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port in InfiniBand mode, which xapi does not list.
  package static let portInfiniBand = Rule(
    id: "port-infiniband",
    title: "host with a port in InfiniBand mode",
    severity: .note, confidence: .source, needs: [.hosts, .pciFunctions],
    standsAlone: "the host's own sysfs shows the mode",
    why: """
      A port of a ConnectX card works as Ethernet or as InfiniBand. xapi lists Ethernet interfaces \
      only, so a port in InfiniBand mode has no PIF, no bridge, no VLAN and no SR-IOV network.
      """,
    remedy: "Set the port's link type to Ethernet in the card's firmware, and reboot.",
    checkByHand: "lspci -nn | grep 0207; mlxconfig -d ADDRESS query | grep LINK_TYPE",
    references: [
      "xen-api: network_utils.ml, Sysfs.is_ether_device", "NVIDIA: mlxconfig, LINK_TYPE_P1",
    ],
    population: { $0.hosts },
    check: inInfiniBandMode,
    examples: [
      .fails("a ConnectX-6 in InfiniBand mode", on: "xen1") { pool in
        pool.card(.x540, ports: "eth0")
        pool.infiniBand("0000:4b:00.0", interface: "ib0")
      },
      .passes("all ports are Ethernet") { pool in pool.card(.connectX6, ports: "eth0") },
      .undetermined("sysfs was not captured") { pool in
        pool.card(.connectX6, ports: "eth0")
        pool.forgetHostFacts()
      },
    ])
}

/// sysfs shows a function of PCI class 0207.
private func inInfiniBandMode(_ host: Host, in inventory: Inventory) -> FindingDetails? {
  guard !host.infiniBand.isEmpty else { return nil }
  let names = host.infiniBand.map { port in
    port.interface.map { "\($0) (\(port.address))" } ?? port.address
  }
  let many = host.infiniBand.count
  return FindingDetails(
    title:
      "\(enumeration(names)) of \(host.name) \(agreeing(many, "is", "are")) in InfiniBand mode",
    happens: [
      "xapi does not list \(agreeing(many, "this port", "these ports")), and cannot give"
        + " \(agreeing(many, "it", "them")) a network."
    ],
    action: "If VMs are to use \(agreeing(many, "it", "them")), set the link type to Ethernet.",
    consequence: "\(agreeing(many, "It stays", "They stay")) without SR-IOV network.",
    affected: Affected(hosts: [host.id]),
    evidence: host.infiniBand.map {
      EvidenceItem(
        $0.origin, by: .sysfs, seen: "PCI class 0207, InfiniBand", expected: "0200, Ethernet")
    },
    remedy: host.infiniBand.map { port in
      RemedyStep(
        "On \(host.name), with NVIDIA's firmware tools: check the link type of \(port.address). 1 is"
          + " InfiniBand, 2 is Ethernet. To change it, run the second command and reboot; to undo,"
          + " set it to 1 and reboot.",
        Command("mlxconfig", "-d", port.address, "query", "LINK_TYPE_P1"),
        Command("mlxconfig", "-d", port.address, "set", "LINK_TYPE_P1=2"))
    })
}
