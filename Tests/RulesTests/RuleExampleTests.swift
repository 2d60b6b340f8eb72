import Auditing
import PoolModel
import PoolSketch
import Records
import Rules
import Testing

/// One rule with one of its examples, and a name for the test output.
struct RuleExample: Sendable, CustomTestStringConvertible {
  let rule: Rule
  let example: Example

  var testDescription: String { "\(rule.id): \(example.name)" }

  /// The rule's judgement of the example's pool, with the example's policy.
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
  @Test("every example has the outcome that it states", arguments: RuleExample.all)
  func says(_ pair: RuleExample) {
    let judgement = pair.judgement
    // Not within #expect, which would print the whole judgement.
    let outcome = judgement.outcome
    let failed = judgement.examinations.compactMap { examination in
      if case .failed = examination.verdict { examination.subject.label } else { nil }
    }
    switch pair.example.expectation {
    case .passes:
      #expect(outcome == .passed)
    case .fails(let subjects):
      #expect(failed.sorted() == subjects.sorted())
    case .undetermined:
      #expect(outcome == .undetermined)
    case .notApplicable:
      #expect(outcome == .notApplicable)
    }
  }

  @Test("every rule has an example that passes and one that fails", arguments: RuleCatalog.all)
  func hasExamples(_ rule: Rule) {
    #expect(rule.examples.contains { $0.expectation == .passes }, "\(rule.id)")
    #expect(
      rule.examples.contains { if case .fails = $0.expectation { true } else { false } },
      "\(rule.id)")
  }

  @Test("every rule with needs has an example that is not evaluated", arguments: RuleCatalog.all)
  func hasUndeterminedExample(_ rule: Rule) {
    guard !rule.needs.isEmpty else { return }
    #expect(rule.examples.contains { $0.expectation == .undetermined }, "\(rule.id)")
  }

  @Test(
    "a rule never passes without a list that it needs",
    arguments: RuleCatalog.all)
  func missingIsNotPassed(_ rule: Rule) {
    for need in rule.needs {
      guard let xapiClass = need.xapiClass else { continue }
      for example in rule.examples {
        var drawn = example.draw()
        drawn.records.forget(xapiClass)
        let outcome = rule.judge(drawn.inventory, thresholds: Thresholds()).outcome
        #expect(
          outcome == .undetermined || outcome == .failed,
          "\(rule.id) without \(xapiClass.rawValue): \(example.name)")
      }
    }
  }

  @Test("an inferred finding says may, never will", arguments: RuleCatalog.all)
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
