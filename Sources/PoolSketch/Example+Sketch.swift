package import Auditing
import Policies

// Examples of rules, written as pool sketches.
extension Example {
  /// The rule examines at least one member and finds nothing wrong.
  package static func passes(
    _ name: String, _ pool: @escaping @Sendable (inout PoolSketch) -> Void
  ) -> Example {
    Example(name: name, expectation: .passes, draw: drawing(pool))
  }

  /// The rule fails on exactly these subjects.
  package static func fails(
    _ name: String, on subjects: String..., pool: @escaping @Sendable (inout PoolSketch) -> Void
  ) -> Example {
    Example(name: name, expectation: .fails(subjects), draw: drawing(pool))
  }

  /// Nothing fails, and at least one member could not be evaluated.
  package static func undetermined(
    _ name: String, _ pool: @escaping @Sendable (inout PoolSketch) -> Void
  ) -> Example {
    Example(name: name, expectation: .undetermined, draw: drawing(pool))
  }

  /// There is nothing to examine.
  package static func notApplicable(
    _ name: String, _ pool: @escaping @Sendable (inout PoolSketch) -> Void
  ) -> Example {
    Example(name: name, expectation: .notApplicable, draw: drawing(pool))
  }

  private static func drawing(
    _ pool: @escaping @Sendable (inout PoolSketch) -> Void
  ) -> @Sendable () -> DrawnPool {
    {
      var sketch = PoolSketch()
      pool(&sketch)
      return sketch.drawn
    }
  }
}

extension PoolSketch {
  /// The pool as sketched so far, with the policy of the sketch.
  package var drawn: DrawnPool {
    let policy = policy
    return DrawnPool(records: records, terms: policy.terms) { policy.stateIntents(in: &$0) }
  }
}
