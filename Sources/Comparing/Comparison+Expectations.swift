package import Auditing

extension Comparison {
  /// Whether two reports are of the same pool: by its uuid or, if one has none, by a common host.
  package static func isOfOnePool(_ one: AuditReport, _ other: AuditReport) -> Bool {
    if let mine = one.pool.uuid, let theirs = other.pool.uuid { return mine == theirs }
    let hosts = { (report: AuditReport) in Set(report.inventory.hosts.map(\.uuid)) }
    return !hosts(one).isDisjoint(with: hosts(other))
  }

  /// This comparison, with the predictions of a plan for the same change and their results.
  ///
  /// `plan` compares the pool before with the predicted pool. A new object has a different uuid
  /// than in the plan, and the user chooses its name, so it is matched by kind and place.
  package func held(against plan: Comparison) -> Comparison {
    var result = self
    result.plan = plan.plan
    let all = ExpectedFindings(plan, self).outcomes + ExpectedDifferences(plan, self).outcomes
    result.expectations = ComparedExpectation.Outcome.allCases.flatMap { outcome in
      all.filter { $0.outcome == outcome }
    }
    return result
  }

  /// Whether all predictions came true and nothing else changed.
  package var isAsPredicted: Bool { expectations.allSatisfy { $0.outcome == .asPredicted } }
}

/// Changes of findings: predicted and found.
private struct ExpectedFindings {
  private(set) var outcomes: [ComparedExpectation] = []

  private struct Key: Hashable {
    var rule: String
    var kind: Subject.Kind
    var label: String

    init(_ finding: Finding) {
      rule = finding.rule
      kind = finding.subject.kind
      label = finding.subject.label
    }
  }

  init(_ plan: Comparison, _ actual: Comparison) {
    var seen: [Key: ComparedFinding] = [:]
    for compared in actual.findings { seen[Key(compared.finding)] = compared }
    var predicted: Set<Key> = []
    for compared in plan.findings where compared.change != .unchanged {
      let key = Key(compared.finding)
      predicted.insert(key)
      let title = compared.finding.title
      let change = compared.change.rawValue
      let found = seen[key]?.change
      outcomes.append(
        found == compared.change
          ? ComparedExpectation(.asPredicted, "\(title): \(change)")
          : ComparedExpectation(
            .notAsPredicted,
            "\(title): predicted \(change), found \(found?.rawValue ?? "no such finding")"))
    }
    for compared in actual.findings
    where compared.change != .unchanged && !predicted.contains(Key(compared.finding)) {
      outcomes.append(
        ComparedExpectation(.notPredicted, "\(compared.finding.title): \(compared.change.rawValue)")
      )
    }
  }
}

/// Other differences: predicted and found.
private struct ExpectedDifferences {
  private(set) var outcomes: [ComparedExpectation] = []

  /// The predictable part of a difference. The name of a new network is not predictable.
  private struct Key: Hashable {
    var change: Difference.Change
    var kind: Subject.Kind
    var place: String
    var what: String

    init(_ difference: Difference) {
      change = difference.change
      kind = difference.subject.kind
      what = difference.what
      let isNamedByPeople =
        difference.change == .added && [.network, .vlan, .vm, .vif].contains(kind)
      place = isNamedByPeople ? "" : difference.subject.label
    }
  }

  init(_ plan: Comparison, _ actual: Comparison) {
    var places: [Key: ArraySlice<Int>] = [:]
    for (place, difference) in actual.differences.enumerated() {
      places[Key(difference), default: []].append(place)
    }
    var left = Set(actual.differences.indices)
    for difference in plan.differences {
      let key = Key(difference)
      guard let place = places[key]?.popFirst() else {
        outcomes.append(
          ComparedExpectation(
            .notAsPredicted, "\(difference.sentence): predicted, but not found"))
        continue
      }
      left.remove(place)
      let found = actual.differences[place]
      // The name of a new object is not predicted.
      let isSame =
        difference.change == .added || found.after == difference.after || key.what == "network"
      outcomes.append(
        isSame
          ? ComparedExpectation(.asPredicted, found.sentence)
          : ComparedExpectation(
            .notAsPredicted, "predicted: \(difference.sentence); found: \(found.sentence)"))
    }
    for place in left.sorted() {
      outcomes.append(ComparedExpectation(.notPredicted, actual.differences[place].sentence))
    }
  }
}
