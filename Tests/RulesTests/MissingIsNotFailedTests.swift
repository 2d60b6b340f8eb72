import Auditing
import Evidence
import PoolModel
import PoolSketch
import Records
import Rules
import Testing

/// Silence is never a finding: what was not captured adds none.
@Suite struct MissingIsNotFailedTests {
  /// Its finding is that something is missing.
  private static let aboutAbsence: Set<String> = ["evidence-host-missing"]

  /// Pools in which the rule finds nothing. In a pool with trouble, another rule may rightly find the
  /// same trouble by what is left.
  private static let clean = RuleExample.all.filter { pair in
    if case .fails = pair.example.expectation { false } else { true }
  }

  @Test("a document that was not captured adds no finding", arguments: clean)
  func addsNone(_ pair: RuleExample) {
    let before = findings(in: pair.example.draw())
    for omission in Omission.all {
      var drawn = pair.example.draw()
      // Without modinfo the packaged driver is assumed, as the report says.
      if omission == .hostDocument(.modinfo), Self.hasKernelDriver(drawn) { continue }
      drawn.records.forget(omission)
      let new = findings(in: drawn).subtracting(before)
      #expect(new.isEmpty, "without \(omission): \(new.sorted())")
    }
  }

  private static func hasKernelDriver(_ drawn: DrawnPool) -> Bool {
    drawn.records.hostFacts.values.flatMap(\.modinfo.values).flatMap(\.parameters)
      .contains { $0.name == "max_vfs" && !$0.isArray }
  }

  /// `vf-leaked xen1/0000:01:10.0`, of every rule.
  private func findings(in drawn: DrawnPool) -> Set<String> {
    let inventory = drawn.inventory
    let audit = Audit(rules: RuleCatalog.all, terms: drawn.terms)
    var found: Set<String> = []
    for rule in RuleCatalog.all where !Self.aboutAbsence.contains(rule.id) {
      for examination in audit.judgement(of: rule, in: inventory).examinations {
        guard case .failed = examination.verdict else { continue }
        // Without its list an object is called by its uuid: "host-xen1".
        let label = examination.subject.label.replacing("host-", with: "")
          .replacing("network-", with: "")
        found.insert("\(rule.id) \(label)")
      }
    }
    return found
  }
}
