package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port without VFs where the policy, or the pool's other hosts, say that it should give some.
  package static let cardWithoutSRIOV = Rule(
    id: "card-without-sriov",
    title: "port that gives no VFs where it is meant to",
    severity: .note, confidence: .observed,
    needs: [.hosts, .ports, .networks, .sriovNetworks, .sriovOffer],
    why: """
      Hosts of one pool are set up alike: the port on the same pool-wide network is meant to do \
      the same. A card without SR-IOV cannot, so VMs that need a VF of that network start on \
      the other hosts alone. What the policy expects of a port is asked of it as well.
      """,
    remedy: "Put a card that can do SR-IOV there, or do not count on the host for these VMs.",
    checkByHand: "cat /sys/class/net/eth0/device/sriov_totalvfs    # missing",
    references: [
      Citation.page, "xen-api: PIF_IS_NOT_SRIOV_CAPABLE; sync_networking.ml only logs it",
    ],
    population: { inventory in inventory.ports.filter { isMeantToGive($0, in: inventory) } },
    check: givesNone,
    examples: [
      .fails("a BCM57416 beside another host's X540", on: "xen2/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.bcm57416, ports: "eth0")
      },
      .fails("the policy expects VFs where there is no SR-IOV network", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.expectVFs(on: "xen1/eth0")
      },
      .fails("it gives them to another network than expected", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.expectVFs(on: "xen1/eth0", for: "VM SR-IOV")
      },
      .passes("an X540 could, though it has no SR-IOV network yet") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
      },
      .notApplicable("no host has an SR-IOV network there") { pool in
        pool.card(.x540, ports: "eth0")
        pool.host("xen2")
        pool.card(.bcm57416, ports: "eth0")
      },
      .undetermined("the other card is unknown and its host silent") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
        pool.forgetHostFacts()
      },
    ])
}

/// Expected by the policy; or on the plain network of a port that has SR-IOV on another host, while
/// its own host lacks that SR-IOV network.
private func isMeantToGive(_ port: Port, in inventory: Inventory) -> Bool {
  if port.intent != nil { return true }
  guard port.sriov == nil, let network = inventory.sriovNetwork(beside: port) else {
    return false
  }
  return network.vfPortByHost[port.host] == nil
}

/// The catalogue says that it cannot, or sysfs of a card that the catalogue does not know. A known
/// card that could and does not is the firmware's affair: card-firmware-sriov-off.
private func givesNone(_ port: Port, in inventory: Inventory) -> FindingDetails? {
  let isKnown = port.configuration == VFConfiguration.none
  if isKnown || (port.model == nil && port.offersSRIOV?.value == false) {
    return CardWithoutSRIOVDetails.unable(port, in: inventory)
  }
  guard let intent = port.intent else { return nil }
  let network = port.sriov.flatMap { inventory[$0].network }.map { inventory[$0] }
  if port.sriov != nil, network.map(intent.means) ?? true { return nil }
  return CardWithoutSRIOVDetails.unmet(intent, port, has: network, in: inventory)
}
