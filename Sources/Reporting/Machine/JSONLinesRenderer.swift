package import Auditing
import PoolModel
import Records

/// Writes each finding as one line of JSON, for DuckDB, jq or a log; waived findings come last.
///
/// Every line has the same keys; values that are not known are null. Names are as captured.
package struct JSONLinesRenderer: Renderer {
  package init() {}

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    var lines: [UInt8] = []
    for finding in report.findings + report.waived {
      lines += try JSONText.encoded(
        FindingLine(finding, in: report), isPretty: false, name: "findings.jsonl")
      lines.append(0x0A)
    }
    return lines
  }
}

/// A finding as a flat row; lists are kept as lists.
private struct FindingLine: Encodable {
  let pool: String
  @OrNull var poolUUID: String?
  @OrNull var capturedAt: String?
  let judgedAt: String
  let snapshotSHA256: String
  let id: String
  let rule: String
  let severity: String
  let confidence: String
  let subjectKind: String
  let subject: String
  @OrNull var subjectUUID: String?
  @OrNull var host: String?
  let title: String
  let happens: [String]
  let action: String
  let consequence: String
  let runningVMs: [String]
  let otherVMs: [String]
  let networks: [String]
  let hosts: [String]
  let hostTraffic: [String]
  let evidence: [Evidence]
  let commands: [String]
  @OrNull var waivedUntil: String?
  @OrNull var waivedBy: String?
  @OrNull var sinceBaseline: String?

  struct Evidence: Encodable {
    let document: String
    let lines: [Int]
    let witness: String
    let seen: String
    let expected: String
  }

  init(_ finding: Finding, in report: AuditReport) {
    pool = report.pool.name
    poolUUID = report.pool.uuid
    capturedAt = report.run.capturedAt
    judgedAt = report.run.judgedAt
    snapshotSHA256 = report.run.snapshotDigest
    id = finding.id
    rule = finding.rule
    severity = finding.severity.rawValue
    confidence = finding.confidence.rawValue
    subjectKind = finding.subject.kind.rawValue
    subject = finding.subject.label
    subjectUUID = finding.subject.uuid.isEmpty ? nil : finding.subject.uuid
    host = finding.subject.host.isEmpty ? nil : finding.subject.host
    title = finding.title
    happens = finding.happens
    action = finding.action
    consequence = finding.consequence
    runningVMs = finding.affected.runningVMs
    otherVMs = finding.affected.otherVMs
    networks = finding.affected.networks
    hosts = finding.affected.hosts
    hostTraffic = finding.affected.hostTraffic.map(\.rawValue)
    evidence = finding.evidence.map {
      Evidence(
        document: $0.quotation.document, lines: $0.quotation.lines, witness: $0.witness.rawValue,
        seen: $0.seen, expected: $0.expected)
    }
    commands = finding.remedy.flatMap { $0.commands.map(\.shell) }
    waivedUntil = finding.waiver?.waiver.expires
    waivedBy = finding.waiver?.waiver.owner
    sinceBaseline = finding.sinceBaseline?.rawValue
  }
}
