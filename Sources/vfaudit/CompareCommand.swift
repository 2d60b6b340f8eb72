import ArgumentParser
import Auditing
import Comparing
import Evidence
import Reporting

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares two snapshots: findings and other differences.",
    discussion: """
      Both snapshots are audited. Each finding is new, worse, better, fixed or unchanged; or its \
      subject is gone; or it can no longer be evaluated, which does not count as fixed. Other \
      differences (ports, VFs, networks, VLANs, VMs, VIFs) are listed separately. Objects are \
      matched by uuid and address, never by name: a VIF recreated with the same MAC counts as \
      moved. Counters, times and the order of lists are ignored.

        vfaudit collect --ssh root@xen1 --output before.tar.gz
        … the change …
        vfaudit collect --ssh root@xen1 --output after.tar.gz
        vfaudit compare before.tar.gz after.tar.gz --output change.html

      With the plan of the change (vfaudit plan … --output plan.xml, or the same --assume options) \
      the result shows what happened as predicted, what did not, and what was not predicted:

        vfaudit compare before.tar.gz after.tar.gz --expect plan.xml

      Exit status: 0 no difference, or all as predicted; 1 different, or not as predicted; \
      64 usage; 65 input unusable; 73 output cannot be written.
      """)

  @Argument(help: "The pool before: any source that vfaudit audit accepts.", completion: .file())
  var before: String

  @Argument(help: "The same pool after.", completion: .file())
  var after: String

  @Option(
    help: ArgumentHelp("The plan of the change, as XML.", valueName: "plan.xml"),
    completion: .file(extensions: ["xml"]))
  var expect: String?

  @OptionGroup(title: "Instead of a plan") var assumed: AssumeOptions

  @Flag(help: "Compare the snapshots even if they are of different pools.")
  var differentPools = false

  @OptionGroup var writing: ComparisonOptions

  func validate() throws {
    guard expect == nil || assumed.assume.isEmpty else {
      throw ValidationError("--expect and --assume cannot be combined: use one of them")
    }
  }

  func run() async throws {
    let auditor = try SnapshotAuditor(policy: writing.policy, now: writing.now)
    let snapshot = try SnapshotInput.open([before])
    let snapshots = [snapshot, try SnapshotInput.open([after])]
    let sides = await Cores.map(snapshots, progress: "auditing both sides") { auditor.audit($0) }
    let (old, new) = (sides[0], sides[1])
    if !differentPools { try SnapshotAuditor.requireOnePool(old.report, before, new.report, after) }
    var comparison = Comparison(old, new)
    if let plan = try plan(of: snapshot) {
      comparison = comparison.held(
        against: try plan.comparison(of: snapshot, by: auditor))
      comparison.plan = nil
    }
    try writing.write(comparison)
    let isMet = comparison.expectations.isEmpty ? comparison.isSame : comparison.isAsPredicted
    if !isMet { throw ExitCode.findings }
  }

  /// The planned changes; nil without a plan.
  private func plan(of snapshot: Snapshot) throws -> AssumeOptions? {
    guard let expect else { return assumed.assume.isEmpty ? nil : assumed }
    do {
      let written = try WrittenPlan(
        try InputFile.read(expect, limit: 256 << 20).array, name: expect)
      guard written.snapshotDigest == snapshot.manifestDigest else {
        throw Terminal.fail(
          "\(expect) was made from a different snapshot than \(before): the plan's snapshot has"
            + " sha256:\(written.snapshotDigest)", .unusableInput)
      }
      var assumed = AssumeOptions()
      assumed.assume = written.assumptions
      return assumed
    } catch let failure as SourceFailure {
      throw Terminal.fail("\(failure)", .unusableInput)
    } catch let failure as RenderFailure {
      throw Terminal.fail("\(failure); --expect reads the XML of vfaudit plan", .unusableInput)
    }
  }
}
