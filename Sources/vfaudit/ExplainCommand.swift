import ArgumentParser
import Auditing
import Evidence
import Policies
import PoolModel
import Reporting
import Rules

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Shows the facts behind a rule's outcome.",
    discussion: """
      For each object that the rule examines: the outcome, and every known fact with its source, \
      document and line.

        vfaudit explain vf-headroom-low xen1/eth4 --snapshot before.tar.gz
      """)

  @Argument(help: "The id of a rule.", completion: .list(RuleCatalog.all.map(\.id)))
  var rule: String

  @Argument(help: "One object, by label or uuid, such as xen1/eth4.")
  var subject: String?

  @Option(help: "The pool's data, as for audit. Can be repeated.", completion: .file())
  var snapshot: [String]

  @Option(help: "A policy file (YAML).", completion: .file(extensions: ["yml", "yaml"]))
  var policy: String?

  func run() async throws {
    guard let rule = RuleCatalog.all.first(where: { $0.id == rule }) else {
      throw Terminal.fail("no rule has the id “\(rule)”: vfaudit rules lists all ids", .usage)
    }
    let (policy, _) = try PolicyFile.read(policy)
    var inventory = Inventory(
      of: try SnapshotInput.open(snapshot), knowledge: policy.knowledge)
    policy.stateIntents(in: &inventory)
    let audit = Audit(rules: RuleCatalog.all, terms: policy.terms)
    let explanation = Explanation(
      of: rule, audit.judgement(of: rule, in: inventory, keepsPassed: true), in: inventory,
      subject: subject)
    if let subject, explanation.isEmpty {
      let labels = enumeration(explanation.labels, limit: 10)
      let known = labels.isEmpty ? "nothing" : labels
      throw Terminal.fail(
        "\(rule.id) does not examine “\(subject)”: it examines \(known)",
        .usage)
    }
    try Terminal.printResult(explanation.text)
  }
}
