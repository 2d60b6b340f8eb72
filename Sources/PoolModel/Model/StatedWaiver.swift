package import Records

/// A waiver of the policy, with what a rule needs to know about it.
package struct StatedWaiver: Sendable, Equatable {
  /// Its position among the policy's waivers, from 0.
  package var index: Int
  package var rule: String
  package var subject: String
  /// `vfaudit.yml:7`.
  package var place: String
  package var use: Use

  /// The result of the rule that a waiver names.
  package enum Use: Sendable, Equatable {
    case namesFinding
    case namesNothing
    /// The policy turns the rule off.
    case ruleIsOff
    /// The rule was not evaluated for every member, so a finding may exist.
    case notEvaluated(Gap)
  }

  package init(index: Int, rule: String, subject: String, place: String, use: Use) {
    self.index = index
    self.rule = rule
    self.subject = subject
    self.place = place
    self.use = use
  }
}
