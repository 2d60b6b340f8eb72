/// An earlier audit of the same pool, whose findings are known.
package struct Baseline: Sendable, Equatable {
  package var snapshotDigest: String
  /// nil where that snapshot does not say.
  package var capturedAt: String?
  /// Findings of it that are not found any more.
  package var ended: [EndedFinding]
  /// Whom it knew, for redaction; no format shows them.
  package var hosts: [String] = []
  package var networks: [String] = []
  package var vms: [String] = []

  package struct EndedFinding: Sendable, Equatable {
    /// Fixed, gone, or no longer determined.
    package var change: FindingChange
    package var title: String
    package var subject: String
    package var rule: String

    package init(change: FindingChange, title: String, subject: String, rule: String) {
      self.change = change
      self.title = title
      self.subject = subject
      self.rule = rule
    }
  }

  package init(
    snapshotDigest: String, capturedAt: String?, ended: [EndedFinding], hosts: [String] = [],
    networks: [String] = [], vms: [String] = []
  ) {
    self.snapshotDigest = snapshotDigest
    self.capturedAt = capturedAt
    self.ended = ended
    self.hosts = hosts
    self.networks = networks
    self.vms = vms
  }
}

/// What became of a finding; the most urgent first.
package enum FindingChange: String, Sendable, CaseIterable {
  /// It was not there before.
  case new
  /// It is more severe, hits more running VMs, or is not waived any more.
  case worse
  /// It is not found any more, and it cannot be told whether it still holds.
  case undetermined
  /// It is less severe, hits fewer running VMs, or is waived now.
  case better
  /// It was examined again and passes.
  case fixed
  /// Its subject is not there any more.
  case gone
  case unchanged

  package func verb(_ count: Int) -> String {
    let isOne = count == 1
    switch self {
    case .new: return isOne ? "is new" : "are new"
    case .worse: return isOne ? "is worse" : "are worse"
    case .undetermined: return "can no longer be determined"
    case .unchanged: return isOne ? "is unchanged" : "are unchanged"
    case .better: return isOne ? "is better" : "are better"
    case .fixed: return isOne ? "is fixed" : "are fixed"
    case .gone: return isOne ? "has lost its subject" : "have lost their subjects"
    }
  }

  /// A heading over several.
  package var heading: String {
    switch self {
    case .new: "New"
    case .worse: "Worse"
    case .undetermined: "No longer determined"
    case .unchanged: "Unchanged"
    case .better: "Better"
    case .fixed: "Fixed"
    case .gone: "Subject gone"
    }
  }
}
