import ArgumentParser
import Auditing
import Evidence
import Reporting

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Shows what became of each finding, and what else differs, between two snapshots.",
    discussion: """
      Both are audited. A finding is new, worse, better, fixed, or unchanged; or its subject is gone; \
      or it cannot be determined any more, which never counts as fixed. What else differs stands \
      apart: ports, VFs, networks, VLANs, guests, VIFs. Things are recognised by uuid and address, \
      never by name: a VIF that was made anew with its address has moved. Counters, times and orders \
      never differ.

        vfaudit collect --ssh root@xen1 --output before.tar.gz
        … the change …
        vfaudit collect --ssh root@xen1 --output after.tar.gz
        vfaudit compare before.tar.gz after.tar.gz --output change.html

      Exit status: 0 the same; 1 different; 64 usage; 65 input unusable; 73 output cannot be written.
      """)

  @Argument(help: "The pool before: whatever vfaudit audit takes.", completion: .file())
  var before: String

  @Argument(help: "The same pool after.", completion: .file())
  var after: String

  @Option(
    help: "A policy, for both audits (YAML).", completion: .file(extensions: ["yml", "yaml"]))
  var policy: String?

  @Option(
    name: [.short, .long], help: "text, html, markdown, xml or json; may be given several times.")
  var format: [ComparisonFormat] = []

  @Option(
    name: [.short, .long], help: "Where to write; - is stdout.",
    completion: .file(extensions: ["html", "md", "xml", "json", "txt"]))
  var output: String?

  @Option(
    help: ArgumentHelp("The time of judging, such as 2026-05-01T16:25:00Z.", valueName: "time"))
  var now: String?

  @Flag(help: "Compare two snapshots although they are of different pools.")
  var differentPools = false

  @Flag(help: "Do not say on stderr what was found and where it is.")
  var quiet = false

  func validate() throws {
    try Clock.validate(now)
    guard (output ?? "-") == "-", format.count > 1 else { return }
    throw ValidationError("several formats need --output PATH: each goes into its own file")
  }

  func run() async throws {
    let auditor = try SnapshotAuditor(policy: policy, now: now)
    let old = auditor.audit(try SnapshotInput.open([before]))
    let new = auditor.audit(try SnapshotInput.open([after]))
    if !differentPools { try requireSamePool(old.report, new.report) }
    let comparison = Comparison(old, new)
    try ComparisonWriter(formats: format, output: output, isQuiet: quiet).write(comparison)
    if !comparison.isSame { throw ExitCode.findings }
  }

  /// By uuid; where one side tells none, by a host that both have.
  private func requireSamePool(_ old: AuditReport, _ new: AuditReport) throws {
    let hosts = { (report: AuditReport) in Set(report.inventory.hosts.map(\.uuid)) }
    let isSame =
      if let one = old.pool.uuid, let other = new.pool.uuid {
        one == other
      } else {
        !hosts(old).isDisjoint(with: hosts(new))
      }
    guard !isSame else { return }
    throw Terminal.fail(
      "\(before) is of pool \(old.pool.name) and \(after) of pool \(new.pool.name), which is another:"
        + " --different-pools compares them all the same", .unusableInput)
  }
}
