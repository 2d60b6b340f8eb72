package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A port provides no VFs, but the policy or the other hosts' configuration expects them.
  package static let cardWithoutSRIOV = Rule(
    id: "card-without-sriov",
    title: "port that provides no VFs although they are expected",
    severity: .note, confidence: .observed,
    needs: [.hosts, .ports, .networks, .sriovNetworks, .sriovOffer],
    why: """
      Hosts in a pool should be configured alike: ports on the same pool-wide network should do \
      the same. A port whose card has no SR-IOV cannot provide VFs. VMs that need a VF of that \
      network then start only on the other hosts. This rule also checks what the policy expects of \
      a port.
      """,
    remedy: "Fit a card that supports SR-IOV, or do not rely on the host for these VMs.",
    checkByHand: "cat /sys/class/net/eth0/device/sriov_totalvfs    # missing",
    references: [
      Citation.page, "xen-api: PIF_IS_NOT_SRIOV_CAPABLE; sync_networking.ml only logs it",
    ],
    population: { inventory in inventory.ports.filter { isMeantToGive($0, in: inventory) } },
    check: givesNone,
    examples: [
      .fails("an 82580 where another host has an X540", on: "xen2/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.intel82580, ports: "eth0")
      },
      .fails("the policy expects VFs and there is no SR-IOV network", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.expectVFs(on: "xen1/eth0")
      },
      .fails("it provides VFs for another network than expected", on: "xen1/eth0") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.expectVFs(on: "xen1/eth0", for: "VM SR-IOV")
      },
      .passes("an X540 supports SR-IOV, though it has no SR-IOV network yet") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
      },
      .notApplicable("no host has an SR-IOV network on this port") { pool in
        pool.card(.x540, ports: "eth0")
        pool.host("xen2")
        pool.card(.intel82580, ports: "eth0")
      },
      .undetermined("the other card is unknown and only xapi data was captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.host("xen2")
        pool.card(.x540, ports: "eth0")
        pool.forgetHostFacts()
      },
    ])
}

/// The policy expects VFs on the port; or the port is on the same pool-wide network as a port of
/// another host with SR-IOV, and its own host has no port in that SR-IOV network.
private func isMeantToGive(_ port: Port, in inventory: Inventory) -> Bool {
  if port.intent != nil { return true }
  guard port.sriov == nil, let network = inventory.sriovNetwork(beside: port) else {
    return false
  }
  return network.vfPortByHost[port.host] == nil
}

/// The catalogue lists the card without SR-IOV; for a card that is not in the catalogue, sysfs
/// decides. card-firmware-sriov-off covers a known card that supports SR-IOV but does not offer it.
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
