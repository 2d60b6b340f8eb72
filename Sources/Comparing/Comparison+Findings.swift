package import Auditing
package import PoolModel
import Records

extension Comparison {
  /// Compares two audits. Each inventory is the one that its report is of.
  package init(
    _ before: (report: AuditReport, inventory: Inventory),
    _ after: (report: AuditReport, inventory: Inventory),
    titles: (before: String, after: String) = ("before", "after")
  ) {
    let matching = MemberMatching(before.inventory, after.inventory)
    self.titles = titles
    self.before = before.report
    self.after = after.report
    findings = FindingMatching(before.report, after.report, after.inventory, matching).findings
    capacity = Self.capacity(before.report, after.report, matching)
    differences = matching.differences
    notCompared = matching.notCompared
  }

  private static func capacity(
    _ before: AuditReport, _ after: AuditReport, _ matching: MemberMatching
  ) -> [ComparedCapacity] {
    let subject = { (port: PortCapacity) in
      Subject(.port, uuid: port.portUUID, label: "\(port.host)/\(port.device)", host: port.host)
    }
    var old: [SubjectKey: PortCapacity] = [:]
    for port in before.capacity { old[SubjectKey(subject(port))] = port }
    var lines = after.capacity.map { port in
      ComparedCapacity(
        before: old.removeValue(forKey: matching.keyBefore(of: subject(port))), after: port)
    }
    for port in before.capacity where old[SubjectKey(subject(port))] != nil {
      lines.append(ComparedCapacity(before: port, after: nil))
    }
    return lines
  }
}

/// What became of each finding.
private struct FindingMatching {
  private struct Key: Hashable {
    var rule: String
    var subject: SubjectKey
  }

  private let after: AuditReport
  private let inventory: Inventory
  private let matching: MemberMatching
  /// What could not be determined after, and why; by rule where not even the population is known.
  private let open: [Key: UndeterminedRule]
  private let unknown: [String: UndeterminedRule]
  /// What is found after and was not before, by the subject that it had before.
  private var newOnes: [SubjectKey: [Finding]] = [:]
  private(set) var findings: [ComparedFinding] = []

  init(
    _ before: AuditReport, _ after: AuditReport, _ inventory: Inventory, _ matching: MemberMatching
  ) {
    self.after = after
    self.inventory = inventory
    self.matching = matching
    var open: [Key: UndeterminedRule] = [:]
    for rule in after.undetermined {
      for subject in rule.subjects {
        open[Key(rule: rule.rule, subject: matching.keyBefore(of: subject))] = rule
      }
    }
    self.open = open
    unknown = Dictionary(
      after.undetermined.filter { $0.count == 0 }.map { ($0.rule, $0) },
      uniquingKeysWith: { first, _ in first })
    var old: [Key: [Finding]] = [:]
    for finding in before.findings + before.waived {
      old[Key(rule: finding.rule, subject: SubjectKey(finding.subject)), default: []]
        .append(finding)
    }
    let wasOpen = Set(before.undetermined.flatMap { rule in keys(of: rule) })
    let wereUnknown = Set(before.undetermined.filter { $0.count == 0 }.map(\.rule))
    var all: [ComparedFinding] = []
    for finding in after.findings + after.waived {
      let key = Key(rule: finding.rule, subject: matching.keyBefore(of: finding.subject))
      if let was = old[key]?.first {
        old[key]?.removeFirst()
        all.append(Self.compared(finding, was))
      } else {
        let isFirstTold = wasOpen.contains(key) || wereUnknown.contains(finding.rule)
        let reason = isFirstTold ? "it could not be determined before" : ""
        all.append(ComparedFinding(change: .new, finding: finding, was: nil, reason: reason))
      }
    }
    newOnes = Dictionary(
      grouping: all.filter { $0.change == .new }.map(\.finding),
      by: { matching.keyBefore(of: $0.subject) })
    for finding in before.findings + before.waived {
      let key = Key(rule: finding.rule, subject: SubjectKey(finding.subject))
      guard let left = old[key]?.first, left.id == finding.id else { continue }
      old[key]?.removeFirst()
      all.append(ended(finding))
    }
    findings = FindingChange.allCases.flatMap { change in all.filter { $0.change == change } }
  }

  private func keys(of rule: UndeterminedRule) -> [Key] {
    rule.subjects.map { Key(rule: rule.rule, subject: SubjectKey($0)) }
  }

  /// Severity first, then who accepts it, then how many it hits: what is told is told once.
  private static func compared(_ finding: Finding, _ was: Finding) -> ComparedFinding {
    var change = FindingChange.unchanged
    var reason = ""
    let (old, new) = (was.affected.runningVMs.count, finding.affected.runningVMs.count)
    if finding.severity != was.severity {
      change = finding.severity < was.severity ? .worse : .better
      reason = "\(was.severity.rawValue) before, \(finding.severity.rawValue) now"
    } else if finding.isWaived != was.isWaived {
      change = finding.isWaived ? .better : .worse
      reason = finding.isWaived ? "it is waived now" : "it is not waived any more"
    } else if old != new {
      change = new > old ? .worse : .better
      reason = "it hits \(counted(new, "running VM")), \(old == 0 ? "none" : "\(old)") before"
    }
    return ComparedFinding(change: change, finding: finding, was: was, reason: reason)
  }

  /// A finding that is not there any more: gone with its subject, not known, or fixed.
  private func ended(_ finding: Finding) -> ComparedFinding {
    var change = FindingChange.fixed
    var reason = ""
    let key = Key(rule: finding.rule, subject: SubjectKey(finding.subject))
    if let rule = unknown[finding.rule] ?? open[key] {
      change = .undetermined
      reason = rule.gaps.first.map { "not known: \($0.what): \($0.why)" } ?? ""
    } else if !after.rules.contains(where: { $0.id == finding.rule }) {
      change = .undetermined
      reason = "the policy turns the rule off"
    } else if !exists(finding.subject) {
      change = .gone
    } else if let successor = findings(new: finding).first {
      reason = "but its subject has a new one: \(successor.title)"
    }
    return ComparedFinding(change: change, finding: finding, was: finding, reason: reason)
  }

  /// What is found of the same subject now and was not before, and is as severe: a trouble that was
  /// foretold may have come.
  private func findings(new finding: Finding) -> [Finding] {
    (newOnes[SubjectKey(finding.subject)] ?? []).filter { $0.severity <= finding.severity }
  }

  private func exists(_ subject: Subject) -> Bool {
    switch subject.kind {
    case .pool, .object, .waiver: true
    case .document: inventory.documents.contains { $0.name == subject.label }
    case .virtualFunction:
      inventory.virtualFunctions.contains { inventory.label($0) == subject.label }
    case .host, .port, .sriov, .network, .vlan, .vm, .vif, .driverFile:
      matching.isPresent(subject)
    }
  }
}
