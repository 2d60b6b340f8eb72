package import PoolModel
package import Records

/// A small pool and the outcome that a rule must have on it: documentation and test.
package struct Example: Sendable {
  package let name: String
  package let expectation: Expectation
  /// Builds the pool.
  package let draw: @Sendable () -> DrawnPool

  package enum Expectation: Sendable, Equatable {
    case passes
    /// On exactly these subjects, by label.
    case fails([String])
    case undetermined
    case notApplicable
  }

  package init(
    name: String, expectation: Expectation, draw: @escaping @Sendable () -> DrawnPool
  ) {
    self.name = name
    self.expectation = expectation
    self.draw = draw
  }

  /// The pool of this example, linked, with the intents of its policy.
  package var inventory: Inventory { draw().inventory }
}

/// The pool of an example before it is linked: its records and its policy.
package struct DrawnPool: Sendable {
  package var records: PoolRecords
  package let terms: Terms
  private let stateIntents: @Sendable (inout Inventory) -> Void

  /// `stateIntents` writes what the policy expects into the linked pool.
  package init(
    records: PoolRecords, terms: Terms,
    stateIntents: @escaping @Sendable (inout Inventory) -> Void
  ) {
    self.records = records
    self.terms = terms
    self.stateIntents = stateIntents
  }

  package var inventory: Inventory {
    var inventory = Linker.link(records)
    stateIntents(&inventory)
    return inventory
  }
}
