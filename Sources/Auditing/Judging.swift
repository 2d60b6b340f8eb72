internal import Dispatch
import PoolModel
internal import Synchronization

/// Runs all rules on one pool in parallel, together with the failover and summary tables, which
/// take as long as some rules. The results keep the order of the rules.
struct Judging {
  var judged: [JudgedRule] = []
  var failover: [FailoverLine] = []
  var summary = InventorySummary(hosts: [], networks: [], vms: [])

  init(_ rules: [Rule], by terms: Terms, in inventory: Inventory) {
    let answers = Mutex((work: self, judged: [JudgedRule?](repeating: nil, count: rules.count)))
    DispatchQueue.concurrentPerform(iterations: rules.count + 2) { index in
      switch index {
      case 0:
        let lines = inventory.failoverLines
        answers.withLock { $0.work.failover = lines }
      case 1:
        let summary = inventory.summary
        answers.withLock { $0.work.summary = summary }
      default:
        let rule = rules[index - 2]
        let judgement = rule.judge(inventory, thresholds: terms.thresholds)
        let judged = JudgedRule(rule, by: terms, judgement, in: inventory)
        answers.withLock { $0.judged[index - 2] = judged }
      }
    }
    self = answers.withLock { answers in
      answers.work.judged = answers.judged.compactMap(\.self)
      return answers.work
    }
  }
}

/// The findings of all rules, sorted by severity, then catalogue order, then subject.
struct Found {
  /// Findings that are not waived.
  var findings: [Finding] = []
  var waived: [Finding] = []
  /// What the findings of the highest severity affect.
  var radius = BlastRadius()

  init(by judged: [JudgedRule], terms: Terms, at time: String) {
    for severity in Severity.allCases {
      for rule in judged where rule.severity == severity { take(rule, terms, time) }
    }
  }

  private mutating func take(_ rule: JudgedRule, _ terms: Terms, _ time: String) {
    let isWorst = (findings.first?.severity ?? rule.severity) == rule.severity
    guard !terms.waivers.isEmpty else {
      findings += rule.findings
      if isWorst { rule.affected.forEach { radius.add($0) } }
      return
    }
    for (finding, affected) in zip(rule.findings, rule.affected) {
      let finding = terms.waived(finding, at: time)
      if finding.isWaived {
        waived.append(finding)
      } else {
        findings.append(finding)
        if isWorst { radius.add(affected) }
      }
    }
  }
}
