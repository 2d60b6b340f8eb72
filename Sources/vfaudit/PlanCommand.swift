import ArgumentParser
import Auditing
import Comparing
import Evidence
import Planning
import Reporting

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows what a change will do, and the reboot after it, before anybody makes it.",
    discussion: """
      Each change is applied to the snapshot as the toolstack would make it, in the order given; what \
      xapi would refuse is said with its error code. Then the pool is audited and compared with today. \
      Where something waits for a reboot, the comparison is with the time after it; a table shows the \
      VFs of each port now, after the change and after the reboot, and who loses traffic.

      \(AssumeOptions.help)

        vfaudit plan before.tar.gz --assume enable-sriov:xen1/eth1 --output plan.html

      Exit status: 0 nothing new or worse; 1 new or worse findings, or a change is refused; 64 usage; \
      65 input unusable; 73 output cannot be written.
      """)

  @Argument(help: "The pool as it is: whatever vfaudit audit takes.", completion: .file())
  var snapshot: [String]

  @OptionGroup var assumed: AssumeOptions

  @OptionGroup var writing: ComparisonOptions

  func validate() throws {
    guard !assumed.assume.isEmpty else {
      throw ValidationError("say what is to change: --assume CHANGE")
    }
  }

  func run() async throws {
    let auditor = try SnapshotAuditor(policy: writing.policy, now: writing.now)
    let comparison = try assumed.comparison(of: try SnapshotInput.open(snapshot), by: auditor)
    try writing.write(comparison)
    let isBad = comparison.findings.contains { $0.change == .new || $0.change == .worse }
    let isRefused = comparison.plan?.changes.contains { $0.refusal != nil } ?? false
    if isBad || isRefused { throw ExitCode.findings }
  }
}
