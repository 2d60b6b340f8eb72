package import Auditing
package import Planning
import PoolModel

/// Two audits of one pool beside each other: what became of each finding, and what else differs.
///
/// In words and numbers only, like a report: renderers need nothing else.
package struct Comparison: Sendable {
  /// What the two sides are called: `before` and `after`, `today` and `after the change`.
  package let titles: (before: String, after: String)
  package let before: AuditReport
  package let after: AuditReport
  /// By change, the most urgent first, then in the order of the reports.
  package let findings: [ComparedFinding]
  /// By port, in the order of the report; ports that only one side has stand there, too.
  package let capacity: [ComparedCapacity]
  /// By kind, then by label.
  package let differences: [Difference]
  /// What one side does not tell, so that it could not be compared.
  package let notCompared: [String]
  /// The changes that lie between both, where these are only planned.
  package var plan: Plan?
  /// What a plan had foretold; empty where none was expected.
  package var expectations: [ComparedExpectation] = []

  /// Neither a finding nor anything else differs, as far as it could be compared.
  package var isSame: Bool {
    differences.isEmpty && findings.allSatisfy { $0.change == .unchanged }
  }

  /// Findings of one kind of change.
  package func findings(_ change: FindingChange) -> [ComparedFinding] {
    findings.filter { $0.change == change }
  }

  /// `2 findings are new, 1 is fixed; 7 are unchanged.`
  package var sentence: String {
    if !expectations.isEmpty { return predicted }
    let counts = FindingChange.allCases.map { ($0, findings($0).count) }
    let moved = counts.filter { $0.0 != .unchanged && $0.1 > 0 }
    guard let first = moved.first else {
      return isSame ? "Nothing has changed." : "No finding has changed, but the pool has."
    }
    let head = "\(counted(first.1, "finding")) \(first.0.verb(first.1))"
    let rest = moved.dropFirst().map { "\($0.1) \($0.0.verb($0.1))" }
    return enumeration([head] + rest, limit: FindingChange.allCases.count) + "."
  }

  /// `As predicted.`, or how many predictions came true and how much nobody had predicted.
  private var predicted: String {
    if isAsPredicted { return "As predicted." }
    let count = { (outcome: ComparedExpectation.Outcome) in
      expectations.count { $0.outcome == outcome }
    }
    let (met, missed) = (count(.asPredicted), count(.notAsPredicted))
    let more = count(.notPredicted)
    return "Not as predicted: \(met) of \(counted(met + missed, "prediction")) came true"
      + (more == 0 ? "." : ", and \(counted(more, "change")) nobody had predicted.")
  }

  /// What else there is: unchanged findings, differences, and what could not be compared.
  package var detail: String {
    var parts = [
      "\(counted(findings(.unchanged).count, "finding")) unchanged",
      "\(counted(differences.count, "other difference"))",
    ]
    if !notCompared.isEmpty {
      parts.append("\(counted(notCompared.count, "thing")) could not be compared")
    }
    return parts.joined(separator: "; ") + "."
  }
}

/// One finding on both sides.
package struct ComparedFinding: Sendable {
  package var change: FindingChange
  /// As it is after; as it was before where it is there no more.
  package var finding: Finding
  /// As it was before; nil for a new one.
  package var was: Finding?
  /// Why it counts as worse, better or no longer determined; empty where the change says it all.
  package var reason: String
}

/// The VFs of one port on both sides; nil where that side has no such port.
package struct ComparedCapacity: Sendable {
  package var before: PortCapacity?
  package var after: PortCapacity?
}

/// One thing that differs and is no finding.
package struct Difference: Sendable, Equatable {
  package var change: Change
  package var subject: Subject
  /// `network`, `power state`; empty for what came or went.
  package var what: String
  /// nil for what came.
  package var before: String?
  /// nil for what went.
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
    case .removed: return "\(name) is gone"
    case .changed:
      let (old, new) = (before ?? "", after ?? "")
      if subject.kind == .vif, what == "network" { return "\(name) moved from \(old) to \(new)" }
      if what == "name" { return "\(subject.kind.rawValue) \(old) is now called \(new)" }
      return "\(what) of \(name): \(old.isEmpty ? "none" : old) → \(new.isEmpty ? "none" : new)"
    }
  }
}
