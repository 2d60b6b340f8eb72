/// An earlier audit of the same pool, whose findings are known.
package struct Baseline: Sendable, Equatable {
  package var snapshotDigest: String
  /// nil if that snapshot has no capture time.
  package var capturedAt: String?
  /// Findings of the baseline that are no longer found.
  package var ended: [EndedFinding]
  /// Names in the baseline, for redaction only; no format shows them.
  package var hosts: [String] = []
  package var networks: [String] = []
  package var vms: [String] = []

  package struct EndedFinding: Sendable, Equatable {
    /// Fixed, gone or undetermined.
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

/// How a finding changed between two audits; the most urgent first.
package enum FindingChange: String, Sendable, CaseIterable {
  /// Was not found before.
  case new
  /// Is more severe, affects more running VMs, or is no longer waived.
  case worse
  /// Is no longer found, but the rule was not evaluated: it may still hold.
  case undetermined
  /// Is less severe, affects fewer running VMs, or is waived now.
  case better
  /// Was examined again and passes.
  case fixed
  /// Its subject no longer exists.
  case gone
  case unchanged

  package func verb(_ count: Int) -> String {
    let isOne = count == 1
    switch self {
    case .new: return isOne ? "is new" : "are new"
    case .worse: return isOne ? "is worse" : "are worse"
    case .undetermined: return "can no longer be evaluated"
    case .unchanged: return isOne ? "is unchanged" : "are unchanged"
    case .better: return isOne ? "is better" : "are better"
    case .fixed: return isOne ? "is fixed" : "are fixed"
    case .gone:
      return isOne ? "is about a removed object" : "are about removed objects"
    }
  }

  /// The heading of a list of such findings.
  package var heading: String {
    switch self {
    case .new: "New"
    case .worse: "Worse"
    case .undetermined: "No longer evaluated"
    case .unchanged: "Unchanged"
    case .better: "Better"
    case .fixed: "Fixed"
    case .gone: "Object removed"
    }
  }
}
