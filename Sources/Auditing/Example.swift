package import PoolModel

/// A small pool and what a rule must say of it: documentation and test at once.
package struct Example: Sendable {
  package let name: String
  package let expectation: Expectation
  package let pool: @Sendable (inout PoolSketch) -> Void

  package enum Expectation: Sendable, Equatable {
    case passes
    /// On exactly these subjects, by label.
    case fails([String])
    case undetermined
    case notApplicable
  }

  /// The rule examines somebody and finds nothing wrong.
  package static func passes(
    _ name: String, _ pool: @escaping @Sendable (inout PoolSketch) -> Void
  ) -> Example {
    Example(name: name, expectation: .passes, pool: pool)
  }

  package static func fails(
    _ name: String, on subjects: String..., pool: @escaping @Sendable (inout PoolSketch) -> Void
  ) -> Example {
    Example(name: name, expectation: .fails(subjects), pool: pool)
  }

  /// Nothing fails, and somebody could not be judged.
  package static func undetermined(
    _ name: String, _ pool: @escaping @Sendable (inout PoolSketch) -> Void
  ) -> Example {
    Example(name: name, expectation: .undetermined, pool: pool)
  }

  /// There is nobody to examine.
  package static func notApplicable(
    _ name: String, _ pool: @escaping @Sendable (inout PoolSketch) -> Void
  ) -> Example {
    Example(name: name, expectation: .notApplicable, pool: pool)
  }

  /// The pool of this example.
  package var inventory: Inventory {
    var sketch = PoolSketch()
    pool(&sketch)
    return Linker.link(sketch.records)
  }
}
