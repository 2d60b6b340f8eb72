package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// Parts of a snapshot were captured at different times.
  package static let evidenceApartInTime = Rule(
    id: "evidence-apart-in-time",
    title: "host captured at a different time from the pool's lists",
    severity: .note, confidence: .documented,
    needs: [.hosts, .captureTimes],
    why: """
      A boot can create and remove VFs. Lists taken before a boot and host data taken after it \
      describe a pool that never existed. A finding may then only show the time difference.
      """,
    remedy: "Capture the whole pool in one run.",
    checkByHand: "head -5 MANIFEST.tsv",
    references: [],
    population: { $0.hosts.filter(\.hasHostData) },
    check: apart,
    examples: [
      .fails("captured one hour apart", on: "xen1") { pool in
        pool.card(.i350, ports: "eth0")
        pool.captured(at: "2026-05-01T10:00:00Z")
        pool.captured(at: "2026-05-01T11:00:00Z", host: "xen1")
      },
      .fails("the host was captured first", on: "xen1") { pool in
        pool.card(.i350, ports: "eth0")
        pool.captured(at: "2026-05-01T10:00:00Z")
        pool.captured(at: "2026-05-01T09:44:59Z", host: "xen1")
      },
      .passes("captured exactly 15 minutes apart") { pool in
        pool.card(.i350, ports: "eth0")
        pool.captured(at: "2026-05-01T10:00:00Z")
        pool.captured(at: "2026-05-01T10:15:00Z", host: "xen1")
      },
      .fails("the host was booted between the captures", on: "xen1") { pool in
        pool.card(.i350, ports: "eth0")
        pool.captured(at: "2026-05-01T10:00:00Z")
        pool.captured(at: "2026-05-01T10:10:00Z", host: "xen1")
        pool.booted(at: "2026-05-01T10:05:00Z", host: "xen1")
      },
      .passes("captured five minutes apart") { pool in
        pool.card(.i350, ports: "eth0")
        pool.captured(at: "2026-05-01T10:00:00Z")
        pool.captured(at: "2026-05-01T10:05:00Z", host: "xen1")
        pool.booted(at: "2026-04-01T10:05:00Z", host: "xen1")
      },
      .undetermined("the capture times are not known") { pool in
        pool.card(.i350, ports: "eth0")
      },
    ])
}

/// In seconds. Parts captured further apart may describe different states.
private let tolerance = 15 * 60

/// Host and lists were captured too far apart, or with a boot in between.
private func apart(_ host: Host, in inventory: Inventory) -> FindingDetails? {
  guard let own = host.capturedAt, let lists = inventory.listsCapturedAt else { return nil }
  let between = abs(own.seconds - lists.seconds)
  let boot = host.bootedAt.flatMap {
    $0.value > min(own, lists) && $0.value < max(own, lists) ? $0 : nil
  }
  guard between > tolerance || boot != nil else { return nil }
  let minutes = (between + 59) / 60
  let order = own < lists ? "before" : "after"
  let origin = boot?.origin ?? Origin(document: "MANIFEST.tsv", line: 0)
  return FindingDetails(
    title: "\(host.name) was captured \(counted(minutes, "minute")) \(order) the pool's lists",
    happens: [
      boot == nil
        ? "The host data and the lists differ wherever something changed in this time."
        : "\(host.name) was booted in between, so its VFs may have changed."
    ],
    action: "Capture the whole pool in one run.",
    consequence: "Findings about \(host.name) may only show the time difference.",
    affected: Affected(hosts: [host.id]),
    evidence: [
      EvidenceItem(
        origin, by: boot == nil ? .xapi : .sysfs,
        seen: boot == nil ? "\(counted(minutes, "minute")) apart" : "booted between the captures",
        expected: "at most \(tolerance / 60) minutes apart, and no boot in between")
    ],
    remedy: [
      RemedyStep(
        "Collect all hosts in one run.",
        Command("vfaudit", "collect", "--ssh", "root@HOST", "--output", "snapshot.tar.gz"))
    ])
}
