import Auditing
package import Comparing
import Planning
import PoolModel
import XML

/// Writes a comparison as XML. The HTML page is made from it.
package struct ComparisonXML {
  package init() {}

  package func render(_ comparison: Comparison) throws(RenderFailure) -> [UInt8] {
    try document(of: comparison).bytes(indented: true)
  }

  /// The comparison as an XML tree, validated against the schema.
  func document(of comparison: Comparison) throws(RenderFailure) -> Document {
    let document = Document(root: "comparison", namespace: ComparisonSchema.namespace)
    let root = document.root
    root.setAttribute("schema", "2")
    root.set("same", comparison.isSame)
    append(comparison.before, "before", comparison.titles.before, to: root)
    append(comparison.after, "after", comparison.titles.after, to: root)
    root.append("summary", text: ComparisonText(comparison).summary)
    let verdict = root.append("verdict")
    verdict.append("sentence", text: comparison.sentence)
    verdict.append("detail", text: comparison.detail)
    if let plan = comparison.plan { append(plan, to: root) }
    if !comparison.expectations.isEmpty {
      let list = root.append("expectations")
      for expected in comparison.expectations {
        list.append("expectation", [("outcome", expected.outcome.rawValue)], text: expected.text)
      }
    }
    appendCapacity(comparison.capacity, to: root)
    let findings = root.append("findings")
    for compared in comparison.findings {
      let line = findings.append("compared", [("change", compared.change.rawValue)])
      line.set("was", compared.was.map(\.severity.rawValue))
      if !compared.reason.isEmpty { line.append("reason", text: compared.reason) }
      line.append(compared.finding)
    }
    appendDifferences(comparison, to: root)
    try ComparisonSchema.check(document)
    return document
  }

  private func append(_ report: AuditReport, _ name: String, _ title: String, to root: Element) {
    let side = root.append(name, [("title", title)])
    side.append(report.run)
    side.append(report.pool)
    side.append("sentence", text: report.verdict.sentence)
  }

  private func append(_ plan: Plan, to root: Element) {
    let element = root.append("plan")
    for change in plan.changes {
      let line = element.append("change", [("assumption", change.assumption)])
      line.set("refusal", change.refusal)
      for effect in change.effects { line.append("effect", text: effect) }
      for command in change.commands { line.append(command) }
    }
    for port in plan.ports {
      let line = element.append("port", [("label", "\(port.host)/\(port.device)")])
      line.set("card", port.card)
      line.set("now", port.now)
      line.set("after-change", port.afterChange)
      line.set("after-reboot", port.afterReboot)
      for loss in port.losses { line.append("loss", text: loss) }
    }
  }

  private func appendCapacity(_ ports: [ComparedCapacity], to root: Element) {
    let list = root.append("capacity")
    for compared in ports {
      guard let known = compared.after ?? compared.before else { continue }
      let port = list.append("port", [("label", "\(known.host)/\(known.device)")])
      for (name, side) in [("before", compared.before), ("after", compared.after)] {
        guard let side else { continue }
        let line = port.append(name)
        line.set("network", side.network)
        line.set("active", side.active)
        line.set("after-reboot", side.afterReboot)
        line.set("in-use", side.inUse)
        line.set("free", side.free)
      }
    }
  }

  private func appendDifferences(_ comparison: Comparison, to root: Element) {
    let list = root.append("differences")
    for difference in comparison.differences {
      let line = list.append(
        "difference",
        [
          ("change", difference.change.rawValue), ("kind", difference.subject.kind.rawValue),
          ("label", difference.subject.label),
        ])
      line.set("uuid", difference.subject.uuid)
      line.set("what", difference.what)
      if let before = difference.before { line.setAttribute("before", before) }
      if let after = difference.after { line.setAttribute("after", after) }
      line.append(text: difference.sentence)
    }
    let open = root.append("not-compared")
    for what in comparison.notCompared { open.append("what", text: what) }
  }
}

/// The XSD of the XML comparison: its own elements, and the types shared with reports.
package enum ComparisonSchema {
  /// The namespace of all elements.
  package static let namespace = "urn:vfaudit:comparison:1"

  /// `Templates/comparison.xsd` with the types of `Templates/report.xsd` inserted.
  package static var bytes: [UInt8] {
    let own = String(decoding: Asset.comparisonSchema.bytes, as: UTF8.self)
    let report = String(decoding: ReportSchema.bytes, as: UTF8.self)
    guard let start = report.firstRange(of: "  <!-- Simple types"),
      let end = report.firstRange(of: "</xs:schema>"),
      let place = own.firstRange(of: "  <!-- The types of report.xsd are inserted here. -->\n")
    else { return Asset.comparisonSchema.bytes }
    let types = report[start.lowerBound..<end.lowerBound]
    return Array((own[..<place.lowerBound] + types + own[place.upperBound...]).utf8)
  }

  static func check(_ document: Document) throws(RenderFailure) {
    try ReportSchema.check(
      document, against: Asset(name: Asset.comparisonSchema.name, bytes: bytes),
      calling: "comparison.xml")
  }
}
