package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// A waiver that is no longer needed, or whose subject is wrong.
  package static let waiverWithoutFinding = Rule(
    id: "waiver-without-finding",
    title: "waiver that matches no finding",
    severity: .note, confidence: .documented,
    needs: [.waiverUse],
    why: """
      Either the problem is fixed and the waiver would hide its return, or the subject was renamed \
      and the waiver no longer matches it.
      """,
    remedy: "Remove the waiver from the policy, or correct its subject.",
    checkByHand: "vfaudit policy check vfaudit.yml --snapshot SNAPSHOT",
    references: [],
    population: { $0.waivers ?? [] },
    check: idle,
    examples: [
      .fails("it matches no finding", on: "vf-headroom-low of xen1/eth9") { pool in
        pool.waive("vf-headroom-low", of: "xen1/eth9")
      },
      .fails("the policy disables the rule", on: "vf-headroom-exhausted of xen1/eth0") { pool in
        exhausted(&pool)
        pool.turnOff("vf-headroom-exhausted")
      },
      .passes("it matches a finding", exhausted),
      .undetermined("the waived rule could not be evaluated") { pool in
        exhausted(&pool)
        pool.forget(.networkSRIOV)
      },
      .notApplicable("the policy has no waiver") { pool in pool.card(.i350, ports: "eth0") },
    ])
}

/// A port without a free VF, and a waiver of that finding.
@Sendable private func exhausted(_ pool: inout PoolSketch) {
  pool.card(.i350, ports: "eth0")
  pool.vfs(1, on: "eth0")
  pool.sriov("Fast", on: "eth0", remaining: 0)
  pool.vm("a", on: "Fast")
  pool.waive("vf-headroom-exhausted", of: "xen1/eth0")
}

private func idle(_ waiver: StatedWaiver, in inventory: Inventory) -> FindingDetails? {
  let why: String
  switch waiver.use {
  case .namesNothing: why = "Rule \(waiver.rule) finds nothing wrong with “\(waiver.subject)”."
  case .ruleIsOff: why = "The policy disables rule \(waiver.rule), so there is nothing to waive."
  case .namesFinding, .notEvaluated: return nil
  }
  return FindingDetails(
    title: "the waiver at \(waiver.place) matches no finding",
    happens: [why],
    action: waiver.use == .ruleIsOff
      ? "Remove the waiver at \(waiver.place), or turn rule \(waiver.rule) on."
      : "Remove the waiver at \(waiver.place), or correct its subject.",
    consequence: "The waiver may hide a later finding.",
    evidence: [
      EvidenceItem(
        Origin(document: waiver.place, line: 0), seen: "\(waiver.rule) of \(waiver.subject)",
        expected: "a finding that it matches")
    ],
    remedy: [])
}
