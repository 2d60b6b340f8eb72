import Auditing
import Evidence
import PoolModel
import Rules

/// How the time of an audit grows with the pool: doubling it may at most double the time, and a
/// little. More would mean that somewhere every member looks at every other.
struct PoolBenchmark {
  private struct Times {
    var link = 0.0
    var judge = 0.0
    var findings = 0
    var both: Double { link + judge }
  }

  func run() throws -> String {
    var rows: [String] = []
    var last: Times?
    for hosts in [8, 16, 32, 64] {
      var generator = PoolGenerator()
      generator.hosts = hosts
      generator.portsPerHost = 8
      generator.vms = hosts * 156
      generator.vifsPerVM = 7
      let times = measure(generator)
      let growth = last.map { (times.both / $0.both).short } ?? "-"
      let vfs = hosts * generator.portsPerHost * generator.vfsPerPort
      rows.append(
        "| \(hosts) | \(vfs) | \(generator.vms) | \(generator.vms * 7) | \(times.link.short) "
          + "| \(times.judge.short) | \((times.judge / times.link).short) | \(times.findings) | \(growth) |"
      )
      last = times
    }
    return """
      ## Inventory and rules

      | hosts | VFs | VMs | VIFs | loading, ms | rules, ms | rules against loading | findings | times the row above |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      \(rows.joined(separator: "\n"))

      Loading is from documents in memory to the linked inventory; rules is all \(RuleCatalog.all.count) of them, on
      all cores, to the finished report. The goals: doubling the pool takes at most 2.2 times as
      long, and at 64 hosts the rules take no longer than loading.
      """
  }

  private func measure(_ generator: PoolGenerator) -> Times {
    let documents = generator.documents().map { name, text in
      Document(
        name: DocumentName(name), bytes: Bytes(text), source: name)
    }
    let snapshot = Snapshot(documents: documents)
    let run = RunFacts(
      toolVersion: "benchmark", judgedAt: "", capturedAt: nil, snapshotDigest: "")
    var times = Times()
    var inventory = Inventory(of: snapshot)
    times.link = Machine.best(of: 9) { inventory = Inventory(of: snapshot) }
    times.judge = Machine.best(of: 9) {
      times.findings = Audit(rules: RuleCatalog.all).report(on: inventory, run: run).findings.count
    }
    precondition(inventory.vifs.count == generator.vms * generator.vifsPerVM)
    return times
  }
}
