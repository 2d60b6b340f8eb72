import ArgumentParser
import Auditing
import Comparing
import Evidence
import PoolModel
import Reporting

/// Audits several pools: one folder with a report for each pool, and an overview of all.
struct FleetAudit {
  let auditor: SnapshotAuditor
  let writer: ReportWriter
  /// The folder for everything; nil writes nothing.
  let folder: String?

  /// Of each pool's report.
  private var formats: [ReportFormat] {
    writer.options.format.isEmpty ? [.html] : writer.options.format
  }

  /// The part of an audited pool that is kept in memory after its report is written.
  private struct Audited: Sendable {
    var line: FleetSummary.PoolLine
    var findings: [Finding]
    var isDecided: Bool
    /// The findings as JSON lines.
    var lines: [UInt8]
  }

  /// What the exit status depends on.
  struct Outcome {
    /// Of all pools.
    var findings: [Finding]
    /// Whether every rule was evaluated in every pool and there are no gaps.
    var isDecided: Bool
    /// Whether every source could be read.
    var isComplete: Bool
  }

  func run(_ groups: [[String]], unread: [FleetSummary.UnreadSource]) async throws -> Outcome {
    if let folder {
      try Output.written { () throws(OutputFailure) in try OutputFile.makeFolder(folder) }
    }
    let results = await Cores.map(groups, progress: "auditing pools") { paths in
      Result { try audit(paths) }
    }
    var audited: [Audited] = []
    var unread = unread
    for (paths, result) in zip(groups, results) {
      do {
        audited.append(try result.get())
      } catch let failure as SourceFailure {
        unread.append(.init(path: paths.joined(separator: ", "), why: failure.reason))
      }
    }
    let fleet = FleetSummary(pools: audited.map(\.line), unread: unread)
    try write(fleet, audited)
    return Outcome(
      findings: audited.flatMap(\.findings), isDecided: audited.allSatisfy(\.isDecided),
      isComplete: unread.isEmpty)
  }

  /// Audits one pool and writes its report. Throws `SourceFailure` when a source cannot be read,
  /// and an exit code for any other error.
  private func audit(_ paths: [String]) throws -> Audited {
    let snapshot = try SnapshotInput.result(of: paths).get()
    let report = auditor.audit(snapshot).report
    let name = Self.folderName(of: report)
    if let folder {
      try Output.written { () throws(OutputFailure) in
        try OutputFile.makeFolder("\(folder)/\(name)")
      }
      for format in formats {
        var writer = writer
        writer.options.format = [format]
        writer.options.output = "\(folder)/\(name)/report.\(format.fileExtension)"
        writer.options.quiet = true
        try writer.write(report)
      }
    }
    let lines = try Output.rendered { () throws(RenderFailure) in
      try JSONLinesRenderer().render(report)
    }
    return Audited(
      line: FleetSummary.PoolLine(report, folder: name), findings: report.findings,
      isDecided: report.undetermined.isEmpty && report.gaps.isEmpty, lines: lines)
  }

  private func write(_ fleet: FleetSummary, _ audited: [Audited]) throws {
    let ending = formats[0].fileExtension
    let renderer = FleetRenderer(linkingTo: folder == nil ? nil : ending)
    guard let folder else { return try Terminal.printResult(renderer.text(fleet)) }
    let page = try Output.rendered { () throws(RenderFailure) in
      try renderer.html(fleet, styleHash: { Digest.sha256Base64(Bytes($0)) })
    }
    let xml = try Output.rendered { () throws(RenderFailure) in try renderer.xml(fleet) }
    let lines = Dictionary(
      audited.map { ($0.line.folder, $0.lines) }, uniquingKeysWith: { first, _ in first })
    try Output.written { () throws(OutputFailure) in
      try OutputFile.write(page, to: "\(folder)/index.html")
      try OutputFile.write(xml, to: "\(folder)/index.xml")
      try OutputFile.write(
        fleet.pools.flatMap { lines[$0.folder] ?? [] }, to: "\(folder)/findings.jsonl")
    }
    guard !writer.options.quiet else { return }
    for line in renderer.text(fleet).split(separator: "\n") { Terminal.say(String(line)) }
    Terminal.say("wrote \(folder)/index.html, index.xml, findings.jsonl and one folder per pool")
  }

  /// `prod-3f1c22ab`: readable, and unique by its uuid.
  private static func folderName(of report: AuditReport) -> String {
    let uuid = (report.pool.uuid ?? report.run.snapshotDigest).filter { $0.isHexDigit }
    return "\(slug(of: report.pool.name, limit: 40))-\(uuid.prefix(8))"
  }
}
