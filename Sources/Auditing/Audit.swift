internal import Dispatch
package import PoolModel
internal import Synchronization

/// Asks every rule of a pool and draws up the report.
package struct Audit {
  let rules: [Rule]
  let policy: Policy

  package init(rules: [Rule], policy: Policy = Policy()) {
    self.rules = rules
    self.policy = policy
  }

  /// Judges a pool. The inventory's facts are not changed; the policy's intents are added.
  package func report(on inventory: Inventory, run: RunFacts) -> AuditReport {
    var inventory = inventory
    policy.stateIntents(in: &inventory)
    // Whoever examines waivers has to come when all others have spoken.
    let asked = rules.filter { !policy.disabled.contains($0.id) }
    let first = judge(asked, in: inventory)
    let time = run.judgedAt
    var found = findings(of: first, in: inventory)
    inventory.waivers = policy.stated(found.map(\.finding))
    var judged = first
    if !inventory.waivers.isEmpty {
      let late = judge(asked.filter(\.examinesWaivers), in: inventory)
      judged = first.map { early in late.first { $0.rule.id == early.rule.id } ?? early }
      found = findings(of: judged, in: inventory)
    }
    let all = policy.waive(found.map(\.finding), at: time)
    let findings = all.filter { !$0.isWaived }
    var radius = BlastRadius()
    // Findings stand by severity: those as bad as the worst are what the verdict speaks of.
    for (finding, whom) in zip(all, found)
    where !finding.isWaived && finding.severity == findings[0].severity {
      radius.add(whom.affected)
    }
    let waived = all.filter(\.isWaived)
    let undetermined = judged.compactMap(\.undetermined)
    return AuditReport(
      run: run,
      pool: summary(of: inventory),
      verdict: Verdict(
        findings: findings, atStake: radius.sentence(in: inventory), waived: waived.count,
        undetermined: undetermined, gaps: inventory.gaps.count, hosts: inventory.hosts.count,
        disabledRules: policy.disabled.count),
      actNow: findings.filter { $0.severity == .error }.prefix(5).map { finding in
        ActNow(
          action: finding.action, consequence: finding.consequence, finding: finding.id)
      },
      counts: counts(of: judged, findings, waived),
      capacity: inventory.capacity(findings),
      failover: inventory.failoverLines,
      gaps: inventory.gaps,
      undetermined: undetermined,
      findings: findings,
      waived: waived,
      rules: judged.map(\.summary),
      disabledRules: policy.disabled,
      inventory: inventory.summary,
      documents: inventory.documents)
  }

  /// Asks rules, several at a time: none knows of another, and the answers keep their order.
  private func judge(_ rules: [Rule], in inventory: Inventory) -> [JudgedRule] {
    let answers = Mutex<[JudgedRule?]>(Array(repeating: nil, count: rules.count))
    DispatchQueue.concurrentPerform(iterations: rules.count) { index in
      let rule = rules[index]
      let judged = JudgedRule(
        rule, policy.severities[rule.id] ?? rule.severity,
        rule.judge(inventory, thresholds: policy.thresholds))
      answers.withLock { $0[index] = judged }
    }
    return answers.withLock { $0.compactMap(\.self) }
  }

  /// By severity, then in the catalogue's order, then by subject.
  private func findings(
    of judged: [JudgedRule], in inventory: Inventory
  ) -> [(finding: Finding, affected: Affected)] {
    var ids = FindingIDs()
    var bySeverity: [Severity: [(finding: Finding, affected: Affected)]] = [:]
    for rule in judged {
      for (subject, details) in rule.failed {
        let finding = Finding(
          details, of: rule, on: subject, in: inventory, id: ids.make(rule.rule.id, subject))
        bySeverity[rule.severity, default: []].append((finding, details.affected))
      }
    }
    return Severity.allCases.flatMap { bySeverity[$0] ?? [] }
  }

  private func counts(
    of judged: [JudgedRule], _ findings: [Finding], _ waived: [Finding]
  ) -> [SeverityCounts] {
    Severity.allCases.map { severity in
      var counts = SeverityCounts(severity)
      counts.findings = findings.count { $0.severity == severity }
      counts.waived = waived.count { $0.severity == severity }
      for rule in judged where rule.severity == severity {
        counts.rules[rule.summary.outcome, default: 0] += 1
      }
      return counts
    }
  }

  private func summary(of inventory: Inventory) -> PoolSummary {
    var products: [String] = []
    for host in inventory.hosts {
      guard let product = host.product else { continue }
      let text = host.xapiVersion.map { "\(product), xapi \($0)" } ?? product
      if !products.contains(text) { products.append(text) }
    }
    return PoolSummary(
      name: inventory.poolName, uuid: inventory.poolUUID,
      product: products.isEmpty ? nil : products.joined(separator: "; "),
      hosts: inventory.hosts.map(\.name))
  }
}

/// Gives each finding an id that is the same in every run, and no two the same.
private struct FindingIDs {
  private var used: [String: Int] = [:]

  mutating func make(_ rule: String, _ subject: Subject) -> String {
    var slug = ""
    for scalar in subject.label.unicodeScalars.prefix(80) {
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      if isPlain { slug.unicodeScalars.append(scalar) } else if slug.last != "-" { slug += "-" }
    }
    let id = "F-\(rule)-\(slug)"
    used[id, default: 0] += 1
    let count = used[id] ?? 1
    return count == 1 ? id : "\(id)-\(count)"
  }
}

extension Finding {
  init(
    _ details: FindingDetails, of rule: JudgedRule, on subject: Subject, in inventory: Inventory,
    id: String
  ) {
    var affected = AffectedNames()
    for guest in distinct(details.affected.guests).map({ inventory[$0] }) {
      if guest.isRunning {
        affected.runningGuests.append(guest.name)
      } else {
        affected.otherGuests.append(guest.name)
      }
    }
    affected.networks = distinct(details.affected.networks).map { inventory[$0].name }
    affected.hosts = distinct(details.affected.hosts).map { inventory[$0].name }
    affected.hostTraffic = details.affected.hostTraffic
    self.init(
      id: id, rule: rule.rule.id, severity: rule.severity,
      confidence: details.confidence ?? rule.rule.confidence, subject: subject,
      title: details.title, happens: details.happens, action: details.action,
      consequence: details.consequence, affected: affected,
      evidence: details.evidence.map { item in
        QuotedEvidence(
          quotation: inventory.quote(item.origin, fields: item.fields), witness: item.witness,
          seen: item.seen, expected: item.expected)
      },
      remedy: details.remedy)
  }
}

/// Each once, where it stands first.
private func distinct<Entity>(_ ids: [ID<Entity>]) -> [ID<Entity>] {
  var seen: Set<ID<Entity>> = []
  return ids.filter { seen.insert($0).inserted }
}
