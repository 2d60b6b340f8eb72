package import Auditing
import PoolModel
import Records
import XML

/// Writes the report as XML. The HTML page and the JSON report are made from it.
///
/// Values that are not known are absent, not 0 or empty. Lists are always present, so an empty list
/// means "none". The document is validated against `ReportSchema` before it is written.
package struct XMLRenderer: Renderer {
  package init() {}

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    try document(of: report).bytes(indented: true)
  }

  /// The report as an XML tree, validated against the schema.
  func document(of report: AuditReport) throws(RenderFailure) -> Document {
    let document = Document(root: "report", namespace: ReportSchema.namespace)
    let root = document.root
    root.setAttribute("schema", "2")
    root.set("content-sha256", report.run.contentDigest)
    root.append(report.run)
    root.append(report.pool)
    let assumptions = root.append("assumptions")
    for assumption in report.run.assumptions { assumptions.append("assumption", text: assumption) }
    root.append("summary", text: PlainSummary(report).text)
    let verdict = root.append("verdict")
    verdict.append("sentence", text: report.verdict.sentence)
    verdict.append("detail", text: report.verdict.detail)
    appendActNow(report.actNow, to: root)
    appendCounts(report.counts, to: root)
    if let baseline = report.baseline { append(baseline, to: root) }
    appendCapacity(report.capacity, to: root)
    appendFailover(report.failover, to: root)
    let gaps = GapList(report)
    gaps.append(to: root)
    appendUndetermined(report.undetermined, gaps, to: root)
    let findings = root.append("findings")
    for finding in report.findings { findings.append(finding) }
    let waived = root.append("waived")
    for finding in report.waived { waived.append(finding) }
    root.append(report.inventory)
    appendRules(report, to: root)
    appendDocuments(report.documents, to: root)
    try ReportSchema.check(document)
    return document
  }

  private func append(_ baseline: Baseline, to root: Element) {
    let element = root.append("baseline", [("snapshot-sha256", baseline.snapshotDigest)])
    element.set("captured-at", baseline.capturedAt)
    for ended in baseline.ended {
      element.append(
        "ended",
        [("change", ended.change.rawValue), ("subject", ended.subject), ("rule", ended.rule)],
        text: ended.title)
    }
  }

  private func appendActNow(_ actions: [ActNow], to root: Element) {
    let list = root.append("act-now")
    for line in actions {
      let action = list.append("action", [("finding", line.finding)])
      action.append("do", text: line.action)
      action.append("or-else", text: line.consequence)
    }
  }

  private func appendCounts(_ counts: [SeverityCounts], to root: Element) {
    let list = root.append("counts")
    for line in counts {
      let severity = list.append("severity", [("name", line.severity.rawValue)])
      severity.set("findings", line.findings)
      severity.set("waived", line.waived)
      for outcome in Outcome.allCases {
        severity.set(outcome.word, line.rules[outcome] ?? 0)
      }
    }
  }

  private func appendCapacity(_ ports: [PortCapacity], to root: Element) {
    let list = root.append("capacity")
    for line in ports {
      let port = list.append(
        "port",
        [
          ("label", "\(line.host)/\(line.device)"), ("host", line.host), ("device", line.device),
          ("uuid", line.portUUID),
        ])
      port.set("card", line.card)
      port.set("network", line.network)
      port.set("capable", line.capable)
      port.set("requested", line.requested)
      port.set("active", line.active)
      port.set("after-reboot", line.afterReboot)
      port.set("in-use", line.inUse)
      port.set("reserved", line.reserved)
      port.set("free", line.free)
      port.set("remark", line.remark)
      for id in line.findings { port.append("finding", [("ref", id)]) }
    }
  }

  private func appendFailover(_ lines: [FailoverLine], to root: Element) {
    let list = root.append("failover")
    for line in lines {
      let host = list.append("lost", [("host", line.host)])
      host.set("vms", line.vms)
      if let shortfall = line.shortfall { host.append("shortfall", text: shortfall) }
      for refuge in line.refuges {
        let element = host.append("refuge", [("host", refuge.host)])
        for vm in refuge.vms { element.append("vm", text: vm) }
      }
    }
  }

  private func appendUndetermined(
    _ rules: [UndeterminedRule], _ gaps: GapList, to root: Element
  ) {
    let list = root.append("undetermined")
    for line in rules {
      let rule = list.append("rule", [("id", line.rule), ("severity", line.severity.rawValue)])
      rule.set("count", line.count)
      rule.set("noun", line.noun)
      rule.append("title", text: line.title)
      for id in gaps.ids(of: line.gaps) { rule.append("gap", [("ref", id)]) }
    }
  }
}

/// All gaps of the report without duplicates, each with an id for references.
private struct GapList {
  private var all: [Gap] = []
  private var numbers: [Gap: Int] = [:]

  /// The gaps of the pool first, then those that only rules found.
  init(_ report: AuditReport) {
    for gap in report.gaps + report.undetermined.flatMap(\.gaps) where numbers[gap] == nil {
      all.append(gap)
      numbers[gap] = all.count
    }
  }

  func ids(of gaps: [Gap]) -> [String] { gaps.compactMap { numbers[$0] }.map { "gap-\($0)" } }

  func append(to root: Element) {
    let list = root.append("gaps")
    for (index, gap) in all.enumerated() {
      let element = list.append("gap", [("id", "gap-\(index + 1)")])
      element.set("document", gap.document)
      element.append("what", text: gap.what)
      element.append("why", text: gap.why)
      if !gap.closedBy.isEmpty { element.append(Command(words: gap.closedBy)) }
    }
  }
}

extension Element {
  /// Sets an attribute unless the value is nil.
  func set(_ name: String, _ number: Int?) {
    if let number { setAttribute(name, String(number)) }
  }

  /// Sets an attribute unless the value is nil or empty.
  func set(_ name: String, _ text: String?) {
    if let text, !text.isEmpty { setAttribute(name, text) }
  }

  func set(_ name: String, _ flag: Bool) { setAttribute(name, flag ? "true" : "false") }

  /// Each word, unquoted as text and quoted for a shell as an attribute.
  func append(_ command: Command) {
    let element = append("command", [("shell", command.shell)])
    for (word, quoted) in zip(command.words, command.quoted) {
      element.append("word", [("shell", quoted)], text: word)
    }
  }
}

extension Outcome {
  /// `not-applicable`.
  package var word: String {
    switch self {
    case .failed, .undetermined, .passed: rawValue
    case .notApplicable: "not-applicable"
    }
  }
}
