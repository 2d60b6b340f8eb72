package import Auditing
import PoolModel

extension Rule {
  /// A waiver that nobody needs, or that misses what it means.
  package static let waiverWithoutFinding = Rule(
    id: "waiver-without-finding",
    title: "waiver that names no finding",
    severity: .note, confidence: .documented,
    needs: [],
    why: """
      Either the trouble is gone and the waiver would hide its return, or the subject was renamed \
      and the waiver misses it.
      """,
    remedy: "Take the waiver out of the policy, or correct its subject.",
    checkByHand: "vfaudit policy check vfaudit.yml --snapshot SNAPSHOT",
    references: [],
    population: { $0.waivers },
    check: idle,
    examples: [
      .fails("it names no finding", on: "vf-headroom-low of xen1/eth9") { pool in
        pool.waiver("vf-headroom-low", of: "xen1/eth9", isIdle: true)
      },
      .passes("it names one") { pool in
        pool.waiver("vf-headroom-low", of: "xen1/eth0", isIdle: false)
      },
    ])
}

private func idle(_ waiver: StatedWaiver, in inventory: Inventory) -> FindingDetails? {
  guard waiver.isIdle else { return nil }
  return FindingDetails(
    title: "the waiver at \(waiver.place) names no finding",
    happens: ["Rule \(waiver.rule) finds nothing wrong with “\(waiver.subject)”."],
    action: "Take the waiver at \(waiver.place) out, or correct its subject.",
    consequence: "It may hide trouble that comes back.",
    evidence: [
      EvidenceItem(
        Origin(document: waiver.place, line: 0), seen: "\(waiver.rule) of \(waiver.subject)",
        expected: "a finding of this name")
    ],
    remedy: [])
}
