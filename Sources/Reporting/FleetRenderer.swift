import Auditing
package import Comparing
import PoolModel
import XML

/// Writes the overview of several pools as XML (`FleetRenderer.schema`), as an HTML page made from
/// the XML, and as text.
package struct FleetRenderer {
  /// The namespace of all elements.
  package static let namespace = "urn:vfaudit:fleet:1"

  /// The file `Templates/fleet.xsd`.
  package static var schema: [UInt8] { Asset.fleetSchema.bytes }

  /// The file extension of the linked reports, without a dot; nil: no links.
  private let linked: String?

  package init(linkingTo ending: String?) { linked = ending }

  package func xml(_ fleet: FleetSummary) throws(RenderFailure) -> [UInt8] {
    try document(of: fleet).bytes(indented: true)
  }

  /// `styleHash` is SHA-256 in base64.
  package func html(
    _ fleet: FleetSummary, styleHash: ([UInt8]) -> String
  ) throws(RenderFailure) -> [UInt8] {
    try Asset.fleetPage.filled(from: try document(of: fleet), styleHash: styleHash)
  }

  /// For a terminal: one line per pool, the worst first.
  package func text(_ fleet: FleetSummary) -> String {
    let rows = fleet.pools.map { pool in
      [shortened(line(pool.name), to: 24)]
        + Severity.allCases.map { "\(pool.findings[$0] ?? 0)" } + ["\(pool.undetermined)"]
    }
    let head = ["pool", "errors", "warnings", "notes", "not evaluated"]
    var lines = ["\(counted(fleet.pools.count, "pool")), worst first"]
    lines += TextTable(head, rows, left: 1).lines
    let unread = fleet.unread.flatMap { hanging(line("\($0.path): \($0.why)"), behind: "  - ") }
    if !unread.isEmpty { lines += ["could not be audited:"] + unread }
    return lines.joined(separator: "\n") + "\n"
  }

  private func document(of fleet: FleetSummary) throws(RenderFailure) -> Document {
    let document = Document(root: "fleet", namespace: Self.namespace)
    let root = document.root
    root.setAttribute("schema", "2")
    let pools = root.append("pools")
    for pool in fleet.pools { append(pool, to: pools) }
    let ports = root.append("tightest-ports")
    for tight in fleet.tightestPorts {
      let port = ports.append(
        "port",
        [
          ("pool", tight.pool.name), ("folder", tight.pool.folder),
          ("label", "\(tight.port.host)/\(tight.port.device)"),
        ])
      port.set("network", tight.port.network)
      port.set("free", tight.port.free)
      port.set("active", tight.port.active)
    }
    let rules = root.append("failed-rules")
    for failed in fleet.failedRules {
      let rule = rules.append(
        "rule", [("id", failed.rule.id), ("severity", failed.rule.severity.rawValue)])
      rule.set("pools", failed.pools.count)
      rule.append("title", text: failed.rule.title)
      for pool in failed.pools.prefix(3) {
        rule.append("pool", [("folder", pool.folder)], text: pool.name)
      }
    }
    let outliers = root.append("outliers")
    for outlier in fleet.outliers {
      outliers.append(
        "outlier", [("pool", outlier.pool.name), ("folder", outlier.pool.folder)],
        text: outlier.what)
    }
    let unread = root.append("unread")
    for source in fleet.unread {
      unread.append("source", [("path", source.path)], text: source.why)
    }
    try ReportSchema.check(document, against: Asset.fleetSchema, calling: "fleet.xml")
    return document
  }

  private func append(_ pool: FleetSummary.PoolLine, to list: Element) {
    let line = list.append("pool", [("name", pool.name), ("folder", pool.folder)])
    line.set("report", linked.map { "\(pool.folder)/report.\($0)" })
    line.set("uuid", pool.uuid)
    line.set("product", pool.product)
    line.set("hosts", pool.hosts)
    line.set("captured-at", pool.capturedAt)
    for severity in Severity.allCases { line.set("\(severity)s", pool.findings[severity] ?? 0) }
    line.set("waived", pool.waived)
    line.set("undetermined", pool.undetermined)
    line.append("verdict", text: pool.verdict.sentence)
  }
}
