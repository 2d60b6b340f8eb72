package import Auditing

extension Comparison {
  /// Whether two reports are of one pool: by its uuid, or, where one tells none, by a host of both.
  package static func isOfOnePool(_ one: AuditReport, _ other: AuditReport) -> Bool {
    if let mine = one.pool.uuid, let theirs = other.pool.uuid { return mine == theirs }
    let hosts = { (report: AuditReport) in Set(report.inventory.hosts.map(\.uuid)) }
    return !hosts(one).isDisjoint(with: hosts(other))
  }

  /// This comparison with what a plan had foretold of the same change, and what came of it.
  ///
  /// `plan` compares the pool before with what it was to be. What is made has another uuid than the
  /// plan gave it, and its name is anybody's choice: it is looked for by its kind and place.
  package func held(against plan: Comparison) -> Comparison {
    var result = self
    result.plan = plan.plan
    let all = ExpectedFindings(plan, self).outcomes + ExpectedDifferences(plan, self).outcomes
    result.expectations = ComparedExpectation.Outcome.allCases.flatMap { outcome in
      all.filter { $0.outcome == outcome }
    }
    return result
  }

  /// Whether everything came as foretold, and nothing else.
  package var isAsPredicted: Bool { expectations.allSatisfy { $0.outcome == .asPredicted } }
}

/// Changes of findings: foretold, and seen.
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
    var foretold: Set<Key> = []
    for compared in plan.findings where compared.change != .unchanged {
      let key = Key(compared.finding)
      foretold.insert(key)
      let text = "\(compared.finding.title): \(compared.change.rawValue)"
      let found = seen[key]?.change
      outcomes.append(
        found == compared.change
          ? ComparedExpectation(.asPredicted, text)
          : ComparedExpectation(
            .notAsPredicted, "\(text) was foretold, \(found?.rawValue ?? "not there") was found"))
    }
    for compared in actual.findings
    where compared.change != .unchanged && !foretold.contains(Key(compared.finding)) {
      outcomes.append(
        ComparedExpectation(.notPredicted, "\(compared.finding.title): \(compared.change.rawValue)")
      )
    }
  }
}

/// Other differences: foretold, and seen.
private struct ExpectedDifferences {
  private(set) var outcomes: [ComparedExpectation] = []

  /// What of a difference can be foretold: not the name of a network that is yet to be made.
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
            .notAsPredicted, "\(difference.sentence): was foretold, and did not happen"))
        continue
      }
      left.remove(place)
      let found = actual.differences[place]
      // Of what was made the name was not foretold.
      let isSame =
        difference.change == .added || found.after == difference.after || key.what == "network"
      outcomes.append(
        isSame
          ? ComparedExpectation(.asPredicted, found.sentence)
          : ComparedExpectation(
            .notAsPredicted, "\(difference.sentence) was foretold; \(found.sentence) was found"))
    }
    for place in left.sorted() {
      outcomes.append(ComparedExpectation(.notPredicted, actual.differences[place].sentence))
    }
  }
}
