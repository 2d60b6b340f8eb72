import Auditing
import PoolModel
import PoolSketch
import Rules
import Testing

/// Rule × outcome: every possible combination is tested by an example, or by a pool in which there
/// is nothing to examine.
@Suite struct OutcomeMatrixTests {
  /// Rules whose population is never empty.
  private static let alwaysExamined: Set<String> = [
    "evidence-apart-in-time", "evidence-host-missing", "port-infiniband",
  ]

  @Test("a rule reaches every outcome that it can have", arguments: RuleCatalog.all)
  func reaches(_ rule: Rule) {
    var expected = Set(Outcome.allCases)
    if rule.needs.isEmpty { expected.remove(.undetermined) }
    if Self.alwaysExamined.contains(rule.id) { expected.remove(.notApplicable) }
    var reached = Set(
      rule.examples.map { RuleExample(rule: rule, example: $0).judgement.outcome })
    reached.insert(Audit(rules: RuleCatalog.all).judgement(of: rule, in: bareHost).outcome)
    #expect(reached == expected, "\(rule.id)")
  }

  /// A host that was captured, without cards and VMs.
  private var bareHost: Inventory {
    var pool = PoolSketch()
    pool.host("xen1")
    return Linker.link(pool.records)
  }
}
