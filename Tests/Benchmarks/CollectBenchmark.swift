import Evidence

/// How long a pool takes to be collected: what a user waits for before a change.
///
/// Every host takes one second and sends the same words, so what is measured is whether hosts wait
/// for each other.
struct CollectBenchmark {
  func run() async throws -> String {
    let folder = "/tmp/vfaudit-benchmark-collect"
    Machine.run("rm -rf \(folder) && mkdir -p \(folder)/bin")
    let host = "11111111-1111-4111-8111-111111111111"
    let snapshot = Snapshot(documents: [
      Document(name: .host(host, "sysfs"), bytes: Bytes("/sys/class/net/eth0/mtu:1500\n"))
    ])
    try SnapshotArchive.write(snapshot, to: "\(folder)/host.tar")
    Machine.write(
      Array("#!/bin/sh\nsleep 1\ncat \(folder)/host.tar\n".utf8), to: "\(folder)/bin/ssh")
    Machine.run("chmod +x \(folder)/bin/ssh")
    Machine.putFirstInPath("\(folder)/bin")
    let one = await Machine.time { await collect(1) }
    let many = await Machine.time { await collect(64) }
    Machine.run("rm -rf \(folder)")
    return """
      ## Collecting hosts that take one second each

      | hosts | ms | times one host |
      | --- | --- | --- |
      | 1 | \(one.short) | 1.0 |
      | 64 | \(many.short) | \((many / one).short) |

      The goal: bound by the slowest host, not by the sum, which would be 64 times.
      """
  }

  private func collect(_ hosts: Int) async {
    let collector = Collector { _, _ in }
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<hosts {
        group.addTask { _ = try? await collector.collect(.ssh("host\(number)"), .hostOnly) }
      }
    }
  }
}
