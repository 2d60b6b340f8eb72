import Auditing
package import Comparing
import Planning
import PoolModel

/// A comparison as plain text for a terminal or a ticket. Lines other than commands have at most 80
/// columns.
package struct ComparisonText {
  private let comparison: Comparison

  package init(_ comparison: Comparison) { self.comparison = comparison }

  package var text: String {
    var sections = [front, plan, expectations, capacity]
    for change in FindingChange.allCases where change != .unchanged {
      sections.append(findings(change))
    }
    sections += [differences, unchanged, provenance]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  /// The summary at the top of the page's HTML source.
  var summary: String {
    var lines = front + [""]
    let urgent = [FindingChange.new, .worse].flatMap { comparison.findings($0) }.prefix(15)
    for compared in urgent {
      lines += hanging(
        line("\(compared.finding.subject.label): \(compared.finding.title)"),
        behind: padded(compared.change.rawValue.uppercased(), to: 7))
    }
    return lines.joined(separator: "\n")
  }

  private var front: [String] {
    let (before, after) = (comparison.before, comparison.after)
    return wrapped(
      "SR-IOV \(comparison.plan == nil ? "comparison of" : "plan for") \(line(after.pool.name)): \(comparison.titles.before) (\(before.dataDate))"
        + " and \(comparison.titles.after)"
        + (comparison.plan == nil ? " (\(after.dataDate))" : ""))
      + [""] + wrapped(comparison.sentence) + wrapped(comparison.detail)
  }

  private var plan: [String] {
    guard let plan = comparison.plan else { return [] }
    var lines = ["PREDICTED EFFECT"]
    for (index, change) in plan.changes.enumerated() {
      lines += hanging(line(change.assumption), behind: "  \(index + 1). ")
      if let refusal = change.refusal { lines += indented("REFUSED: \(refusal)") }
      for effect in change.effects { lines += indented(effect) }
      lines += change.commands.flatMap { shellLines($0, indent: "       ") }
    }
    guard !plan.ports.isEmpty else { return lines }
    let rows = plan.ports.map { port in
      [shortened(line("\(port.host)/\(port.device)"), to: 24)]
        + [port.now, port.afterChange, port.afterReboot].map { $0.map(String.init) ?? "?" }
    }
    lines +=
      [""]
      + TextTable(["VFs on port", "now", "after change", "after reboot"], rows, left: 1).lines
    for port in plan.ports {
      for loss in port.losses {
        lines += hanging(line("\(port.host)/\(port.device): \(loss)"), behind: "  - ")
      }
    }
    return lines
  }

  private var expectations: [String] {
    guard !comparison.expectations.isEmpty else { return [] }
    return ["PREDICTIONS"]
      + comparison.expectations.flatMap {
        hanging(line($0.text), behind: "  \($0.outcome.words): ")
      }
  }

  private var capacity: [String] {
    let changed = comparison.capacity.filter { $0.before != $0.after }
    guard !changed.isEmpty else { return [] }
    let rows = changed.map { compared -> [String] in
      let known = compared.after ?? compared.before
      let pair = { (value: (PortCapacity) -> Int?) -> String in
        let (old, new) = (compared.before.map(value), compared.after.map(value))
        let text = { (number: Int??) in number.map { $0.map(String.init) ?? "?" } ?? "-" }
        return text(old) == text(new) ? text(new) : "\(text(old)) → \(text(new))"
      }
      return [shortened(line("\(known?.host ?? "")/\(known?.device ?? "")"), to: 24)]
        + [pair(\.active), pair(\.afterReboot), pair(\.inUse), pair(\.free)]
    }
    return ["CAPACITY"]
      + TextTable(["port", "active", "after reboot", "in use", "free"], rows, left: 1).lines
  }

  private func findings(_ change: FindingChange) -> [String] {
    let all = comparison.findings(change)
    guard !all.isEmpty else { return [] }
    return [change.heading.uppercased()] + all.flatMap { lines(of: $0) }
  }

  /// New and worse findings with their commands; all others in one line.
  private func lines(of compared: ComparedFinding) -> [String] {
    let finding = compared.finding
    var lines = hanging(
      line("\(finding.title) (\(finding.subject.label), \(finding.rule))"),
      behind: "  \(finding.severity.rawValue): ")
    if !compared.reason.isEmpty { lines += indented(compared.reason) }
    guard [.new, .worse].contains(compared.change) else { return lines }
    for paragraph in finding.happens { lines += indented(paragraph) }
    lines += indented("\(finding.action) \(finding.consequence)")
    for item in finding.evidence {
      lines += indented("\(item.quotation.place): \(item.seen); expected \(item.expected)")
    }
    for (index, step) in finding.remedy.enumerated() {
      lines += hanging(line(step.text), behind: "    \(index + 1). ")
      lines += step.commands.flatMap { shellLines($0, indent: "         ") }
    }
    return lines
  }

  private var differences: [String] {
    guard !comparison.differences.isEmpty || !comparison.notCompared.isEmpty else { return [] }
    return ["OTHER DIFFERENCES"]
      + comparison.differences.flatMap { hanging(line($0.sentence), behind: "  - ") }
      + comparison.notCompared.flatMap { hanging(line("not compared: \($0)"), behind: "  - ") }
  }

  private var unchanged: [String] {
    let all = comparison.findings(.unchanged)
    guard !all.isEmpty else { return [] }
    return ["UNCHANGED"] + all.flatMap { lines(of: $0) }
  }

  private var provenance: [String] {
    let sides = [
      (comparison.titles.before, comparison.before.run),
      (comparison.titles.after, comparison.after.run),
    ]
    var lines = [
      "PROVENANCE",
      "vfaudit \(comparison.after.run.toolVersion), audited at \(comparison.after.run.judgedAt)",
    ]
    for (title, run) in sides {
      lines +=
        wrapped("\(title): data of \(run.capturedAt.map { line($0) } ?? "an unknown time"),")
        + ["  snapshot sha256:\(run.snapshotDigest)"]
    }
    if let digest = comparison.after.run.policyDigest {
      lines +=
        wrapped("policy \(line(comparison.after.run.policyName ?? "")),") + ["  sha256:\(digest)"]
    }
    return lines
  }

  private func indented(_ text: String) -> [String] { hanging(line(text), behind: "    ") }
}
