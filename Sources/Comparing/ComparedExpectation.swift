/// A prediction of a plan, and its result.
package struct ComparedExpectation: Sendable, Equatable {
  package var outcome: Outcome
  /// `VLAN 10 on eth0 passes no traffic: predicted new, found fixed`.
  package var text: String

  package init(_ outcome: Outcome, _ text: String) {
    self.outcome = outcome
    self.text = text
  }

  package enum Outcome: String, Sendable, CaseIterable {
    case notAsPredicted = "not-as-predicted"
    case notPredicted = "not-predicted"
    case asPredicted = "as-predicted"

    /// `not as predicted`.
    package var words: String { rawValue.replacing("-", with: " ") }
  }
}
