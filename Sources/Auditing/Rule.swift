package import PoolModel
package import Records

/// One question, asked of every member of one population.
///
/// A rule is a value that reads from top to bottom like a page: who it is, why it matters, what
/// mends it, whom it examines, how it checks one member, and examples that are its tests.
package struct Rule: Sendable {
  /// Kebab-case; completes "this pool has a …". For ever.
  package let id: String
  package let title: String
  package let severity: Severity
  package let confidence: Confidence
  package let since: String
  /// What must be known of a member before it can be judged. The engine looks.
  package let needs: [Need]
  package let why: String
  package let remedy: String
  /// A command that a person can run to see the same.
  package let checkByHand: String
  package let references: [String]
  /// Why a failure counts even where a need of the pool is open: what was captured shows it by
  /// itself. nil where it does not count: what was not captured could prove it wrong.
  package let standsAlone: String?
  /// What one member is called, and several.
  package let nouns: (one: String, many: String)
  package let examples: [Example]
  let examine: @Sendable (Inventory, Thresholds, _ keepsPassed: Bool) -> Examined

  /// A rule whose check needs no threshold.
  package init<Member: Examinable>(
    id: String, title: String, severity: Severity, confidence: Confidence, since: String = "1.0",
    needs: [Need], standsAlone: String? = nil, why: String, remedy: String, checkByHand: String,
    references: [String],
    population: @escaping @Sendable (Inventory) -> [Member],
    check: @escaping @Sendable (Member, Inventory) -> FindingDetails?,
    examples: [Example]
  ) {
    self.init(
      id: id, title: title, severity: severity, confidence: confidence, since: since,
      needs: needs, standsAlone: standsAlone, why: why, remedy: remedy, checkByHand: checkByHand,
      references: references,
      population: population,
      checkWithThresholds: { member, inventory, _ in check(member, inventory) },
      examples: examples)
  }

  /// A rule whose check compares with a threshold of the policy.
  package init<Member: Examinable>(
    id: String, title: String, severity: Severity, confidence: Confidence, since: String = "1.0",
    needs: [Need], standsAlone: String? = nil, why: String, remedy: String, checkByHand: String,
    references: [String],
    population: @escaping @Sendable (Inventory) -> [Member],
    checkWithThresholds check:
      @escaping @Sendable (Member, Inventory, Thresholds) -> FindingDetails?,
    examples: [Example]
  ) {
    self.id = id
    self.title = title
    self.severity = severity
    self.confidence = confidence
    self.since = since
    self.needs = needs
    self.why = why
    self.remedy = remedy
    self.checkByHand = checkByHand
    self.references = references
    self.nouns = Member.nouns
    self.standsAlone = standsAlone
    self.examples = examples
    examine = { inventory, thresholds, keepsPassed in
      let members = population(inventory)
      var examined = Examined(count: members.count)
      for member in members {
        let gap = inventory.firstGap(for: needs, of: member.entity)
        let verdict: Examination.Verdict =
          gap.map { .undetermined($0) }
          ?? check(member, inventory, thresholds).map { .failed($0) } ?? .passed
        if case .passed = verdict, !keepsPassed { continue }
        examined.examinations.append(
          Examination(
            subject: member.subject(in: inventory), entity: member.entity, verdict: verdict))
      }
      return examined
    }
  }
}

/// Members of one population, and how many there are.
struct Examined {
  let count: Int
  var examinations: [Examination] = []
}

/// What came of one member.
package struct Examination: Sendable {
  package var subject: Subject
  package var entity: Entity
  package var verdict: Verdict

  package enum Verdict: Sendable {
    case passed
    case failed(FindingDetails)
    case undetermined(Gap)
  }
}

extension Rule {
  /// Examines every member of the population. A gap of the pool makes the population uncertain:
  /// then nothing counts as passed, and a failure counts only where the rule stands alone. All else
  /// is undetermined because of that gap.
  ///
  /// Members that pass are counted, and listed only where `keepsPassed` asks for it: a large pool
  /// has them by the ten thousand, and nobody reads their names.
  package func judge(
    _ inventory: Inventory, thresholds: Thresholds, keepsPassed: Bool = false
  ) -> Judgement {
    guard let gap = inventory.firstGap(for: needs) else {
      let examined = examine(inventory, thresholds, keepsPassed)
      return Judgement(examined: examined.count, examinations: examined.examinations, gap: nil)
    }
    guard standsAlone != nil else { return Judgement(examined: 0, examinations: [], gap: gap) }
    let failed = examine(inventory, thresholds, false).examinations.filter(\.isFailed)
    return Judgement(examined: failed.count, examinations: failed, gap: gap)
  }
}

extension Examination {
  fileprivate var isFailed: Bool { if case .failed = verdict { true } else { false } }
}

/// A rule's answer for a whole pool.
package struct Judgement: Sendable {
  /// How many members were looked at, passed ones included.
  package var examined: Int
  /// Members that failed or could not be judged, and those that passed where they were asked for.
  package var examinations: [Examination]
  /// Why not the whole population is known; nil where it is.
  package var gap: Gap?

  package var outcome: Outcome {
    var outcome = examined == 0 ? Outcome.notApplicable : .passed
    if gap != nil { outcome = .undetermined }
    for examination in examinations {
      switch examination.verdict {
      case .failed: return .failed
      case .undetermined: outcome = .undetermined
      case .passed: break
      }
    }
    return outcome
  }
}

/// How a rule ended; of several members the worst.
package enum Outcome: String, Sendable, Hashable, CaseIterable {
  case failed
  case undetermined
  case passed
  case notApplicable
}
