import Evidence
import PoolModel
import Records

/// How fast `xe` text is read: what a user waits for before a large pool's report.
///
/// `wc -l` reads the same file and does nothing with it; a plain Python dictionary parser does what
/// most scripts do. vfaudit's time includes opening the file and every check against forged lines.
struct ReadingBenchmark {
  func run() throws -> String {
    let folder = "/tmp/vfaudit-benchmark"
    let path = "\(folder)/snapshot/xe/vif-list.txt"
    Machine.run("mkdir -p \(folder)/snapshot/xe")
    let size = writeList(to: path)
    Machine.write(Array(Self.python.utf8), to: "\(folder)/read.py")

    let empty = Machine.best(of: 5) { Machine.run("true") }
    let wc = Machine.best(of: 7) { Machine.run("wc -l \(path) > /dev/null") } - empty
    let python =
      Machine.best(of: 2) { Machine.run("python3 \(folder)/read.py \(path) > /dev/null") }
      - Machine.best(of: 3) { Machine.run("python3 -c pass") }
    var records = 0
    let opening = try Machine.best(of: 7) { _ = try Source.open("\(folder)/snapshot") }
    let ours = try Machine.best(of: 7) {
      let snapshot = try Source.open("\(folder)/snapshot")
      for document in snapshot.documents(of: "vif") {
        records =
          XeListReader.listing(document.bytes.span, document: document.name.text).records.count
      }
    }
    Machine.run("rm -rf \(folder)")
    let megabytes = Double(size) / 1e6
    return """
      ## Reading `xe vif-list params=all`: \(megabytes.short) MB, \(records) records

      | reader | ms | MB/s | against `wc -l` |
      | --- | --- | --- | --- |
      | `wc -l` | \(wc.short) | \((megabytes / wc * 1000).short) | 100 % |
      | vfaudit: open the snapshot and read the listing | \(ours.short) \
      | \((megabytes / ours * 1000).short) | \((wc / ours * 100).short) % |
      | of this, opening the snapshot | \(opening.short) | \((megabytes / opening * 1000).short) | |
      | Python, one dictionary a record | \(python.short) | \((megabytes / python * 1000).short) \
      | \((wc / python * 100).short) % |

      vfaudit is \((python / ours).short) times as fast as the Python parser. The goals: 40 % of `wc -l`, \
      15 times Python.
      """
  }

  /// Writes the list and lets go of it: memory that is still held would slow what is measured.
  private func writeList(to path: String) -> Int {
    var generator = PoolGenerator()
    generator.vms = 30_000
    let text = generator.vifList()
    Machine.write(text, to: path)
    return text.count
  }

  private static let python = """
    import sys
    records, record = [], {}
    for line in open(sys.argv[1], encoding="utf-8"):
        line = line.rstrip("\\n")
        if not line:
            if record:
                records.append(record)
                record = {}
            continue
        label, _, value = line.partition(": ")
        record[label.split("(")[0].strip()] = value
    print(len(records))
    """
}
