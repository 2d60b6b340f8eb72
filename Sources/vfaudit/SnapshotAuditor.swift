import ArgumentParser
import Auditing
import Comparing
import Evidence
import Planning
import Policies
import PoolModel
import Records
import Rules

/// Snapshot → inventory → report, with one policy and one audit time.
struct SnapshotAuditor {
  let policy: Policy
  private let digest: String?
  private let name: String?
  let judgedAt: String

  /// `path` nil: the built-in policy. `now` nil: the time of the clock.
  init(policy path: String?, now: String?) throws {
    let (policy, digest) = try PolicyFile.read(path)
    self.policy = policy
    self.digest = digest
    name = path == nil ? nil : policy.name
    judgedAt = now.flatMap(Clock.parse) ?? Clock.now
  }

  func audit(_ snapshot: Snapshot) -> (report: AuditReport, inventory: Inventory) {
    audit(RecordReader.read(snapshot), of: snapshot)
  }

  func audit(
    _ records: PoolRecords, of snapshot: Snapshot
  ) -> (report: AuditReport, inventory: Inventory) {
    let inventory = Inventory(of: snapshot, as: records, knowledge: policy.knowledge)
    return (report(on: inventory, of: snapshot), inventory)
  }

  /// With assumptions, audits the pool after all of them. With a baseline, marks how each finding
  /// changed since that snapshot.
  func audit(
    _ snapshot: Snapshot, assuming assumed: AssumeOptions, since baseline: String?
  ) throws -> AuditReport {
    let records = RecordReader.read(snapshot)
    var (report, inventory) = audit(records, of: snapshot)
    if !assumed.assume.isEmpty {
      let pool = try assumed.applied(to: records, inventory)
      inventory = pool.inventory
      report = self.report(
        on: inventory, of: snapshot, assuming: pool.changes.map(\.assumption))
    }
    guard let baseline else { return report }
    let old = audit(try SnapshotInput.open([baseline]))
    try Self.requireOnePool(old.report, baseline, report, "the snapshot")
    return AuditReport(sinceBaseline: Comparison(old, (report, inventory)))
  }

  func report(
    on inventory: Inventory, of snapshot: Snapshot, assuming assumptions: [String] = []
  ) -> AuditReport {
    var run = RunFacts(
      toolVersion: Version.current, judgedAt: judgedAt, capturedAt: snapshot.capturedAt,
      snapshotDigest: snapshot.manifestDigest, policyName: name, policyDigest: digest)
    run.assumptions = assumptions
    return policy.report(on: inventory, by: RuleCatalog.all, run: run)
  }

  /// Ends the program if the two reports are of different pools.
  static func requireOnePool(
    _ old: AuditReport, _ before: String, _ new: AuditReport, _ after: String
  ) throws {
    guard !Comparison.isOfOnePool(old, new) else { return }
    throw Terminal.fail(
      "\(before) is of pool \(old.pool.name), but \(after) is of pool \(new.pool.name):"
        + " to compare them anyway, use compare --different-pools", .unusableInput)
  }
}
