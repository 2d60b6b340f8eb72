package import PoolModel

/// Runs every rule on a pool and makes the report.
package struct Audit {
  let rules: [Rule]
  let terms: Terms

  /// `rules` in the order of the report. Rules that `terms` disables do not run.
  package init(rules: [Rule], terms: Terms = Terms()) {
    self.rules = rules.filter { !terms.disabled.contains($0.id) }
    self.terms = terms
  }

  /// The result of one rule. A rule that needs the findings of others makes them run first.
  ///
  /// `keepsPassed`: whether members that pass are listed too.
  package func judgement(
    of rule: Rule, in inventory: Inventory, keepsPassed: Bool = false
  ) -> Judgement {
    var inventory = inventory
    if rule.needs.contains(.waiverUse) {
      inventory.waivers = terms.resolvedWaivers(by: judging(inventory).judged, in: inventory)
    }
    return rule.judge(inventory, thresholds: terms.thresholds, keepsPassed: keepsPassed)
  }

  /// The results of all rules. Rules that need the findings of others run last.
  private func judging(_ inventory: Inventory) -> Judging {
    let late = rules.indices.filter { rules[$0].needs.contains(.waiverUse) }
    let early = rules.indices.filter { !late.contains($0) }
    var work = Judging(early.map { rules[$0] }, by: terms, in: inventory)
    var judged = Array(zip(early, work.judged))
    if !late.isEmpty {
      var inventory = inventory
      inventory.waivers = terms.resolvedWaivers(by: work.judged, in: inventory)
      for index in late {
        let judgement = rules[index].judge(inventory, thresholds: terms.thresholds)
        judged.append((index, JudgedRule(rules[index], by: terms, judgement, in: inventory)))
      }
    }
    work.judged = judged.sorted { $0.0 < $1.0 }.map(\.1)
    return work
  }

  /// Audits a pool into which the policy's intents have been written already.
  package func report(on inventory: Inventory, run: RunFacts) -> AuditReport {
    let work = judging(inventory)
    let found = Found(by: work.judged, terms: terms, at: run.judgedAt)
    let undetermined = work.judged.compactMap(\.undetermined)
    return AuditReport(
      run: run,
      pool: summary(of: inventory),
      verdict: Verdict(
        findings: found.findings, affected: found.radius.sentence(in: inventory),
        waived: found.waived.count, undetermined: undetermined, gaps: inventory.gaps.count,
        hosts: inventory.hosts.count, rules: work.judged.count,
        disabledRules: terms.disabled.count),
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
      disabledRules: terms.disabled,
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
