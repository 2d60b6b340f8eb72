package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// An enabled host of which nothing of its own was captured.
  package static let evidenceHostMissing = Rule(
    id: "evidence-host-missing",
    title: "host of which only xapi speaks",
    severity: .note, confidence: .source, needs: [.hosts],
    why: """
      xapi says what was asked for; sysfs and the driver files say what is there and what the next \
      boot brings. Without them the rules on VLANs and drivers stay undecided for this host.
      """,
    remedy: "Capture the host's own words and audit again.",
    checkByHand: "ls host/",
    references: [],
    population: { $0.hosts.filter(\.isEnabled) },
    check: speechless,
    examples: [
      .fails("one of two hosts is silent", on: "xen2") { pool in
        pool.host("xen2")
        pool.forgetHostFacts(of: "xen2")
      },
      .passes("the host speaks") { _ in },
      .undetermined("the list of hosts was not captured") { pool in pool.forget(.host) },
    ])
}

/// Neither sysfs nor anything else of it.
private func speechless(_ host: Host, in inventory: Inventory) -> FindingDetails? {
  guard !host.hasHostData else { return nil }
  return FindingDetails(
    title: "nothing of \(host.name)'s own was captured",
    happens: ["What xapi says of its \(counted(host.ports.count, "port")) could not be compared."],
    action: "Capture sysfs and /etc/modprobe.d of \(host.name).",
    consequence: "Rules that need them are undetermined there.",
    affected: Affected(hosts: [host.id]),
    evidence: [
      EvidenceItem(
        host.origin, ["uuid", "name-label", "enabled"], seen: "an enabled host",
        expected: "a folder host/\(host.uuid) in the snapshot")
    ],
    remedy: [
      RemedyStep(
        "On \(host.name), put its own words into the snapshot's folder host/\(host.uuid).",
        Command("cp", "-a", "/etc/modprobe.d", "."),
        Command("grep", "-rs", "", "/sys/class/net/", "--include=sriov_*"))
    ])
}
