import Auditing
package import Comparing
import Planning
import PoolModel

/// A comparison as one JSON object; null means not known.
package struct ComparisonJSON {
  package init() {}

  package func render(_ comparison: Comparison) throws(RenderFailure) -> [UInt8] {
    try JSONText.encoded(Root(comparison), isPretty: true, name: "comparison.json") + [0x0A]
  }

  private struct Root: Encodable {
    let schema = "urn:vfaudit:comparison:1"
    let same: Bool
    let sentence: String
    let before: Side
    let after: Side
    let plan: [Change]
    let ports: [Port]
    let expectations: [Expectation]
    let findings: [Compared]
    let differences: [Other]
    let notCompared: [String]

    init(_ comparison: Comparison) {
      same = comparison.isSame
      sentence = comparison.sentence
      before = Side(comparison.before, comparison.titles.before)
      after = Side(comparison.after, comparison.titles.after)
      plan = comparison.plan?.changes.map(Change.init) ?? []
      ports = comparison.plan?.ports.map(Port.init) ?? []
      expectations = comparison.expectations.map {
        Expectation(outcome: $0.outcome.rawValue, text: $0.text)
      }
      findings = comparison.findings.map(Compared.init)
      differences = comparison.differences.map(Other.init)
      notCompared = comparison.notCompared
    }
  }

  private struct Side: Encodable {
    let title: String
    let pool: String
    @OrNull var poolUUID: String?
    @OrNull var capturedAt: String?
    let judgedAt: String
    let snapshotSHA256: String
    let verdict: String

    init(_ report: AuditReport, _ title: String) {
      self.title = title
      pool = report.pool.name
      poolUUID = report.pool.uuid
      capturedAt = report.run.capturedAt
      judgedAt = report.run.judgedAt
      snapshotSHA256 = report.run.snapshotDigest
      verdict = report.verdict.sentence
    }
  }

  private struct Change: Encodable {
    let assumption: String
    let effects: [String]
    @OrNull var refusal: String?
    let commands: [String]

    init(_ change: PlannedChange) {
      assumption = change.assumption
      effects = change.effects
      refusal = change.refusal
      commands = change.commands.map(\.shell)
    }
  }

  private struct Port: Encodable {
    let port: String
    @OrNull var now: Int?
    @OrNull var afterChange: Int?
    @OrNull var afterReboot: Int?
    let losses: [String]

    init(_ port: PlannedPort) {
      self.port = "\(port.host)/\(port.device)"
      now = port.now
      afterChange = port.afterChange
      afterReboot = port.afterReboot
      losses = port.losses
    }
  }

  private struct Expectation: Encodable {
    let outcome: String
    let text: String
  }

  private struct Compared: Encodable {
    let change: String
    let reason: String
    let id: String
    let rule: String
    let severity: String
    @OrNull var severityBefore: String?
    let subjectKind: String
    let subject: String
    let title: String
    let action: String
    let consequence: String
    let commands: [String]

    init(_ compared: ComparedFinding) {
      let finding = compared.finding
      change = compared.change.rawValue
      reason = compared.reason
      id = finding.id
      rule = finding.rule
      severity = finding.severity.rawValue
      severityBefore = compared.was?.severity.rawValue
      subjectKind = finding.subject.kind.rawValue
      subject = finding.subject.label
      title = finding.title
      action = finding.action
      consequence = finding.consequence
      commands = finding.remedy.flatMap { $0.commands.map(\.shell) }
    }
  }

  private struct Other: Encodable {
    let change: String
    let subjectKind: String
    let subject: String
    @OrNull var subjectUUID: String?
    let what: String
    @OrNull var before: String?
    @OrNull var after: String?
    let sentence: String

    init(_ difference: Difference) {
      change = difference.change.rawValue
      subjectKind = difference.subject.kind.rawValue
      subject = difference.subject.label
      subjectUUID = difference.subject.uuid.isEmpty ? nil : difference.subject.uuid
      what = difference.what
      before = difference.before
      after = difference.after
      sentence = difference.sentence
    }
  }
}
