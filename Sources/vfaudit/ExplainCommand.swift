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
    abstract: "Tells how a rule came to its outcome, fact by fact.",
    discussion: """
      For each member that the rule examines: the outcome, and every fact that is known of it, with \
      who says it and where that can be read.

        vfaudit explain vf-headroom-low xen1/eth4 --snapshot before.tar.gz
      """)

  @Argument(help: "The id of a rule.", completion: .list(RuleCatalog.all.map(\.id)))
  var rule: String

  @Argument(help: "One member by its label or uuid, such as xen1/eth4.")
  var subject: String?

  @Option(help: "The pool, as for audit; several sources may be given.", completion: .file())
  var snapshot: [String]

  @Option(help: "A policy.", completion: .file(extensions: ["yml", "yaml"]))
  var policy: String?

  func run() async throws {
    guard let rule = RuleCatalog.all.first(where: { $0.id == rule }) else {
      throw Terminal.fail("no rule is called “\(rule)”: vfaudit rules lists them", .usage)
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
      let known = enumeration(explanation.labels, limit: 10)
      throw Terminal.fail(
        "\(rule.id) examines no “\(subject)”: there is \(known.isEmpty ? "nobody" : known)", .usage)
    }
    try Terminal.printResult(explanation.text)
  }
}
