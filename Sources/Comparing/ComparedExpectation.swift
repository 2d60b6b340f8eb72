/// What a plan had foretold, and what came of it.
package struct ComparedExpectation: Sendable, Equatable {
  package var outcome: Outcome
  /// `port xen1/eth1: 7 active VFs`, with what was found instead where that differs.
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
