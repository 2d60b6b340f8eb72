package import Auditing
import PoolModel
import PoolSketch

extension Rule {
  /// The pool has SR-IOV networks, but its licence does not include SR-IOV.
  package static let licenceWithoutSRIOV = Rule(
    id: "licence-without-sriov",
    title: "licence that does not cover the pool's SR-IOV networks",
    severity: .error, confidence: .source,
    needs: [.sriovNetworks, .licence],
    standsAlone: "the licence and an SR-IOV network were captured",
    why: """
      xapi checks the licence when an SR-IOV network, or a VIF on one, is created, and again when \
      a VM with such a VIF starts. After a licence has expired or was changed, running VMs keep \
      running but do not start again.
      """,
    remedy: "Apply a licence that includes network SR-IOV, or move the VIFs to other networks.",
    checkByHand: "xe pool-list params=restrictions | grep -o 'restrict_network_sriov: [a-z]*'",
    references: [
      "xen-api: features.ml, restrict_network_sriov; VM.start and VIF.create assert it",
      "XenServer 7.6, what's new: network SR-IOV in the Enterprise Edition",
    ],
    population: { $0.networkSRIOVs.isEmpty ? [] : [$0.pool] },
    check: restricted,
    examples: [
      .fails("restrict_network_sriov is true", on: "sketch") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.licence(restrictsSRIOV: true)
      },
      .passes("it is false") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.licence(restrictsSRIOV: false)
      },
      .notApplicable("there is no SR-IOV network") { pool in
        pool.card(.x540, ports: "eth0")
        pool.licence(restrictsSRIOV: true)
      },
      .undetermined("the restrictions were not captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
    ])
}

/// The pool's restrictions include network SR-IOV.
private func restricted(_ pool: Pool, in inventory: Inventory) -> FindingDetails? {
  guard pool.isSRIOVRestricted == true else { return nil }
  let networks = inventory.networks.filter(\.takesVFs)
  let vms = Set(networks.flatMap(\.vifs).map { inventory[$0].vm }).sorted()
  let hosts = Set(inventory.networkSRIOVs.map { inventory[$0.port].host }).sorted()
  let names = enumeration(networks.map { "“\($0.name)”" })
  return FindingDetails(
    title: "the licence of \(pool.name) does not include network SR-IOV",
    happens: [
      "The pool has \(counted(networks.count, "network"))"
        + " \(agreeing(networks.count, "that uses", "that use")) VFs (\(names)), but its licence"
        + " restricts network SR-IOV. Running VMs on \(agreeing(networks.count, "it", "them")) keep"
        + " their VFs. Their next start is refused with LICENSE_RESTRICTION."
    ],
    action: "Apply a licence with network SR-IOV"
      + (vms.isEmpty ? "." : " before any of these VMs is stopped."),
    consequence: vms.isEmpty
      ? "No VIF can be created on \(names)."
      : "\(enumeration(vms.map { inventory[$0].name })) will not start again.",
    affected: Affected(vms: vms, networks: networks.map(\.id), hosts: hosts),
    evidence: [
      EvidenceItem(
        pool.origin, ["name-label", "restrictions"], seen: "restrict_network_sriov: true",
        expected: "false")
    ],
    remedy: [
      RemedyStep(
        "Check before: the edition of each host.",
        Command("xe", "host-list", "params=uuid,name-label,edition,license-params")),
      RemedyStep(
        "Apply the licence, here or in XenCenter. Replace EDITION and SERVER. VMs keep running.",
        Command(
          "xe", "pool-apply-edition", "uuid=\(pool.uuid)", "edition=EDITION",
          "license-server-address=SERVER", "license-server-port=27000")),
      RemedyStep(
        "Check after: restrict_network_sriov is false.",
        Command("xe", "pool-list", "uuid=\(pool.uuid)", "params=restrictions")),
      RemedyStep("To undo: apply the edition that the first command printed, in the same way."),
    ])
}
