package import Auditing
import PoolModel

extension AuditReport {
  /// The report with each finding marked as new, worse, better or unchanged since the baseline, and
  /// with the findings of the baseline that are no longer found.
  package init(sinceBaseline comparison: Comparison) {
    self = comparison.after
    var changes: [String: FindingChange] = [:]
    for compared in comparison.findings where !Baseline.isEnded(compared.change) {
      changes[compared.finding.id] = compared.change
    }
    for index in findings.indices { findings[index].sinceBaseline = changes[findings[index].id] }
    for index in waived.indices { waived[index].sinceBaseline = changes[waived[index].id] }
    let before = comparison.before.run
    baseline = Baseline(
      snapshotDigest: before.snapshotDigest, capturedAt: before.capturedAt,
      ended: comparison.findings.filter { Baseline.isEnded($0.change) }.map { compared in
        .init(
          change: compared.change, title: compared.finding.title,
          subject: compared.finding.subject.label, rule: compared.finding.rule)
      })
    let earlier = comparison.before.inventory
    baseline?.hosts = earlier.hosts.map(\.name)
    baseline?.networks = earlier.networks.map(\.name)
    baseline?.vms = earlier.vms.map(\.name)
  }

  /// Whether a finding is new or worse than in the baseline.
  package var hasNewFindings: Bool {
    findings.contains { $0.sinceBaseline == .new || $0.sinceBaseline == .worse }
  }
}

extension Baseline {
  fileprivate static func isEnded(_ change: FindingChange) -> Bool {
    switch change {
    case .fixed, .gone, .undetermined: true
    case .new, .worse, .better, .unchanged: false
    }
  }
}
