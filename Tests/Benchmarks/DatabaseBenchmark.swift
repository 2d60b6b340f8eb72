import Evidence
import Glibc
import PoolModel
import Records

/// How fast a xapi database is reduced and read: what a user waits for who has a dump of a large
/// pool, and how much memory that takes.
///
/// `xmllint --sax` reads the same file with the same library and does nothing with it: it is the
/// bound. vfaudit's time includes opening the file, reducing it, and reading the reduced one.
struct DatabaseBenchmark {
  private static let megabytes = 100

  func run() throws -> String {
    let folder = "/tmp/vfaudit-benchmark-database"
    let path = "\(folder)/state.db"
    Machine.run("mkdir -p \(folder)")
    defer { Machine.run("rm -rf \(folder)") }
    guard let size = DatabaseGenerator.write(to: path, megabytes: Self.megabytes) else {
      return "## Reading a database: \(path) cannot be written"
    }
    let hasXmllint = system("command -v xmllint > /dev/null") == 0
    var bound = Double.infinity
    var reduced = Double.infinity
    var all = Double.infinity
    var kept = 0
    // In turns, so that a busy minute of the machine meets all of them.
    for _ in 0..<7 {
      if hasXmllint {
        bound = min(
          bound, Machine.best(of: 1) { Machine.run("xmllint --sax --noout \(path) > /dev/null") })
      }
      var bytes = Bytes([])
      let reducing = try Machine.best(of: 1) { bytes = try Self.reduce(path) }
      let parsing = Machine.best(of: 1) { _ = Self.parse(bytes) }
      reduced = min(reduced, reducing)
      all = min(all, reducing + parsing)
      kept = bytes.count
    }
    bound -= Machine.best(of: 5) { Machine.run("true") }
    return table(size, kept, bound: hasXmllint ? bound : nil, reduced, all)
      + memory(path: path, folder: folder, size)
  }

  private func table(
    _ size: Int, _ kept: Int, bound: Double?, _ reduced: Double, _ all: Double
  ) -> String {
    let megabytes = Double(size) / 1e6
    func row(_ name: String, _ time: Double) -> String {
      let ratio = bound.map { ($0 / time * 100).short + " %" } ?? "-"
      return "| \(name) | \(time.short) | \((megabytes / time * 1000).short) | \(ratio) |"
    }
    let first = bound.map { row("`xmllint --sax --noout`", $0) }
    return """
      ## Reading a database: \(megabytes.short) MB on one line, \((Double(kept) / 1e6).short) MB kept

      | reader | ms | MB/s | against `xmllint --sax` |
      | --- | --- | --- | --- |
      \(first ?? "| `xmllint` is not installed (libxml2-utils) | - | - | - |")
      \(row("vfaudit: reduce", reduced))
      \(row("vfaudit: reduce, and read into records", all))

      The goal: 60 %.
      """
  }

  /// A program of its own, so that nothing of this one is counted.
  private func memory(path: String, folder: String, _ size: Int) -> String {
    let result = "\(folder)/memory"
    Machine.run("\(CommandLine.arguments[0]) --reduce \(path) > \(result)")
    guard let text = Machine.read(result) else { return "" }
    return """


      Peak memory of a process that reads it: \(text) for a file of \
      \((Double(size) / 1e6).short) MB.
      """
  }

  /// Reads one database and prints how much memory that took, and before that what was lost.
  static func measureMemory(of path: String) throws {
    let records = parse(try reduce(path))
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let loss = records.gaps.isEmpty ? "" : ", \(records.gaps.count) gaps"
    print("\((Double(usage.ru_maxrss) / 1000).short) MB (\(records.vms.count) VMs\(loss))")
  }

  private static func reduce(_ path: String) throws -> Bytes {
    guard let file = fopen(path, "r") else { return Bytes([]) }
    defer { fclose(file) }
    var reducer = DatabaseReducer()
    var piece = [UInt8](repeating: 0, count: 256 * 1024)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      if count == 0 { break }
      try reducer.take(piece.span.extracting(0..<count))
    }
    return try reducer.finish()
  }

  private static func parse(_ bytes: Bytes) -> PoolRecords {
    let document = Document(name: DocumentName(DatabaseFacts.dump), bytes: bytes)
    return RecordReader.read(Snapshot(documents: [document]))
  }
}
