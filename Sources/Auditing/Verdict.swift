import PoolModel

extension Verdict {
  /// What a change manager understands, with who is hit by the worst; and the counts.
  init(
    findings: [Finding], atStake: String, waived: Int, undetermined: [UndeterminedRule], gaps: Int,
    hosts: Int,
    disabledRules: Int
  ) {
    let errors = findings.filter { $0.severity == .error }
    let warnings = findings.count { $0.severity == .warning }
    let notes = findings.count { $0.severity == .note }
    if !errors.isEmpty {
      let more = errors.count - 2
      let rest = more > 0 ? ", and \(counted(more, "more error"))" : ""
      sentence = "Do not sign off: \(errors.prefix(2).map(\.title).joined(separator: "; "))\(rest)."
    } else if warnings > 0, undetermined.contains(where: { $0.severity == .error }) {
      sentence =
        "\(counted(warnings, "warning")) should be settled first, and not everything could be"
        + " examined."
    } else if warnings > 0 {
      sentence =
        "No traffic is lost, but \(counted(warnings, "warning")) should be settled first."
    } else if !undetermined.isEmpty || gaps > 0 {
      sentence = "Nothing wrong was found, but not everything could be examined."
    } else {
      sentence = "Nothing wrong was found."
    }
    // Notes hit nobody now: what they are about is in each.
    if !errors.isEmpty || warnings > 0, !atStake.isEmpty { sentence += " " + atStake }
    var counts = [
      counted(errors.count, "error"), counted(warnings, "warning"),
      counted(notes, "note"),
    ].joined(separator: ", ")
    counts += " on \(counted(hosts, "host"))"
    if waived > 0 { counts += "; \(counted(waived, "finding")) waived" }
    if disabledRules > 0 {
      counts += "; the policy turns off \(counted(disabledRules, "rule"))"
    }
    detail = "\(counts); \(Self.decided(undetermined.count, gaps))."
  }

  private static func decided(_ undetermined: Int, _ gaps: Int) -> String {
    if undetermined > 0 {
      return "\(counted(undetermined, "rule")) could not be decided for want of facts"
    }
    guard gaps > 0 else { return "every rule could be decided" }
    return
      "every rule could be decided by what was read, and \(counted(gaps, "thing")) could not be"
  }
}
