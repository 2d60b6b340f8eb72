package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// A waiver that nobody needs, or that misses what it means.
  package static let waiverWithoutFinding = Rule(
    id: "waiver-without-finding",
    title: "waiver that names no finding",
    severity: .note, confidence: .documented,
    needs: [.waiverUse],
    why: """
      Either the trouble is gone and the waiver would hide its return, or the subject was renamed \
      and the waiver misses it.
      """,
    remedy: "Take the waiver out of the policy, or correct its subject.",
    checkByHand: "vfaudit policy check vfaudit.yml --snapshot SNAPSHOT",
    references: [],
    population: { $0.waivers ?? [] },
    check: idle,
    examples: [
      .fails("it names no finding", on: "vf-headroom-low of xen1/eth9") { pool in
        pool.waive("vf-headroom-low", of: "xen1/eth9")
      },
      .fails("the policy turns the rule off", on: "vf-headroom-exhausted of xen1/eth0") { pool in
        exhausted(&pool)
        pool.turnOff("vf-headroom-exhausted")
      },
      .passes("it names one", exhausted),
      .undetermined("the waived rule could not be evaluated") { pool in
        exhausted(&pool)
        pool.forget(.networkSRIOV)
      },
      .notApplicable("the policy has no waiver") { pool in pool.card(.i350, ports: "eth0") },
    ])
}

/// A port without a free VF, and a waiver of that finding.
@Sendable private func exhausted(_ pool: inout PoolSketch) {
  pool.card(.x540, ports: "eth0")
  pool.vfs(63, on: "eth0")
  pool.sriov("Fast", on: "eth0", remaining: 0)
  pool.waive("vf-headroom-exhausted", of: "xen1/eth0")
}

private func idle(_ waiver: StatedWaiver, in inventory: Inventory) -> FindingDetails? {
  let why: String
  switch waiver.use {
  case .namesNothing: why = "Rule \(waiver.rule) finds nothing wrong with “\(waiver.subject)”."
  case .ruleIsOff: why = "The policy turns rule \(waiver.rule) off, so there is nothing to waive."
  case .namesFinding, .notEvaluated: return nil
  }
  return FindingDetails(
    title: "the waiver at \(waiver.place) names no finding",
    happens: [why],
    action: "Remove the waiver at \(waiver.place), or correct its subject.",
    consequence: "It may hide trouble that comes back.",
    evidence: [
      EvidenceItem(
        Origin(document: waiver.place, line: 0), seen: "\(waiver.rule) of \(waiver.subject)",
        expected: "a finding of this name")
    ],
    remedy: [])
}
