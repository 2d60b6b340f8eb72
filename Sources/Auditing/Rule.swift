package import PoolModel
package import Records

/// One check that is applied to every member of one population, such as all ports.
///
/// A rule is a value that reads from top to bottom: its id, why it matters, the fix, the members it
/// examines, the check of one member, and examples that serve as tests.
package struct Rule: Sendable {
  /// Kebab-case; completes "this pool has a …". Never changes.
  package let id: String
  package let title: String
  package let severity: Severity
  package let confidence: Confidence
  package let since: String
  /// The facts that must be captured before a member can be judged. The engine checks this.
  package let needs: [Need]
  package let why: String
  package let remedy: String
  /// A command that shows the same manually.
  package let checkByHand: String
  package let references: [String]
  /// Why a failure counts even if a need of the whole pool is not captured: the captured data is
  /// enough proof. nil: the failure does not count, because the missing data could disprove it.
  package let standsAlone: String?
  /// Singular and plural name of the members.
  package let nouns: (one: String, many: String)
  package let examples: [Example]
  let examine: @Sendable (Inventory, Thresholds, _ keepsPassed: Bool) -> Examined

  /// A rule whose check uses no threshold.
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

  /// A rule whose check uses a threshold of the policy.
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

/// The results for one population, and its size.
struct Examined {
  let count: Int
  var examinations: [Examination] = []
}

/// The result for one member.
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
  /// Examines every member of the population. If a needed list of the pool is missing, the
  /// population may be incomplete: then nothing counts as passed, and a failure counts only if the
  /// rule has `standsAlone`. Everything else is undetermined because of that gap.
  ///
  /// Members that pass are counted, but listed only with `keepsPassed`: a large pool has tens of
  /// thousands.
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

/// The result of a rule for a whole pool.
package struct Judgement: Sendable {
  /// Number of examined members, including those that passed.
  package var examined: Int
  /// Members that failed or could not be judged; also those that passed, with `keepsPassed`.
  package var examinations: [Examination]
  /// Why the population may be incomplete; nil if it is complete.
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

/// The outcome of a rule; with several members the worst one.
package enum Outcome: String, Sendable, Hashable, CaseIterable {
  case failed
  case undetermined
  case passed
  case notApplicable
}
