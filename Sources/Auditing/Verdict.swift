import PoolModel

extension Verdict {
  /// The conclusion for a change manager, with what the worst findings affect; and the counts.
  ///
  /// `rules` is the number of enabled rules, `gaps` the number of gaps of the snapshot.
  init(
    findings: [Finding], affected: String, waived: Int, undetermined: [UndeterminedRule], gaps: Int,
    hosts: Int, rules: Int, disabledRules: Int
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
        "Resolve \(counted(warnings, "warning")) first. Some rules with severity error were not"
        + " evaluated."
    } else if warnings > 0 {
      sentence = "No errors, but resolve \(counted(warnings, "warning")) first."
    } else if !undetermined.isEmpty || gaps > 0 {
      sentence = "No problems found, but the audit is incomplete: some data is missing."
    } else {
      sentence = "No problems found."
    }
    // Notes are not about trouble now: each note names its own objects.
    if !errors.isEmpty || warnings > 0, !affected.isEmpty { sentence += " " + affected }
    let place = hosts == 0 ? "; no host was captured" : " on \(counted(hosts, "host"))"
    var sentences: [String] = []
    if findings.isEmpty {
      sentences.append("No findings\(place).")
    } else {
      let counts = [
        counted(errors.count, "error"), counted(warnings, "warning"), counted(notes, "note"),
      ].joined(separator: ", ")
      sentences.append(
        "\(counts.prefix(1).uppercased() + counts.dropFirst())\(place).")
    }
    if waived > 0 {
      sentences.append(
        "\(counted(waived, "waived finding")) \(agreeing(waived, "is", "are")) not counted.")
    }
    if disabledRules > 0 {
      sentences.append("The policy disables \(counted(disabledRules, "rule")).")
    }
    sentences.append(Self.evaluated(rules, undetermined.count, gaps))
    detail = sentences.joined(separator: " ")
  }

  private static func evaluated(_ rules: Int, _ undetermined: Int, _ gaps: Int) -> String {
    guard undetermined == 0 else {
      return "\(undetermined) of \(counted(rules, "rule")) could not be evaluated: data missing."
    }
    guard rules > 0 else { return "No rule was run." }
    let all = rules == 1 ? "The only rule was evaluated" : "All \(rules) rules were evaluated"
    return gaps > 0 ? "\(all), but \(counted(gaps, "item")) could not be read." : "\(all)."
  }
}
