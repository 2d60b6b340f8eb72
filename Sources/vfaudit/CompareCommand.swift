import ArgumentParser
import Auditing
import Comparing
import Evidence
import Reporting

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Shows what became of each finding, and what else differs, between two snapshots.",
    discussion: """
      Both are audited. A finding is new, worse, better, fixed, or unchanged; or its subject is gone; \
      or it cannot be determined any more, which never counts as fixed. What else differs stands \
      apart: ports, VFs, networks, VLANs, VMs, VIFs. Things are recognised by uuid and address, \
      never by name: a VIF that was made anew with its address has moved. Counters, times and orders \
      never differ.

        vfaudit collect --ssh root@xen1 --output before.tar.gz
        … the change …
        vfaudit collect --ssh root@xen1 --output after.tar.gz
        vfaudit compare before.tar.gz after.tar.gz --output change.html

      With the plan of the change (vfaudit plan … --output plan.xml, or --assume as there) it says \
      what came as predicted, what did not, and what nobody had predicted:

        vfaudit compare before.tar.gz after.tar.gz --expect plan.xml

      Exit status: 0 the same, or all as predicted; 1 different, or not as predicted; 64 usage; 65 input unusable; 73 output cannot be written.
      """)

  @Argument(help: "The pool before: whatever vfaudit audit takes.", completion: .file())
  var before: String

  @Argument(help: "The same pool after.", completion: .file())
  var after: String

  @Option(
    help: ArgumentHelp("The plan that the change had (XML).", valueName: "plan.xml"),
    completion: .file(extensions: ["xml"]))
  var expect: String?

  @OptionGroup(title: "Instead of a plan") var assumed: AssumeOptions

  @Flag(help: "Compare two snapshots although they are of different pools.")
  var differentPools = false

  @OptionGroup var writing: ComparisonOptions

  func validate() throws {
    guard expect == nil || assumed.assume.isEmpty else {
      throw ValidationError("--expect and --assume say the same: give one of them")
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

  /// What was planned; nil where nothing was.
  private func plan(of snapshot: Snapshot) throws -> AssumeOptions? {
    guard let expect else { return assumed.assume.isEmpty ? nil : assumed }
    do {
      let written = try WrittenPlan(
        try InputFile.read(expect, limit: 256 << 20).array, name: expect)
      guard written.snapshotDigest == snapshot.manifestDigest else {
        throw Terminal.fail(
          "\(expect) is a plan for another snapshot than \(before): the one with sha256:"
            + written.snapshotDigest, .unusableInput)
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
