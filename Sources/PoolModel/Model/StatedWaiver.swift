/// A waiver of the policy, as far as a rule needs to know it.
package struct StatedWaiver: Sendable, Equatable {
  package var rule: String
  package var subject: String
  /// `vfaudit.yml:7`.
  package var place: String
  /// Whether no finding is what it names.
  package var isIdle: Bool

  package init(rule: String, subject: String, place: String, isIdle: Bool) {
    self.rule = rule
    self.subject = subject
    self.place = place
    self.isIdle = isIdle
  }
}
