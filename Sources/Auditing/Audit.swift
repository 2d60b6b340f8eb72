package import PoolModel

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
    let asked = rules.filter { !policy.disabled.contains($0.id) }
    var work = Judging(asked, by: policy, in: inventory)
    if !policy.waivers.isEmpty {
      // Whoever examines waivers has to come when all others have spoken.
      inventory.waivers = policy.stated(work.judged.flatMap(\.findings))
      let late = Judging(asked.filter(\.examinesWaivers), by: policy, in: inventory)
      work.judged = work.judged.map { early in
        late.judged.first { $0.rule.id == early.rule.id } ?? early
      }
    }
    let found = Found(by: work.judged, policy: policy, at: run.judgedAt)
    let undetermined = work.judged.compactMap(\.undetermined)
    return AuditReport(
      run: run,
      pool: summary(of: inventory),
      verdict: Verdict(
        findings: found.findings, atStake: found.radius.sentence(in: inventory),
        waived: found.waived.count, undetermined: undetermined, gaps: inventory.gaps.count,
        hosts: inventory.hosts.count, disabledRules: policy.disabled.count),
      actNow: found.findings.prefix { $0.severity == .error }.prefix(5).map { finding in
        ActNow(
          action: finding.action, consequence: finding.consequence, finding: finding.id)
      },
      counts: counts(of: work.judged, found.findings, found.waived),
      capacity: inventory.capacity(found.findings),
      failover: work.failover,
      gaps: inventory.gaps,
      undetermined: undetermined,
      findings: found.findings,
      waived: found.waived,
      rules: work.judged.map(\.summary),
      disabledRules: policy.disabled,
      inventory: work.summary,
      documents: inventory.documents)
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
