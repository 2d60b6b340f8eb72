import PoolModel

extension Finding {
  init(
    _ details: FindingDetails, of rule: Rule, _ severity: Severity, on subject: Subject,
    in inventory: Inventory, id: String
  ) {
    var affected = AffectedNames()
    for vm in distinct(details.affected.vms).map({ inventory[$0] }) {
      if vm.isRunning {
        affected.runningVMs.append(vm.name)
      } else {
        affected.otherVMs.append(vm.name)
      }
    }
    affected.networks = distinct(details.affected.networks).map { inventory[$0].name }
    affected.hosts = distinct(details.affected.hosts).map { inventory[$0].name }
    affected.hostTraffic = details.affected.hostTraffic
    self.init(
      id: id, rule: rule.id, severity: severity,
      confidence: details.confidence ?? rule.confidence, subject: subject,
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

/// Removes duplicates; keeps the order of first occurrence.
private func distinct<Entity>(_ ids: [ID<Entity>]) -> [ID<Entity>] {
  var seen: Set<ID<Entity>> = []
  return ids.filter { seen.insert($0).inserted }
}

/// Makes finding ids that are unique and the same in every run. They cannot collide between rules,
/// because no rule's id is another rule's id followed by a dash and more text.
package struct FindingIDs {
  private var used: Set<String> = []

  package init() {}

  package mutating func make(_ rule: String, _ subject: Subject) -> String {
    let id = "F-\(rule)-\(slug(of: subject.label, limit: 80))"
    if used.insert(id).inserted { return id }
    var number = 2
    while !used.insert("\(id)-\(number)").inserted { number += 1 }
    return "\(id)-\(number)"
  }
}
