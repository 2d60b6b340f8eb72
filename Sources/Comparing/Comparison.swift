package import Auditing
package import Planning
import PoolModel

/// A comparison of two audits of one pool: changes of findings, and other differences.
///
/// Like a report it holds only texts and numbers: renderers need nothing else.
package struct Comparison: Sendable {
  /// Titles of the two sides: `before` and `after`, or `today` and `after the change`.
  package let titles: (before: String, after: String)
  package let before: AuditReport
  package let after: AuditReport
  /// Sorted by change, the most urgent first, then in the order of the reports.
  package let findings: [ComparedFinding]
  /// By port, in the order of the report; includes ports that only one side has.
  package let capacity: [ComparedCapacity]
  /// Sorted by kind, then by label.
  package let differences: [Difference]
  /// What could not be compared because one side did not capture it.
  package let notCompared: [String]
  /// The planned changes between both sides; nil for a comparison of two snapshots.
  package var plan: Plan?
  /// The predictions of a plan and their results; empty without a plan.
  package var expectations: [ComparedExpectation] = []

  /// No finding and nothing else differs, as far as it could be compared.
  package var isSame: Bool {
    differences.isEmpty && findings.allSatisfy { $0.change == .unchanged }
  }

  /// Findings of one kind of change.
  package func findings(_ change: FindingChange) -> [ComparedFinding] {
    findings.filter { $0.change == change }
  }

  /// `2 findings are new and 1 is fixed.`
  package var sentence: String {
    if !expectations.isEmpty { return predicted }
    let counts = FindingChange.allCases.map { ($0, findings($0).count) }
    let moved = counts.filter { $0.0 != .unchanged && $0.1 > 0 }
    guard let first = moved.first else {
      return isSame ? "Nothing has changed." : "No finding has changed, but the pool differs."
    }
    let head = "\(counted(first.1, "finding")) \(first.0.verb(first.1))"
    let rest = moved.dropFirst().map { "\($0.1) \($0.0.verb($0.1))" }
    return enumeration([head] + rest, limit: FindingChange.allCases.count) + "."
  }

  /// `As predicted.`, or how many predictions came true and how many changes were not predicted.
  private var predicted: String {
    if isAsPredicted { return "As predicted." }
    let count = { (outcome: ComparedExpectation.Outcome) in
      expectations.count { $0.outcome == outcome }
    }
    let (met, missed) = (count(.asPredicted), count(.notAsPredicted))
    let more = count(.notPredicted)
    return "Not as predicted: \(met) of \(counted(met + missed, "prediction")) came true"
      + (more == 0
        ? "." : ", and \(counted(more, "change")) \(agreeing(more, "was", "were")) not predicted.")
  }

  /// The numbers of unchanged findings, of other differences, and of what could not be compared.
  package var detail: String {
    var parts = [
      "Unchanged findings: \(findings(.unchanged).count)",
      "other differences: \(differences.count)",
    ]
    if !notCompared.isEmpty { parts.append("not compared: \(notCompared.count)") }
    return parts.joined(separator: "; ") + "."
  }
}

/// One finding on both sides.
package struct ComparedFinding: Sendable {
  package var change: FindingChange
  /// As found after; as found before if it is no longer found.
  package var finding: Finding
  /// As found before; nil for a new finding.
  package var was: Finding?
  /// Why it counts as worse, better or no longer evaluated; empty if there is nothing to add.
  package var reason: String
}

/// The VFs of one port on both sides; nil if that side has no such port.
package struct ComparedCapacity: Sendable {
  package var before: PortCapacity?
  package var after: PortCapacity?
}

/// A difference that is not a finding.
package struct Difference: Sendable, Equatable {
  package var change: Change
  package var subject: Subject
  /// `network`, `power state`; empty for added and removed objects.
  package var what: String
  /// nil for an added object.
  package var before: String?
  /// nil for a removed object.
  package var after: String?

  package enum Change: String, Sendable {
    case added
    case removed
    case changed
  }

  /// `VIF web-1/0 moved from Office to VM SR-IOV`.
  package var sentence: String {
    let name = "\(subject.kind.rawValue) \(subject.label)"
    switch change {
    case .added: return "\(name) is new"
    case .removed: return "\(name) was removed"
    case .changed:
      let (old, new) = (before ?? "", after ?? "")
      if subject.kind == .vif, what == "network" { return "\(name) moved from \(old) to \(new)" }
      if what == "name" { return "\(subject.kind.rawValue) \(old) was renamed to \(new)" }
      return "\(what) of \(name): \(old.isEmpty ? "none" : old) → \(new.isEmpty ? "none" : new)"
    }
  }
}
