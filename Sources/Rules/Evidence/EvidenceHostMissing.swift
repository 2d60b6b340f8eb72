package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// No data was captured on an enabled host.
  package static let evidenceHostMissing = Rule(
    id: "evidence-host-missing",
    title: "host for which only xapi data was captured",
    severity: .note, confidence: .source, needs: [.hosts],
    standsAlone: "xapi lists the host, and nothing of it was captured",
    why: """
      xapi shows what was requested. sysfs and the driver files show what exists and what the next \
      boot brings. Without them, rules about VLANs and drivers are not evaluated for this host.
      """,
    remedy: "Capture the host's own data and audit again.",
    checkByHand: "ls host/",
    references: [],
    population: { $0.hosts.filter(\.isEnabled) },
    check: hasOnlyXapiData,
    examples: [
      .fails("only xapi data was captured for one of two hosts", on: "xen2") { pool in
        pool.host("xen2")
        pool.forgetHostFacts(of: "xen2")
      },
      .passes("data was captured on the host") { _ in },
      .passes("a disabled host runs no VMs") { pool in
        pool.host("xen2", isEnabled: false)
        pool.forgetHostFacts(of: "xen2")
      },
      .undetermined("the list of hosts was not captured") { pool in pool.forget(.host) },
    ])
}

/// The snapshot has neither sysfs nor other data from the host.
private func hasOnlyXapiData(_ host: Host, in inventory: Inventory) -> FindingDetails? {
  guard !host.hasHostData else { return nil }
  return FindingDetails(
    title: "only xapi data was captured for \(host.name)",
    happens: [
      "xapi lists \(counted(host.ports.count, "port")) of \(host.name). Nothing was captured on the"
        + " host to compare this with."
    ],
    action: "Capture sysfs and /etc/modprobe.d of \(host.name).",
    consequence: "Rules that need this data are not evaluated for \(host.name).",
    affected: Affected(hosts: [host.id]),
    evidence: [
      EvidenceItem(
        host.origin, ["uuid", "name-label", "enabled"], seen: "an enabled host",
        expected: "a folder host/\(host.uuid) in the snapshot")
    ],
    remedy: [
      RemedyStep(
        "On \(host.name): copy this data into the snapshot's folder host/\(host.uuid).",
        Command("cp", "-a", "/etc/modprobe.d", "."),
        Command("grep", "-rs", "", "/sys/class/net/", "--include=sriov_*"))
    ])
}
