/// The settings that a policy makes for an audit. Without a policy the defaults apply.
package struct Terms: Sendable {
  package var thresholds = Thresholds()
  /// Severities that replace the rules' default severities, by rule id.
  package var severities: [String: Severity] = [:]
  /// Ids of disabled rules, sorted.
  package var disabled: [String] = []
  package var waivers: [Waiver] = []

  package init() {}
}
