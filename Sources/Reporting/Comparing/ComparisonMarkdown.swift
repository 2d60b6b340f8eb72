import Auditing
package import Comparing
import Planning
import PoolModel

/// A comparison as Markdown, for a ticket or a merge request.
package struct ComparisonMarkdown {
  private let comparison: Comparison

  package init(_ comparison: Comparison) { self.comparison = comparison }

  package var text: String {
    let pool = comparison.after.pool.name
    var lines = [
      "# SR-IOV of \(safe(pool)): \(comparison.titles.before) and \(comparison.titles.after)", "",
      "**\(safe(comparison.sentence))** \(safe(comparison.detail))", "",
    ]
    lines += plan + expectations + capacity
    for change in FindingChange.allCases {
      let all = comparison.findings(change)
      if !all.isEmpty {
        lines += ["## \(change.heading)", ""] + all.flatMap { self.lines(of: $0) } + [""]
      }
    }
    if !comparison.differences.isEmpty || !comparison.notCompared.isEmpty {
      lines += ["## Other differences", ""]
      lines += comparison.differences.map { "- \(safe($0.sentence))" }
      lines += comparison.notCompared.map { "- not compared: \(safe($0))" } + [""]
    }
    lines += provenance
    return lines.joined(separator: "\n") + "\n"
  }

  private var plan: [String] {
    guard let plan = comparison.plan else { return [] }
    var lines = ["## Predicted effect", ""]
    for (index, change) in plan.changes.enumerated() {
      lines.append("\(index + 1). \(code(change.assumption))")
      if let refusal = change.refusal { lines.append("   - **refused:** \(safe(refusal))") }
      lines += change.effects.map { "   - \(safe($0))" }
      if !change.commands.isEmpty { lines += ["", "   ```sh"] }
      lines += change.commands.map { "   \(line($0.shell))" }
      if !change.commands.isEmpty { lines += ["   ```", ""] }
    }
    lines += [
      "", "| port | now | after change | after reboot | lost traffic |",
      "| --- | ---: | ---: | ---: | --- |",
    ]
    lines += plan.ports.map { port in
      let numbers = [port.now, port.afterChange, port.afterReboot].map {
        $0.map(String.init) ?? "?"
      }
      return "| \(safe("\(port.host)/\(port.device)")) | \(numbers.joined(separator: " | ")) | "
        + "\(port.losses.map(safe).joined(separator: "<br>")) |"
    }
    return lines + [""]
  }

  private var expectations: [String] {
    guard !comparison.expectations.isEmpty else { return [] }
    return ["## Predictions", ""]
      + comparison.expectations.map { "- **\($0.outcome.words):** \(safe($0.text))" } + [""]
  }

  private var capacity: [String] {
    let changed = comparison.capacity.filter { $0.before != $0.after }
    guard !changed.isEmpty else { return [] }
    let head = [
      "## Capacity", "", "| port | active | in use | free |", "| --- | ---: | ---: | ---: |",
    ]
    return head
      + changed.map { compared in
        let known = compared.after ?? compared.before
        let cells = [\PortCapacity.active, \.inUse, \.free].map { path in
          let (old, new) = (text(compared.before, path), text(compared.after, path))
          return old == new ? new : "\(old) → \(new)"
        }
        return "| \(safe("\(known?.host ?? "")/\(known?.device ?? "")")) | "
          + cells.joined(separator: " | ") + " |"
      } + [""]
  }

  private func text(_ port: PortCapacity?, _ path: KeyPath<PortCapacity, Int?>) -> String {
    guard let port else { return "–" }
    return port[keyPath: path].map(String.init) ?? "?"
  }

  private func lines(of compared: ComparedFinding) -> [String] {
    let finding = compared.finding
    let reason = compared.reason.isEmpty ? "" : "; \(safe(compared.reason))"
    var lines = [
      "- **\(finding.severity.rawValue)** \(safe(finding.title))"
        + " (\(safe(finding.subject.label)), \(code(finding.rule)))\(reason)"
    ]
    guard [.new, .worse].contains(compared.change) else { return lines }
    lines.append("  \(safe(finding.action)) \(safe(finding.consequence))")
    return lines + MarkdownText.block(finding.remedy, indent: "  ")
  }

  private var provenance: [String] {
    let run = comparison.after.run
    return [
      "---", "",
      "vfaudit \(safe(run.toolVersion)); \(comparison.titles.before) sha256:"
        + "\(comparison.before.run.snapshotDigest); \(comparison.titles.after) sha256:"
        + run.snapshotDigest,
    ]
  }

  private func safe(_ text: String) -> String { MarkdownText.safe(text) }
  private func code(_ text: String) -> String { MarkdownText.code(text) }
}
