/// How bad a finding is.
package enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Traffic is lost now, or will be at the next planned step.
  case error
  /// It will bite later.
  case warning
  case note

  /// Worst first.
  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .error: 0
    case .warning: 1
    case .note: 2
    }
  }
}

/// On what a rule rests.
package enum Confidence: String, Sendable, Hashable, CaseIterable {
  /// The vendor documents it.
  case documented
  /// Read in the source of the toolstack or the driver.
  case source
  /// Seen in the field and reported.
  case observed
  /// Concluded; nobody has confirmed it.
  case inferred
}
