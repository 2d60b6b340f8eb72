package import Auditing
import PoolModel

/// The page of one rule, for the terminal and for the documentation.
package struct RulePage {
  private let rule: Rule

  package init(_ rule: Rule) { self.rule = rule }

  /// Markdown, with headings in a fixed order.
  package var markdown: String {
    var lines = [
      "# \(rule.title)", "", "`\(rule.id)`", "",
      "| severity | confidence | since | examines | needs |",
      "| --- | --- | --- | --- | --- |",
      "| \(rule.severity.rawValue) | \(rule.confidence.rawValue) | \(rule.since) "
        + "| \(rule.nouns.many) | \(needs) |",
      "", "## Why it matters", "", rule.why, "", "## How to fix", "", rule.remedy, "",
      "## How to check manually", "", "```sh", rule.checkByHand, "```", "", "## Examples", "",
    ]
    lines += examples.map { "- \($0)" }
    if !rule.references.isEmpty {
      lines += ["", "## References", ""] + rule.references.map { "- \($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Plain text of at most 80 columns.
  package var text: String {
    var lines = [
      rule.id, "\(rule.severity.rawValue): \(rule.title)", "",
      "examines   \(rule.nouns.many)", "needs      \(needs)",
      "confidence \(rule.confidence.rawValue), since \(rule.since)", "",
    ]
    lines += wrapped(rule.why) + [""] + ["Fix:"] + wrapped(rule.remedy)
    lines += ["", "Check manually:", "  \(rule.checkByHand)", "", "Examples:"]
    lines += examples.flatMap { hanging($0, behind: "  - ") }
    if !rule.references.isEmpty {
      lines += ["", "References:"] + rule.references.flatMap { hanging($0, behind: "  - ") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var needs: String {
    rule.needs.isEmpty ? "nothing" : rule.needs.map(\.rawValue).joined(separator: ", ")
  }

  /// `fails on xen1/eth0: the VLAN's own port has VFs`.
  private var examples: [String] {
    rule.examples.map { example in
      switch example.expectation {
      case .passes: "passes: \(example.name)"
      case .fails(let subjects): "fails on \(subjects.joined(separator: ", ")): \(example.name)"
      case .undetermined: "not evaluated: \(example.name)"
      case .notApplicable: "not applicable: \(example.name)"
      }
    }
  }

  /// The index of all pages.
  package static func index(of rules: [Rule]) -> String {
    var lines = [
      "# Rules", "", "| rule | severity | a pool has a … |", "| --- | --- | --- |",
    ]
    lines += rules.map { "| [\($0.id)](\($0.id).md) | \($0.severity.rawValue) | \($0.title) |" }
    return lines.joined(separator: "\n") + "\n"
  }
}
