import ArgumentParser
import Auditing
import Comparing
import Evidence
import PoolModel
import Reporting
import Rules

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Audits a pool and writes a report.",
    discussion: """
      SNAPSHOT is what you have of the pool: a snapshot that vfaudit collect has made; a server \
      status report (xen-bugtool, or XenCenter's zip of several); a xapi database (xe \
      pool-dump-database, state.db); a folder with pasted xe output, /sys trees and igb.conf; one \
      pasted file; or - for stdin. Folders may be packed (tar, gz, bz2, xz, zst, zip). Several of \
      one pool are merged: the pool's words once, each host's beside them. What is absent becomes \
      a gap in the report, never a pass.

      Sources of several pools make a fleet, as does a folder of their archives. --output FOLDER/ \
      then gets index.html, an overview of all pools, findings.jsonl, all findings, one a line, and \
      a folder with each pool's report. Without it the overview goes to stdout. Pools are audited \
      on all cores.

      With --ssh the pool is collected and audited in one step.

      Without --output the report goes to stdout. With it, the format follows the file's name \
      unless --format says otherwise; several formats make several files, each with its ending.

      With --redact the report says tokens where it said names, uuids, MAC and IP addresses; before \
      anything is written, all of it is searched for what they stand for. Words that name no object of \
      the pool, such as those of a remark in a driver file, stay: read it before you send it.

      Exit status:
        0   nothing at or above --fail-on
        1   findings
        2   nothing found, but not everything could be examined (with --strict)
        64  usage; 65 input unusable; 69 host unreachable; 70 a bug; 73 output cannot be written
      """)

  @Argument(help: "What to audit: folders, files, or - for stdin.", completion: .file())
  var snapshot: [String] = []

  @OptionGroup(title: "Collecting") var hosts: SSHOptions

  @Option(
    help: ArgumentHelp(
      "With --ssh: keep the snapshot, in a .tar.gz, a .tar or a folder that ends in /.",
      valueName: "path"),
    completion: .file(extensions: ["tar.gz", "tgz", "tar"]))
  var keep: String?

  @Option(
    help: "A policy: thresholds, severities, rules to leave out, intended networks (YAML).",
    completion: .file(extensions: ["yml", "yaml"]))
  var policy: String?

  @OptionGroup var assumed: AssumeOptions

  @OptionGroup var writing: ReportOptions

  @Option(
    help: ArgumentHelp(
      "An earlier snapshot of the pool: findings that it has are known.", valueName: "snapshot"),
    completion: .file())
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "The least severity that makes the exit status 1: error, warning, note, never; or new, for what"
        + " the baseline does not have, or has in a lesser way."))
  var failOn: FailOn = .error

  @Option(
    help: ArgumentHelp(
      "The time of judging that the report states, such as 2026-05-01T16:25:00Z.",
      valueName: "time"))
  var now: String?

  @Flag(help: "End with 2 when nothing fails but some rules could not be decided.")
  var strict = false

  func validate() throws {
    try Clock.validate(now)
    guard snapshot.isEmpty != hosts.ssh.isEmpty else {
      throw ValidationError(
        snapshot.isEmpty
          ? "say what to audit: a snapshot, or --ssh HOST"
          : "a snapshot and --ssh exclude each other: collect first, then audit both")
    }
    guard snapshot.count <= 1 || !snapshot.contains("-") else {
      throw ValidationError("- is stdin, and stands alone")
    }
    guard keep == nil || !hosts.ssh.isEmpty else {
      throw ValidationError("--keep needs --ssh: there is nothing new to keep")
    }
    guard failOn != .new || baseline != nil else {
      throw ValidationError("--fail-on new needs --baseline: an earlier snapshot")
    }
  }

  func run() async throws {
    // A template that is wrong shows before a pool is asked.
    let writer = try ReportWriter(writing)
    guard hosts.ssh.isEmpty else {
      // A misspelt policy shows before a pool is asked.
      _ = try PolicyFile.read(policy)
      return try await report(on: try await collect(), writer)
    }
    switch try await SourceGroups.of(snapshot, asFleet: writing.output?.hasSuffix("/") == true) {
    case .onePool(let snapshot): try await report(on: snapshot, writer)
    case .severalPools(let groups, let unread): try await auditFleet(groups, unread, writer)
    }
  }

  private func report(on snapshot: Snapshot, _ writer: ReportWriter) async throws {
    let report = try SnapshotAuditor(policy: policy, now: now)
      .audit(snapshot, assuming: assumed, since: baseline)
    try writer.write(report)
    if failOn.isMet(by: report) { throw ExitCode.findings }
    if strict, !report.undetermined.isEmpty || !report.gaps.isEmpty { throw ExitCode.incomplete }
  }

  private func auditFleet(
    _ groups: [[String]], _ unread: [FleetSummary.UnreadSource], _ writer: ReportWriter
  ) async throws {
    let single =
      writing.ofOnePool + (assumed.assume.isEmpty ? [] : ["--assume"])
      + (baseline == nil ? [] : ["--baseline"])
    guard single.isEmpty else {
      throw Terminal.fail("\(enumeration(single)): of one pool, and these are several", .usage)
    }
    var folder = writing.output == "-" ? nil : writing.output
    while let path = folder, path.count > 1, path.hasSuffix("/") {
      folder = String(path.dropLast())
    }
    let outcome = try await FleetAudit(
      auditor: SnapshotAuditor(policy: policy, now: now), writer: writer, folder: folder
    ).run(groups, unread: unread)
    if failOn.isMet(by: outcome.findings) { throw ExitCode.findings }
    guard outcome.isComplete else { throw ExitCode.unusableInput }
    if strict, !outcome.isDecided { throw ExitCode.incomplete }
  }

  private func collect() async throws -> Snapshot {
    let snapshot = try await hosts.collect()
    if let keep { try SnapshotWriter.write(snapshot, to: keep) }
    return snapshot
  }
}

/// `--fail-on`.
enum FailOn: String, ExpressibleByArgument, CaseIterable {
  case error
  case warning
  case note
  case never
  case new

  func isMet(by report: AuditReport) -> Bool {
    self == .new ? report.hasNewFindings : isMet(by: report.findings)
  }

  func isMet(by findings: [Finding]) -> Bool {
    guard let least = Severity(rawValue: rawValue) else { return false }
    return findings.contains { $0.severity <= least }
  }
}

/// `--color`.
enum ColourChoice: String, ExpressibleByArgument, CaseIterable {
  case auto
  case always
  case never

  var isOn: Bool {
    switch self {
    case .auto: Terminal.wantsColour
    case .always: true
    case .never: false
    }
  }
}
