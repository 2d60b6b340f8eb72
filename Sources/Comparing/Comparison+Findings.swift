package import Auditing
package import PoolModel
import Records

extension Comparison {
  /// Compares two audits. Each inventory must belong to its report.
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

/// Matches the findings of both sides.
private struct FindingMatching {
  private struct Key: Hashable {
    var rule: String
    var subject: SubjectKey
  }

  private let after: AuditReport
  private let inventory: Inventory
  private let matching: MemberMatching
  /// Members that could not be evaluated after; `unknown`: rules whose population is not known.
  private let open: [Key: UndeterminedRule]
  private let unknown: [String: UndeterminedRule]
  /// New findings, by the subject's key on the first side.
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
        let wasNotEvaluated = wasOpen.contains(key) || wereUnknown.contains(finding.rule)
        let reason = wasNotEvaluated ? "not evaluated before" : ""
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

  /// Compares severity, then waiver, then the number of running VMs; gives only the first reason.
  private static func compared(_ finding: Finding, _ was: Finding) -> ComparedFinding {
    var change = FindingChange.unchanged
    var reason = ""
    let (old, new) = (was.affected.runningVMs.count, finding.affected.runningVMs.count)
    if finding.severity != was.severity {
      change = finding.severity < was.severity ? .worse : .better
      reason = "\(was.severity.rawValue) before, \(finding.severity.rawValue) now"
    } else if finding.isWaived != was.isWaived {
      change = finding.isWaived ? .better : .worse
      reason = finding.isWaived ? "waived now" : "no longer waived"
    } else if old != new {
      change = new > old ? .worse : .better
      reason = "affects \(counted(new, "running VM")), \(old == 0 ? "none" : "\(old)") before"
    }
    return ComparedFinding(change: change, finding: finding, was: was, reason: reason)
  }

  /// A finding that is no longer found: fixed, not evaluated, or its subject no longer exists.
  private func ended(_ finding: Finding) -> ComparedFinding {
    var change = FindingChange.fixed
    var reason = ""
    let key = Key(rule: finding.rule, subject: SubjectKey(finding.subject))
    if let rule = unknown[finding.rule] ?? open[key] {
      change = .undetermined
      reason = rule.gaps.first.map { "not known: \($0.what): \($0.why)" } ?? ""
    } else if !after.rules.contains(where: { $0.id == finding.rule }) {
      change = .undetermined
      reason = "the policy disables the rule"
    } else if !exists(finding.subject) {
      change = .gone
    } else if let successor = findings(new: finding).first {
      reason = "replaced by: \(successor.title)"
    }
    return ComparedFinding(change: change, finding: finding, was: finding, reason: reason)
  }

  /// New findings on the same subject that are at least as severe: a predicted problem may now be
  /// real.
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
