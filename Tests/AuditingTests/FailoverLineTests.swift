import Auditing
import PoolModel
import PoolSketch
import Testing

/// What the report says of a host that may be lost.
@Suite struct FailoverLineTests {
  /// Two VMs on xen1; xen2 and xen3 have so many VFs free.
  private func lines(free: [Int], hosts: Int = 3) -> [FailoverLine] {
    var pool = PoolSketch()
    for (index, host) in ["xen3", "xen2", "xen1"].suffix(hosts).enumerated() {
      pool.host(host)
      pool.card(.x540, ports: "eth0")
      pool.sriov("Fast", on: "eth0", remaining: host == "xen1" ? 61 : free[index])
    }
    pool.vm("a", on: "Fast")
    pool.vm("b", on: "Fast")
    return Audit(rules: []).report(
      on: Linker.link(pool.records),
      run: RunFacts(
        toolVersion: "t", judgedAt: "2026-05-01T00:00:00Z", capturedAt: nil, snapshotDigest: "")
    ).failover
  }

  @Test func `the placement itself is told, host by host`() {
    let lines = lines(free: [1, 1])
    #expect(lines.map(\.host) == ["xen1"])
    #expect(lines[0].vms == 2 && lines[0].shortfall == nil)
    #expect(lines[0].refuges.map(\.host) == ["xen2", "xen3"])
    #expect(lines[0].refuges.flatMap(\.vms).sorted() == ["a", "b"])
  }

  @Test func `or the shortest reason why there is none`() {
    let lines = lines(free: [1, 0])
    #expect(lines[0].refuges.isEmpty)
    #expect(
      lines[0].shortfall
        == "They need 2 VFs on “Fast”, but the other hosts together have only 1 free.")
  }

  @Test func `a pool of one host has nowhere to go, and nothing is said`() {
    #expect(lines(free: [], hosts: 1).isEmpty)
  }
}
