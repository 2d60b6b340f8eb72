import Glibc
import PoolModel

/// A named person accepts a finding until a given day.
package struct Waiver: Sendable, Equatable {
  package var rule: String
  /// A subject's label, a glob of labels (`web-*/0`), or its uuid.
  package var subject: String
  package var reason: String
  package var owner: String
  /// Empty without a ticket.
  package var ticket: String
  /// The last day on which it is valid, UTC: `2026-12-31`.
  package var expires: String
  /// `vfaudit.yml:7`.
  package var place: String

  package init(
    rule: String, subject: String, reason: String, owner: String, ticket: String = "",
    expires: String, place: String
  ) {
    self.rule = rule
    self.subject = subject
    self.reason = reason
    self.owner = owner
    self.ticket = ticket
    self.expires = expires
    self.place = place
  }

  /// Whether it matches this finding.
  package func names(_ finding: Finding) -> Bool {
    rule == finding.rule
      && (subject == finding.subject.label || subject == finding.subject.uuid
        || fnmatch(subject, finding.subject.label, 0) == 0)
  }

  /// Whether its last day is over at a time such as `2026-05-01T16:25:00Z`.
  func isExpired(at time: String) -> Bool { expires < String(time.prefix(10)) }
}

/// The waiver that matches a finding.
package struct AppliedWaiver: Sendable, Equatable {
  package var waiver: Waiver
  /// An expired waiver is shown, but the finding counts.
  package var isExpired: Bool
}

extension Terms {
  /// The finding with the first waiver that matches it. Waivers that are not expired come first.
  func waived(_ finding: Finding, at time: String) -> Finding {
    let named = waivers.filter { $0.names(finding) }
    guard let waiver = named.first(where: { !$0.isExpired(at: time) }) ?? named.first else {
      return finding
    }
    var finding = finding
    finding.waiver = AppliedWaiver(waiver: waiver, isExpired: waiver.isExpired(at: time))
    return finding
  }

  /// The use of each waiver, for the rule that examines waivers. Known only after every other rule
  /// has been judged.
  ///
  /// A waiver names its subject by host, port, VM or network: without one of these lists a name that
  /// is not found proves nothing.
  func resolvedWaivers(by judged: [JudgedRule], in inventory: Inventory) -> [StatedWaiver] {
    let unnamed = inventory.firstGap(for: [.hosts, .ports, .networks, .vms, .vifs])
    let rules = Dictionary(judged.map { ($0.rule.id, $0) }, uniquingKeysWith: { first, _ in first })
    return waivers.enumerated().map { index, waiver in
      let rule = rules[waiver.rule]
      let isUsed = rule?.findings.contains { waiver.names($0) } ?? false
      let use: StatedWaiver.Use =
        if isUsed {
          .namesFinding
        } else if disabled.contains(waiver.rule) {
          .ruleIsOff
        } else if let gap = rule?.undetermined?.gaps.first ?? unnamed {
          .notEvaluated(gap)
        } else {
          .namesNothing
        }
      return StatedWaiver(
        index: index, rule: waiver.rule, subject: waiver.subject, place: waiver.place, use: use)
    }
  }
}
