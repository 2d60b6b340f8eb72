package import Auditing
package import PoolModel
import Records

/// The facts behind a rule's outcome, for each member, with their places.
package struct Explanation {
  private let rule: Rule
  private let judgement: Judgement
  private let inventory: Inventory
  private let subject: String?

  /// `judgement` must include members that passed. `subject` is a label or a uuid; nil: all
  /// members.
  package init(
    of rule: Rule, _ judgement: Judgement, in inventory: Inventory, subject: String?
  ) {
    self.rule = rule
    self.judgement = judgement
    self.inventory = inventory
    self.subject = subject
  }

  /// The selected members.
  private var examinations: [Examination] {
    judgement.examinations.filter { examination in
      subject == nil || examination.subject.label == subject || examination.subject.uuid == subject
    }.sorted { $0.subject < $1.subject }
  }

  /// Whether no member has that name.
  package var isEmpty: Bool { examinations.isEmpty }

  /// Labels of all members, for an error message.
  package var labels: [String] { judgement.examinations.map { line($0.subject.label) }.sorted() }

  /// Plain text.
  package var text: String {
    var lines = [
      "\(rule.id): \(rule.title)",
      "\(rule.severity.rawValue), \(rule.confidence.rawValue); needs "
        + (rule.needs.isEmpty ? "nothing" : rule.needs.map(\.rawValue).joined(separator: ", ")),
      "\(outcome): \(judgement.examined)"
        + " \(rule.nouns.many) examined",
    ]
    if let gap = judgement.gap { lines += hanging("not known: \(line(gap.what))", behind: "  ") }
    for examination in examinations { lines += [""] + self.lines(of: examination) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var outcome: String {
    judgement.outcome == .undetermined
      ? "not evaluated" : judgement.outcome.word.replacing("-", with: " ")
  }

  private func lines(of examination: Examination) -> [String] {
    var lines: [String] = []
    switch examination.verdict {
    case .passed: lines.append("\(line(examination.subject.label)): passed")
    case .undetermined(let gap):
      lines.append("\(line(examination.subject.label)): not evaluated")
      lines += hanging(line("not known: \(gap.what): \(gap.why)"), behind: "  ")
      if !gap.closedBy.isEmpty {
        lines += shellLines(Command(words: gap.closedBy), indent: "      ")
      }
    case .failed(let details):
      lines.append("\(line(examination.subject.label)): failed")
      lines += hanging(line(details.title), behind: "  ")
      for item in details.evidence {
        lines += hanging(
          line("\(place(item.origin)): \(item.seen); expected \(item.expected)"), behind: "  - ")
      }
    }
    let facts = inventory.facts(of: examination.entity)
    return lines
      + facts.flatMap { fact in
        hanging(
          line("\(fact.what): \(fact.value) (\(fact.witness.rawValue), \(place(fact.origin)))"),
          behind: "  ")
      }
  }

  private func place(_ origin: Origin) -> String {
    if origin.document.isEmpty { return "no document" }
    return origin.line > 0 ? "\(origin.document):\(origin.line)" : origin.document
  }
}
