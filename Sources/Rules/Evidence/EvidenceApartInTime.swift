package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// Parts of a snapshot were not captured together.
  package static let evidenceApartInTime = Rule(
    id: "evidence-apart-in-time",
    title: "host that was captured at another time than the pool's lists",
    severity: .note, confidence: .documented,
    needs: [.hosts, .captureTimes],
    why: """
      VFs come and go with a boot. Lists of before it and a host's words of after it describe a \
      pool that never was, and a finding may be nothing but the time between.
      """,
    remedy: "Capture the whole pool in one go.",
    checkByHand: "head -5 MANIFEST.tsv",
    references: [],
    population: { $0.hosts.filter(\.hasHostData) },
    check: apart,
    examples: [
      .fails("an hour lies between", on: "xen1") { pool in
        pool.card(.i350, ports: "eth0")
        pool.captured(at: "2026-05-01T10:00:00Z")
        pool.captured(at: "2026-05-01T11:00:00Z", host: "xen1")
      },
      .fails("a boot lies between", on: "xen1") { pool in
        pool.card(.i350, ports: "eth0")
        pool.captured(at: "2026-05-01T10:00:00Z")
        pool.captured(at: "2026-05-01T10:10:00Z", host: "xen1")
        pool.booted(at: "2026-05-01T10:05:00Z", host: "xen1")
      },
      .passes("five minutes lie between") { pool in
        pool.card(.i350, ports: "eth0")
        pool.captured(at: "2026-05-01T10:00:00Z")
        pool.captured(at: "2026-05-01T10:05:00Z", host: "xen1")
        pool.booted(at: "2026-04-01T10:05:00Z", host: "xen1")
      },
      .undetermined("nothing says when") { pool in
        pool.card(.i350, ports: "eth0")
      },
    ])
}

/// Parts that are further apart than this, in seconds, may speak of different states.
private let tolerance = 15 * 60

/// Too long between host and lists, or a boot.
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
        ? "Whatever changed in this time is told in two ways."
        : "The host was booted in between: its VFs may be others now."
    ],
    action: "Capture the whole pool in one go.",
    consequence: "Findings about \(host.name) may be nothing but the time between.",
    affected: Affected(hosts: [host.id]),
    evidence: [
      EvidenceItem(
        origin, by: boot == nil ? .xapi : .sysfs,
        seen: boot == nil ? "\(minutes) minutes apart" : "booted between the captures",
        expected: "at most \(tolerance / 60) minutes apart, and no boot between")
    ],
    remedy: [
      RemedyStep(
        "Collect every host at once.",
        Command("vfaudit", "collect", "--ssh", "root@HOST", "--output", "snapshot.tar.gz"))
    ])
}
