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
    abstract: "Checks a policy, or begins one.",
    discussion: """
      A policy says how many VFs must stay free, where VMs' VIFs belong, which rules are off, \
      and which findings somebody accepts until when.

        vfaudit policy init before.tar.gz > vfaudit.yml
        vfaudit policy check vfaudit.yml --snapshot before.tar.gz
      """,
    subcommands: [Check.self, Init.self, Schema.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says what is wrong with a policy, and which of its entries name nothing.",
      discussion: """
        Exit status: 0 in order; 1 an entry names nothing in the snapshot; 64 usage; 65 the policy \
        or the snapshot cannot be used.
        """)

    @Argument(help: "The policy.", completion: .file(extensions: ["yml", "yaml"]))
    var file: String

    @Option(
      help: "Look for what the entries name in this pool; several sources may be given.",
      completion: .file())
    var snapshot: [String] = []

    func run() async throws {
      let (policy, _) = try PolicyFile.read(file)
      guard !snapshot.isEmpty else { return try Terminal.printResult("\(policy.name): in order\n") }
      let (inventory, report) = try PolicyCommand.audit(snapshot, policy)
      let lines = policy.unmatched(in: inventory, report)
      guard lines.isEmpty else {
        try Terminal.printResult(lines.map { TextSummary.visible($0) + "\n" }.joined())
        throw ExitCode.findings
      }
      try Terminal.printResult("\(policy.name): in order, every entry names something\n")
    }
  }

  struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints a commented policy for a pool as it stands.")

    @Argument(help: "What to read the pool from, as for audit.", completion: .file())
    var snapshot: [String]

    func run() async throws {
      let (inventory, report) = try PolicyCommand.audit(snapshot, Policy())
      try Terminal.printResult(Policy.startingPoint(for: inventory, report))
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints the JSON Schema of policies, for editors.")

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
