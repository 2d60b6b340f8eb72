import ArgumentParser
import Auditing
import Evidence
import Policies
import PoolModel
import Reporting
import Rules

struct PolicyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Checks a policy, or creates a first one.",
    discussion: """
      A policy sets how many VFs must stay free, the expected network of each VIF, which rules are \
      disabled, and which findings are accepted (waived) until when.

        vfaudit policy init before.tar.gz > vfaudit.yml
        vfaudit policy check vfaudit.yml --snapshot before.tar.gz
      """,
    subcommands: [Check.self, Init.self, Schema.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Checks a policy, and reports entries that match nothing.",
      discussion: """
        Exit status: 0 valid; 1 an entry matches nothing in the snapshot; 64 usage; 65 the policy \
        or the snapshot cannot be used.
        """)

    @Argument(help: "The policy file.", completion: .file(extensions: ["yml", "yaml"]))
    var file: String

    @Option(
      help: "Also check that each entry matches an object in this pool. Can be repeated.",
      completion: .file())
    var snapshot: [String] = []

    func run() async throws {
      let (policy, _) = try PolicyFile.read(file)
      guard !snapshot.isEmpty else { return try Terminal.printResult("\(policy.name): valid\n") }
      let (inventory, report) = try PolicyCommand.audit(snapshot, policy)
      let lines = policy.unmatched(in: inventory, report)
      guard lines.isEmpty else {
        try Terminal.printResult(lines.map { TextSummary.visible($0) + "\n" }.joined())
        throw ExitCode.findings
      }
      try Terminal.printResult("\(policy.name): valid, every entry matches\n")
    }
  }

  struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints a commented policy that describes the present pool.")

    @Argument(help: "The pool's data, as for audit.", completion: .file())
    var snapshot: [String]

    func run() async throws {
      let (inventory, report) = try PolicyCommand.audit(snapshot, Policy())
      try Terminal.printResult(Policy.startingPoint(for: inventory, report))
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints the JSON Schema of policy files, for editors.")

    func run() throws { try Terminal.printResult(PolicySchema.bytes) }
  }

  fileprivate static func audit(
    _ paths: [String], _ policy: Policy
  ) throws -> (Inventory, AuditReport) {
    let snapshot = try SnapshotInput.open(paths)
    let inventory = Inventory(of: snapshot, knowledge: policy.knowledge)
    let run = RunFacts(
      toolVersion: Version.current, judgedAt: Clock.now, capturedAt: snapshot.capturedAt,
      snapshotDigest: snapshot.manifestDigest)
    return (inventory, policy.report(on: inventory, by: RuleCatalog.all, run: run))
  }
}
