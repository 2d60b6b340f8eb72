import Auditing
import Comparing
import Dispatch
import Evidence
import Planning
import PoolModel
import Records
import Rules
import Synchronization

/// What a comparison and a plan cost beside one audit: two audits and a little.
struct ComparisonBenchmark {
  private let facts = RunFacts(
    toolVersion: "benchmark", judgedAt: "", capturedAt: nil, snapshotDigest: "")

  func run() throws -> String {
    var generator = PoolGenerator()
    generator.hosts = 64
    generator.portsPerHost = 8
    generator.vms = 64 * 156
    generator.vifsPerVM = 7
    let snapshot = Snapshot(
      documents: generator.documents().map { name, text in
        Document(name: DocumentName(name), bytes: Bytes(text), source: name)
      })
    let audit = Audit(rules: RuleCatalog.all)
    let one = Machine.best(of: 5) {
      let inventory = Inventory(of: snapshot)
      _ = audit.report(on: inventory, run: facts)
    }
    var isSame = false
    let compared = Machine.best(of: 5) {
      let sides = Mutex<[(report: AuditReport, inventory: Inventory)]>([])
      DispatchQueue.concurrentPerform(iterations: 2) { _ in
        let inventory = Inventory(of: snapshot)
        let report = audit.report(on: inventory, run: facts)
        sides.withLock { $0.append((report, inventory)) }
      }
      isSame = sides.withLock { Comparison($0[0], $0[1]).isSame }
    }
    precondition(isSame)
    let planned = Machine.best(of: 5) {
      let records = RecordReader.read(snapshot)
      let today = Inventory(of: snapshot, as: records, knowledge: Knowledge())
      let report = audit.report(on: today, run: facts)
      var pool = AssumedPool(records, today)
      // A name that the generator gives.
      try? pool.apply(.addVLAN(port: "xcp0/eth0", tag: 77))
      let after = pool.inventory
      _ = Comparison((report, today), (audit.report(on: after, run: facts), after)).isSame
    }
    return """
      ## Comparing and planning: 64 hosts, 69888 VIFs

      | what | ms | times one audit |
      | --- | --- | --- |
      | audit: load and judge | \(one.short) | 1.0 |
      | compare: two audits and the comparison | \(compared.short) | \((compared / one).short) |
      | plan: one change | \(planned.short) | \((planned / one).short) |

      The goal: at most 2.2 times.
      """
  }
}
