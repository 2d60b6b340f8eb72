/// The severity of a finding.
package enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Traffic is lost now, or will be lost at the next planned step.
  case error
  /// Causes trouble later.
  case warning
  case note

  /// Most severe first.
  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .error: 0
    case .warning: 1
    case .note: 2
    }
  }
}

/// The kind of source that a rule is based on.
package enum Confidence: String, Sendable, Hashable, CaseIterable {
  /// The vendor documents it.
  case documented
  /// Read in the source of the toolstack or the driver.
  case source
  /// Seen in the field and reported.
  case observed
  /// A conclusion that is not confirmed.
  case inferred
}
