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
      SNAPSHOT is the data of the pool. It can be a snapshot made by vfaudit collect; a server \
      status report (xen-bugtool, or XenCenter's zip of several); a xapi database (xe \
      pool-dump-database, state.db); a folder with pasted xe output, /sys trees and igb.conf; one \
      pasted file; or - for stdin. Archives (tar, gz, bz2, xz, zst, zip) are read directly. \
      Several sources of the same pool are merged. Data that is missing is reported as a gap, \
      never as a pass.

      Sources of several pools, or a folder of their archives, are audited as a fleet. \
      --output FOLDER/ then receives index.html (an overview of all pools), findings.jsonl (one \
      finding per line) and a folder with each pool's report. Without --output the overview goes \
      to stdout. All CPU cores are used.

      With --ssh the pool is collected and audited in one step.

      Without --output the report goes to stdout. With --output, the file extension sets the \
      format unless --format is given. Several formats write several files, one per extension.

      With --redact the report contains tokens instead of names, uuids, MAC and IP addresses. \
      Before anything is written, the output is searched for the original values. Text that names \
      no object of the pool, such as a comment in a driver file, is not replaced. Read the report \
      before you send it.

      Exit status:
        0   no findings at or above --fail-on
        1   findings at or above --fail-on
        2   no such findings, but the audit is incomplete (with --strict)
        64  usage; 65 input unusable; 69 host unreachable; 70 a bug; 73 output cannot be written
      """)

  @Argument(help: "The pool's data: folders, files, or - for stdin.", completion: .file())
  var snapshot: [String] = []

  @OptionGroup(title: "Collecting") var hosts: SSHOptions

  @Option(
    help: ArgumentHelp(
      "With --ssh: save the snapshot as a .tar.gz, a .tar or a folder (path ends in /).",
      valueName: "path"),
    completion: .file(extensions: ["tar.gz", "tgz", "tar"]))
  var keep: String?

  @Option(
    help:
      "A policy file (YAML): thresholds, severities, disabled rules, expected networks, waivers.",
    completion: .file(extensions: ["yml", "yaml"]))
  var policy: String?

  @OptionGroup var assumed: AssumeOptions

  @OptionGroup var writing: ReportOptions

  @Option(
    help: ArgumentHelp(
      "An earlier snapshot of the same pool. Its findings count as known.", valueName: "snapshot"),
    completion: .file())
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "The lowest severity that sets exit status 1: error, warning, note or never. With new:"
        + " findings that are new or worse than in the baseline."))
  var failOn: FailOn = .error

  @Option(
    help: ArgumentHelp(
      "The audit time shown in the report, such as 2026-05-01T16:25:00Z. Default: now.",
      valueName: "time"))
  var now: String?

  @Flag(
    help:
      "Exit with 2 when there are no findings but some rules were not evaluated or data is missing."
  )
  var strict = false

  func validate() throws {
    try Clock.validate(now)
    guard snapshot.isEmpty != hosts.ssh.isEmpty else {
      throw ValidationError(
        snapshot.isEmpty
          ? "nothing to audit: name a snapshot, or use --ssh HOST"
          : "a snapshot and --ssh cannot be combined: collect first, then audit both snapshots")
    }
    guard snapshot.count <= 1 || !snapshot.contains("-") else {
      throw ValidationError("- (stdin) cannot be combined with other sources")
    }
    guard keep == nil || !hosts.ssh.isEmpty else {
      throw ValidationError("--keep needs --ssh: without it no snapshot is collected")
    }
    guard failOn != .new || baseline != nil else {
      throw ValidationError("--fail-on new needs --baseline SNAPSHOT")
    }
  }

  func run() async throws {
    // Reports an invalid template before any host is contacted.
    let writer = try ReportWriter(writing)
    guard hosts.ssh.isEmpty else {
      // Reports an invalid policy before any host is contacted.
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
      throw Terminal.fail(
        "\(enumeration(single)): only for a single pool, but the sources are of several pools",
        .usage)
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
