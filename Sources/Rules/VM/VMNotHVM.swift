package import Auditing
import PoolModel

extension Rule {
  /// A guest that cannot be given a PCI device of its own because of how it is virtualised.
  package static let guestNotHVM = Rule(
    id: "guest-not-hvm",
    title: "guest with a VF that is not fully virtualised",
    severity: .error, confidence: .documented,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .guests, .vifs, .domainType],
    why: """
      Only HVM guests can use VFs. xapi does not look at the domain type when it takes a VIF on an \
      SR-IOV network, so the guest fails when it starts, or starts without this VIF.
      """,
    remedy: "Move the VIF to a plain network, or make the guest an HVM guest.",
    checkByHand: "xe vm-list uuid=UUID params=uuid,name-label,domain-type",
    references: [Source.limitations],
    population: { inventory in
      inventory.guests.filter { !$0.sriovVIFs.isEmpty }
    },
    check: notHVM,
    examples: [
      .fails("a PV guest on an SR-IOV network", on: "old") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("old", on: "VM SR-IOV")
        pool.set("old") { $0.domainType = "pv" }
      },
      .fails("PV in PVH is no better", on: "old") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("old", on: "VM SR-IOV", isRunning: false)
        pool.set("old") { $0.domainType = "pv-in-pvh" }
      },
      .passes("an HVM guest") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("web", on: "VM SR-IOV")
      },
      .notApplicable("a PV guest on the bridge") { pool in
        pool.card(.i350, ports: "eth0")
        pool.guest("old", on: "Pool-wide network on eth0")
        pool.set("old") { $0.domainType = "pv" }
      },
      .undetermined("the domain type was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.guest("web", on: "VM SR-IOV")
        pool.set("web") { $0.domainType = nil }
      },
    ])
}

/// Its domain type is known, and another one.
private func notHVM(_ guest: Guest, in inventory: Inventory) -> FindingDetails? {
  guard let type = guest.domainType, type != "hvm" else { return nil }
  let vifs = inventory.sriovVIFs(of: guest)
  let networks = vifs.map { inventory[$0.network] }
  return FindingDetails(
    title: "\(guest.name) is of domain type \(type) and cannot use a VF",
    happens: [
      "It has \(counted(vifs.count, "VIF")) on \(enumeration(networks.map { "“\($0.name)”" })),"
        + " and only HVM guests are supported there. xapi does not refuse it."
    ],
    action: "Move the VIFs of \(guest.name) to plain networks.",
    consequence: "\(guest.name) does not start, or has no network there.",
    affected: Affected(guests: [guest.id], networks: networks.map(\.id)),
    evidence: [
      EvidenceItem(guest.origin, ["name-label", "domain-type"], seen: type, expected: "hvm")
    ]
      + vifs.map { vif in
        inventory.evidence(of: vif, expected: "a plain network")
      },
    remedy: MovingVIFs.toPlainNetworks(vifs, in: inventory))
}
