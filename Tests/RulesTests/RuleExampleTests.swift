import Auditing
import PoolModel
import PoolSketch
import Records
import Rules
import Testing

/// One rule with one of its examples, under a name that a test run can show.
struct RuleExample: Sendable, CustomTestStringConvertible {
  let rule: Rule
  let example: Example

  var testDescription: String { "\(rule.id): \(example.name)" }

  /// What the rule says of the example's pool, under the example's policy.
  var judgement: Judgement {
    let drawn = example.draw()
    return Audit(rules: RuleCatalog.all, terms: drawn.terms)
      .judgement(of: rule, in: drawn.inventory)
  }

  static let all = RuleCatalog.all.flatMap { rule in
    rule.examples.map { RuleExample(rule: rule, example: $0) }
  }
}

extension Rule: CustomTestStringConvertible {
  package var testDescription: String { id }
}

@Suite struct RuleExampleTests {
  @Test("every rule says of its examples what they promise", arguments: RuleExample.all)
  func says(_ pair: RuleExample) {
    let judgement = pair.judgement
    let failed = judgement.examinations.compactMap { examination in
      if case .failed = examination.verdict { examination.subject.label } else { nil }
    }
    switch pair.example.expectation {
    case .passes:
      #expect(judgement.outcome == .passed)
    case .fails(let subjects):
      #expect(failed.sorted() == subjects.sorted())
    case .undetermined:
      #expect(judgement.outcome == .undetermined)
    case .notApplicable:
      #expect(judgement.outcome == .notApplicable)
    }
  }

  @Test("every rule has an example that passes and one that fails", arguments: RuleCatalog.all)
  func hasExamples(_ rule: Rule) {
    #expect(rule.examples.contains { $0.expectation == .passes }, "\(rule.id)")
    #expect(
      rule.examples.contains { if case .fails = $0.expectation { true } else { false } },
      "\(rule.id)")
  }

  @Test("every rule with needs has an example that is undetermined", arguments: RuleCatalog.all)
  func hasUndeterminedExample(_ rule: Rule) {
    guard !rule.needs.isEmpty else { return }
    #expect(rule.examples.contains { $0.expectation == .undetermined }, "\(rule.id)")
  }

  @Test(
    "a list that was not captured never leaves a rule that needs it passed",
    arguments: RuleCatalog.all)
  func missingIsNotPassed(_ rule: Rule) {
    for need in rule.needs {
      guard let xapiClass = need.xapiClass else { continue }
      for example in rule.examples {
        var drawn = example.draw()
        drawn.records.forget(xapiClass)
        let judgement = rule.judge(drawn.inventory, thresholds: Thresholds())
        #expect(
          judgement.outcome == .undetermined || judgement.outcome == .failed,
          "\(rule.id) without \(xapiClass.rawValue): \(example.name)")
      }
    }
  }

  @Test("what is inferred may happen; it never will", arguments: RuleCatalog.all)
  func inferredMay(_ rule: Rule) {
    for example in rule.examples {
      let judgement = RuleExample(rule: rule, example: example).judgement
      for examination in judgement.examinations {
        guard case .failed(let details) = examination.verdict,
          (details.confidence ?? rule.confidence) == .inferred
        else { continue }
        let words = ([details.title, details.consequence] + details.happens)
          .flatMap { $0.split { !$0.isLetter } }
        #expect(!words.contains("will"), "\(rule.id): \(details.title)")
      }
    }
  }
}
