import ArgumentParser
import Auditing
import Comparing
import Evidence
import Planning
import Reporting

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Predicts the effect of a change and of the reboot after it.",
    discussion: """
      Each change is applied to a copy of the snapshot as xapi would make it, in the order given. \
      If xapi would refuse a change, its error code is shown. Then the changed pool is audited and \
      compared with today. If the change needs a reboot, the comparison shows the pool after the \
      reboot. A table lists the VFs of each port now, after the change and after the reboot, and \
      the traffic that is lost. Nothing is changed in the real pool.

      \(AssumeOptions.help)

        vfaudit plan before.tar.gz --assume enable-sriov:xen1/eth1 --output plan.html

      Exit status: 0 no new or worse findings; 1 new or worse findings, or a change is refused; \
      64 usage; 65 input unusable; 73 output cannot be written.
      """)

  @Argument(help: "The pool today: any source that vfaudit audit accepts.", completion: .file())
  var snapshot: [String]

  @OptionGroup var assumed: AssumeOptions

  @OptionGroup var writing: ComparisonOptions

  func validate() throws {
    guard !assumed.assume.isEmpty else {
      throw ValidationError("no change given: use --assume CHANGE")
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
