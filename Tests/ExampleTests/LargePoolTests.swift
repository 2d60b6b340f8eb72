import Auditing
import Evidence
import PoolModel
import PoolSketch
import Reporting
import Rules
import Testing

/// The page of a pool as large as pools get, with trouble on every host.
@Suite struct LargePoolTests {
  private static let pool: (report: AuditReport, page: String) = {
    var pool = PoolSketch()
    for host in 1...64 {
      if host > 1 { pool.host("xen\(host)") }
      pool.card(.i350, ports: "eth0", "eth1", "eth2", "eth3")
      pool.card(.x540, ports: "eth4", "eth5")
      pool.card(.x540, ports: "eth6", "eth7")
      for port in 0..<8 {
        pool.vfs(port < 4 ? 7 : 63, on: "eth\(port)")
        pool.sriov("Fast \(port)", on: "eth\(port)", remaining: port < 4 ? 5 : 60)
      }
      for tag in 1...6 { pool.vlan(tag, "VLAN \(tag)", on: "eth\(tag % 3)") }
      for vm in 1...60 {
        pool.vm(
          "VM-\(host)-\(vm)", on: "VLAN \(vm % 6 + 1)", "Fast \(vm % 8)",
          isRunning: vm.isMultiple(of: 2), system: "NetBSD 10.1")
      }
    }
    let report = Audit(rules: RuleCatalog.all).report(
      on: Linker.link(pool.records),
      run: RunFacts(
        toolVersion: "golden", judgedAt: "2026-05-01T16:25:00Z",
        capturedAt: "2026-05-01T16:25:00Z", snapshotDigest: String(repeating: "a", count: 64)))
    let renderer = HTMLRenderer(styleHash: { Digest.sha256Base64(Bytes($0)) })
    return (
      report, (try? renderer.render(report)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    )
  }()
  private var report: AuditReport { Self.pool.report }
  private var page: String { Self.pool.page }

  @Test func `its page stays below two megabytes`() {
    #expect(page.utf8.count < 2_000_000)
    #expect(page.utf8.count > 100_000)
  }

  @Test func `what was left out is said, with its number`() {
    #expect(report.findings.count > 500)
    let whole = page.ranges(of: "<article ").count
    #expect((40...150).contains(whole))
    #expect(page.contains("This page shows \(whole) of \(report.findings.count) findings in full"))
    #expect(page.contains("the table lists 500"))
    #expect(page.contains("<b>3840 VMs</b>, omitted to keep"))
    #expect(page.contains("<b>512 ports</b>, omitted to keep"))
    #expect(page.contains("All 512 ports together have \(64 * (4 * 7 + 4 * 63)) VFs"))
  }

  @Test func `every host is drawn, and every link leads somewhere`() {
    #expect(page.ranges(of: "<svg class=\"port\"").count == 512)
    #expect(page.ranges(of: "<figure class=\"host\"").count == 8)
    var ids: Set<Substring> = []
    for id in page.matches(of: #/ id="([^"]*)"/#) { ids.insert(id.output.1) }
    for link in page.matches(of: #/ href="#([^"]*)"/#) { #expect(ids.contains(link.output.1)) }
  }
}
