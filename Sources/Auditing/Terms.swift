/// What a policy asks of an audit, as data. An audit without a policy uses the defaults.
package struct Terms: Sendable {
  package var thresholds = Thresholds()
  /// Severities that replace a rule's own, by rule id.
  package var severities: [String: Severity] = [:]
  /// Ids of rules that are turned off, sorted.
  package var disabled: [String] = []
  package var waivers: [Waiver] = []

  package init() {}
}
