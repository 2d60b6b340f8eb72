package import Auditing
package import PoolModel

extension Policy {
  /// Audits a pool under this policy: writes its intents into the pool, then runs the rules.
  package func report(
    on inventory: Inventory, by rules: [Rule], run: RunFacts
  ) -> AuditReport {
    var inventory = inventory
    stateIntents(in: &inventory)
    return Audit(rules: rules, terms: terms).report(on: inventory, run: run)
  }
}
