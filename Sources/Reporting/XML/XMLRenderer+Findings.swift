import Auditing
import PoolModel
import Records
import XML

extension Element {
  func append(_ finding: Finding) {
    let element = append(
      "finding",
      [
        ("id", finding.id), ("rule", finding.rule), ("severity", finding.severity.rawValue),
        ("confidence", finding.confidence.rawValue),
      ])
    element.set("since-baseline", finding.sinceBaseline?.rawValue)
    element.append(finding.subject)
    if let waiver = finding.waiver { element.append(waiver) }
    element.append("title", text: finding.title)
    let happens = element.append("happens")
    for paragraph in finding.happens { happens.append("p", text: paragraph) }
    element.append("action", text: finding.action)
    element.append("consequence", text: finding.consequence)
    element.append(finding.affected)
    let evidence = element.append("evidence")
    for item in finding.evidence { evidence.append(item) }
    let remedy = element.append("remedy")
    for step in finding.remedy {
      let line = remedy.append("step")
      line.append("text", text: step.text)
      for command in step.commands { line.append(command) }
    }
  }

  private func append(_ applied: AppliedWaiver) {
    let waiver = applied.waiver
    let element = append(
      "waiver", [("owner", waiver.owner), ("expires", waiver.expires), ("place", waiver.place)],
      text: waiver.reason)
    element.set("ticket", waiver.ticket)
    element.set("expired", applied.isExpired)
  }

  private func append(_ subject: Subject) {
    let element = append("subject", [("kind", subject.kind.rawValue)])
    element.set("uuid", subject.uuid)
    element.set("host", subject.host)
    element.append(text: subject.label)
  }

  private func append(_ affected: AffectedNames) {
    let element = append("affected")
    element.set("host-traffic", affected.hostTraffic.map(\.rawValue).joined(separator: " "))
    for name in affected.runningVMs {
      element.append("vm", [("running", "true")], text: name)
    }
    for name in affected.otherVMs {
      element.append("vm", [("running", "false")], text: name)
    }
    for name in affected.networks { element.append("network", text: name) }
    for name in affected.hosts { element.append("host", text: name) }
  }

  private func append(_ evidence: QuotedEvidence) {
    let quotation = evidence.quotation
    let item = append("item", [("witness", evidence.witness.rawValue)])
    item.set("document", quotation.document)
    item.set("lines", quotation.ranges)
    if !quotation.text.isEmpty {
      let quote = item.append("quote")
      let lines = quotation.text.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, text) in lines.enumerated() {
        let line = quote.append("line", text: String(text))
        if lines.count == quotation.lines.count { line.set("number", quotation.lines[index]) }
      }
    }
    item.append("seen", text: evidence.seen)
    item.append("expected", text: evidence.expected)
  }
}

extension Quotation {
  /// `2–4, 9`; empty if no line is known.
  var ranges: String {
    var ranges: [ClosedRange<Int>] = []
    for line in lines {
      if let last = ranges.last, last.upperBound + 1 == line {
        ranges[ranges.count - 1] = last.lowerBound...line
      } else {
        ranges.append(line...line)
      }
    }
    return ranges.map { range in
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
    }.joined(separator: ", ")
  }

  /// `xe/vlan-list:2–4`.
  var place: String {
    if document.isEmpty { return "no document" }
    return ranges.isEmpty ? document : "\(document):\(ranges)"
  }
}
