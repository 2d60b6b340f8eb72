import PoolModel
import Records

/// A rule with its result, and its severity under the policy.
struct JudgedRule: Sendable {
  let rule: Rule
  let severity: Severity
  /// Sorted by subject.
  let findings: [Finding]
  /// What each finding affects, in the order of the findings.
  let affected: [Affected]
  /// nil if every member could be judged.
  let undetermined: UndeterminedRule?
  let summary: RuleSummary

  init(_ rule: Rule, by terms: Terms, _ judgement: Judgement, in inventory: Inventory) {
    let severity = terms.severities[rule.id] ?? rule.severity
    var failed: [(subject: Subject, details: FindingDetails)] = []
    var open: [(subject: Subject, gap: Gap)] = []
    for examination in judgement.examinations {
      switch examination.verdict {
      case .failed(let details): failed.append((examination.subject, details))
      case .undetermined(let gap): open.append((examination.subject, gap))
      case .passed: break
      }
    }
    self.rule = rule
    self.severity = severity
    failed.sort { $0.subject < $1.subject }
    var ids = FindingIDs()
    findings = failed.map { subject, details in
      Finding(
        details, of: rule, severity, on: subject, in: inventory, id: ids.make(rule.id, subject))
    }
    affected = failed.map(\.details.affected)
    undetermined = Self.undetermined(rule, severity, open, population: judgement.gap)
    summary = RuleSummary(
      id: rule.id, title: rule.title, severity: severity, confidence: rule.confidence,
      outcome: judgement.outcome, examined: judgement.examined, failed: failed.count,
      undetermined: undetermined?.count ?? 0,
      sentence: Self.sentence(rule, judgement, failed: failed.count, open: open.count),
      why: rule.why, remedy: rule.remedy, checkByHand: rule.checkByHand,
      references: rule.references)
  }

  private static func undetermined(
    _ rule: Rule, _ severity: Severity, _ open: [(subject: Subject, gap: Gap)], population: Gap?
  ) -> UndeterminedRule? {
    let count = population == nil ? open.count : 0
    let all = population.map { [$0] } ?? Set(open.map(\.gap)).sorted()
    guard !all.isEmpty else { return nil }
    return UndeterminedRule(
      rule: rule.id, title: rule.title, severity: severity, count: count,
      noun: count == 1 ? rule.nouns.one : rule.nouns.many, gaps: all,
      subjects: population == nil ? open.map(\.subject) : [])
  }

  /// `12 ports examined, none failed`.
  private static func sentence(
    _ rule: Rule, _ judgement: Judgement, failed: Int, open: Int
  ) -> String {
    if let gap = judgement.gap {
      return (failed == 0 ? "" : "\(failed) failed; ") + "not evaluated, not known: \(gap.what)"
    }
    let total = judgement.examined
    if total == 0 { return "no \(rule.nouns.one) to examine" }
    let judged = total - open
    if judged == 0 {
      return "\(total) \(total == 1 ? rule.nouns.one : rule.nouns.many), none could be evaluated"
    }
    let noun = judged == 1 ? rule.nouns.one : rule.nouns.many
    let failures = failed == 0 ? "none failed" : "\(failed) failed"
    let rest = open == 0 ? "" : ", \(open) could not be evaluated"
    return "\(judged) \(noun) examined, \(failures)\(rest)"
  }
}
