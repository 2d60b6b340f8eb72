package import Auditing
import PoolModel
import Records

/// Writes metrics for the textfile collector of Prometheus' node_exporter: VFs of each port,
/// findings by severity, and the age of the snapshot. Values that are not known have no sample.
package struct PrometheusRenderer: Renderer {
  package init() {}

  private struct Metric {
    var name: String
    var help: String
    /// Labels and value.
    var samples: [(labels: [(String, String)], value: Int)] = []
  }

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    let pool = [("pool", report.pool.name), ("pool_uuid", report.pool.uuid ?? "")]
    var metrics = ports(report, pool) + counts(report, pool)
    if let captured = report.run.capturedAt.flatMap({ Instant($0) }),
      let judged = Instant(report.run.judgedAt)
    {
      metrics.append(
        Metric(
          name: "vfaudit_snapshot_age_seconds",
          help: "Age of the snapshot at the time of the audit.",
          samples: [(pool, judged.seconds - captured.seconds)]))
    }
    return Array(metrics.filter { !$0.samples.isEmpty }.map(text).joined().utf8)
  }

  private func ports(_ report: AuditReport, _ pool: [(String, String)]) -> [Metric] {
    let kinds: [(String, String, KeyPath<PortCapacity, Int?>)] = [
      ("vfaudit_port_vfs", "VFs that exist on the port.", \.active),
      ("vfaudit_port_vfs_after_reboot", "VFs on the port after the next reboot.", \.afterReboot),
      ("vfaudit_port_vfs_in_use", "VFs used by running VMs.", \.inUse),
      ("vfaudit_port_vfs_free", "Free VFs on the port.", \.free),
    ]
    return kinds.map { name, help, path in
      Metric(
        name: name, help: help,
        samples: report.capacity.compactMap { port in
          port[keyPath: path].map { value in
            (
              pool + [
                ("host", port.host), ("device", port.device), ("network", port.network ?? ""),
              ], value
            )
          }
        })
    }
  }

  private func counts(_ report: AuditReport, _ pool: [(String, String)]) -> [Metric] {
    let bySeverity = { (value: (SeverityCounts) -> Int) in
      report.counts.map { line in
        (labels: pool + [("severity", line.severity.rawValue)], value: value(line))
      }
    }
    return [
      Metric(
        name: "vfaudit_findings", help: "Findings that are not waived.",
        samples: bySeverity(\.findings)),
      Metric(
        name: "vfaudit_findings_waived", help: "Findings that are waived.",
        samples: bySeverity(\.waived)),
      Metric(
        name: "vfaudit_rules_undetermined", help: "Rules that could not be evaluated.",
        samples: [(pool, report.undetermined.count)]),
    ]
  }

  private func text(_ metric: Metric) -> String {
    let samples = metric.samples.map { sample in
      let labels = sample.labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
      return "\(metric.name){\(labels)} \(sample.value)\n"
    }
    return "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) gauge\n" + samples.joined()
  }

  private func escaped(_ text: String) -> String {
    line(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}
