package import Auditing
import PoolModel
import Records

/// Writes the findings as SARIF 2.1.0, for tools that show results of static analysis.
///
/// A finding is a result of kind `fail`. A rule that was not evaluated is a result of kind `open`
/// (§3.27.9), and the gap is a notification. Waivers are suppressions. The location of a finding is
/// the document of the snapshot, relative to `SNAPSHOT`; the object of the pool is a logical
/// location. The fingerprint is the finding's id: it depends only on rule and subject.
package struct SARIFRenderer: Renderer {
  package init() {}

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    try JSONText.encoded(
      SARIFLog(report).value, isPretty: true, name: "report.sarif", isSnake: false) + [0x0A]
  }
}

/// The keys are those of the standard.
private struct SARIFLog {
  private let report: AuditReport
  private let ruleIndex: [String: Int]

  init(_ report: AuditReport) {
    self.report = report
    ruleIndex = Dictionary(
      report.rules.enumerated().map { ($0.element.id, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  var value: JSONValue {
    [
      "$schema":
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "vfaudit", "semanticVersion": .string(report.run.toolVersion),
              "rules": .array(report.rules.map(rule)),
            ]
          ],
          "automationDetails": [
            "id": .string("vfaudit/\(line(report.pool.uuid ?? report.pool.name))/")
          ],
          "invocations": [invocation],
          "originalUriBaseIds": ["SNAPSHOT": ["description": ["text": "The snapshot's folder."]]],
          "columnKind": "unicodeCodePoints",
          "results": .array(
            (report.findings + report.waived).map(result) + report.undetermined.map(openResult)),
          "properties": properties,
        ]
      ],
    ]
  }

  private var properties: JSONValue {
    var members: [String: JSONValue] = [
      "pool": .string(line(report.pool.name)), "verdict": .string(line(report.verdict.sentence)),
      "snapshotSha256": .string(report.run.snapshotDigest),
    ]
    members["capturedAt"] = report.run.capturedAt.map { .string($0) }
    members["contentSha256"] = report.run.contentDigest.map { .string($0) }
    if !report.run.assumptions.isEmpty {
      members["assumptions"] = .array(report.run.assumptions.map { .string(line($0)) })
    }
    return .object(members)
  }

  private func rule(_ rule: RuleSummary) -> JSONValue {
    [
      "id": .string(rule.id),
      "name": .string(rule.id.split(separator: "-").map(\.capitalizedFirst).joined()),
      "shortDescription": ["text": .string(line(rule.title))],
      "fullDescription": ["text": .string(line(rule.why))],
      "help": ["text": .string(line("\(rule.remedy) To check it manually: \(rule.checkByHand)"))],
      "defaultConfiguration": ["level": .string(rule.severity.rawValue)],
      "properties": [
        "confidence": .string(rule.confidence.rawValue), "outcome": .string(rule.outcome.word),
        "examined": .integer(rule.examined),
      ],
    ]
  }

  private var invocation: JSONValue {
    var seen: Set<Gap> = []
    let gaps = (report.gaps + report.undetermined.flatMap(\.gaps)).filter {
      seen.insert($0).inserted
    }
    return [
      "executionSuccessful": true,
      "toolExecutionNotifications": .array(
        gaps.map { gap in
          [
            "level": "warning",
            "message": ["text": .string(line("Not known: \(gap.what): \(gap.why)"))],
          ]
        }),
    ]
  }

  private func result(_ finding: Finding) -> JSONValue {
    var members: [String: JSONValue] = [
      "ruleId": .string(finding.rule), "ruleIndex": .integer(ruleIndex[finding.rule] ?? -1),
      "level": .string(finding.severity.rawValue), "kind": "fail",
      "message": ["text": .string(text(of: finding)), "markdown": .string(markdown(of: finding))],
      "locations": .array(locations(of: finding)),
      "partialFingerprints": ["vfauditFindingId/v1": .string(finding.id)],
      "properties": [
        "id": .string(finding.id), "confidence": .string(finding.confidence.rawValue),
        "commands": .array(
          finding.remedy.flatMap(\.commands).map { .string(line($0.shell)) }),
      ],
    ]
    members["suppressions"] = finding.waiver.map { [suppression($0)] }
    members["baselineState"] = finding.sinceBaseline.map { .string(state(of: $0)) }
    return .object(members)
  }

  private func openResult(_ rule: UndeterminedRule) -> JSONValue {
    let count = rule.count == 0 ? "" : " for \(rule.count) \(rule.noun)"
    let gaps = enumeration(rule.gaps.map(\.what), limit: 3)
    return [
      "ruleId": .string(rule.rule), "ruleIndex": .integer(ruleIndex[rule.rule] ?? -1),
      "kind": "open", "level": "none",
      "message": ["text": .string(line("Not evaluated\(count); not known: \(gaps)."))],
      "partialFingerprints": ["vfauditFindingId/v1": .string("open-\(rule.rule)")],
    ]
  }

  private func text(of finding: Finding) -> String {
    line(
      "\(finding.title). \(finding.happens.joined(separator: " ")) \(finding.action)"
        + " \(finding.consequence)")
  }

  private func markdown(of finding: Finding) -> String {
    let paragraphs =
      ["\(MarkdownText.strong(MarkdownText.safe(finding.title + ".")))"]
      + (finding.happens + ["\(finding.action) \(finding.consequence)"]).map(MarkdownText.safe)
    return (paragraphs + [MarkdownText.block(finding.remedy, indent: "").joined(separator: "\n")])
      .joined(separator: "\n\n")
  }

  /// One location for each document; each also names the object.
  private func locations(of finding: Finding) -> [JSONValue] {
    let object: JSONValue = [
      [
        "fullyQualifiedName": .string(line(finding.subject.label)),
        "kind": .string(finding.subject.kind.rawValue),
      ]
    ]
    guard !finding.evidence.isEmpty else { return [["logicalLocations": object]] }
    return finding.evidence.map { item in
      let quotation = item.quotation
      var physical: [String: JSONValue] = [
        "artifactLocation": [
          "uri": .string(Self.uri(of: quotation.document)), "uriBaseId": "SNAPSHOT",
        ]
      ]
      if let first = quotation.lines.min(), let last = quotation.lines.max(), first > 0 {
        physical["region"] = [
          "startLine": .integer(first), "endLine": .integer(last),
          "snippet": ["text": .string(visibleLines(quotation.text))],
        ]
      }
      return [
        "logicalLocations": object, "physicalLocation": .object(physical),
        "message": ["text": .string(line("\(item.seen); expected \(item.expected)"))],
      ]
    }
  }

  private func visibleLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }
      .joined(separator: "\n")
  }

  /// A document's name as a relative URI reference; colons and spaces must be escaped.
  private static func uri(of document: String) -> String {
    var result = ""
    for byte in document.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: result.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }

  private func suppression(_ applied: AppliedWaiver) -> JSONValue {
    let waiver = applied.waiver
    let ticket = waiver.ticket.isEmpty ? "" : ", \(waiver.ticket)"
    return [
      "kind": "external", "status": .string(applied.isExpired ? "rejected" : "accepted"),
      "justification": .string(
        line("\(waiver.reason) (\(waiver.owner)\(ticket), until \(waiver.expires))")),
    ]
  }

  private func state(of change: FindingChange) -> String {
    switch change {
    case .new: "new"
    case .worse, .better: "updated"
    case .unchanged: "unchanged"
    case .fixed, .gone, .undetermined: "absent"
    }
  }
}
