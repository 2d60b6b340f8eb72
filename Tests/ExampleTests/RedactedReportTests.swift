import Auditing
import Evidence
import Redacting
import Reporting
import Testing

/// A redacted report says as much, and not whose pool it is of.
@Suite struct RedactedReportTests {
  @Test("no name and no address is left in any format", arguments: ExamplePool.all)
  func keepsSilent(_ pool: ExamplePool) throws {
    let report = try pool.report()
    var redaction = Redaction(keepsVendors: false)
    let redacted = try ReportSeal.sealed(redaction.redact(report)) { Digest.sha256Hex(Bytes($0)) }
    let inventory = report.inventory
    let names =
      [report.pool.name] + inventory.hosts.map(\.name) + inventory.networks.map(\.name)
      + inventory.vms.map(\.name)
    // A word of the report itself tells nothing; longer names are none.
    let secrets = Set(names).filter { $0.count >= 6 && !["Storage", "Office"].contains($0) }
    #expect(secrets.count > 3)
    for renderer in renderers {
      let text = String(decoding: try renderer.render(redacted), as: UTF8.self)
      for secret in secrets { #expect(!text.contains(secret), "\(secret)") }
      #expect(!text.contains(#/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/#))
      #expect(!text.contains(#/\b([0-9a-f]{2}:){5}[0-9a-f]{2}\b/#))
    }
  }

  @Test("it has as many findings, each with its rule and severity", arguments: ExamplePool.all)
  func saysAsMuch(_ pool: ExamplePool) throws {
    let report = try pool.report()
    var redaction = Redaction(keepsVendors: false)
    let redacted = redaction.redact(report)
    #expect(redacted.findings.map(\.rule) == report.findings.map(\.rule))
    #expect(redacted.findings.map(\.severity) == report.findings.map(\.severity))
    #expect(Set(redacted.findings.map(\.id)).count == report.findings.count)
    #expect(redacted.actNow.count == report.actNow.count)
    #expect(redacted.capacity.map(\.findings.count) == report.capacity.map(\.findings.count))
    #expect(redacted.counts == report.counts)
    // And all of it can be read back.
    for (one, other) in zip(redacted.findings, report.findings) {
      #expect(redaction.map.revealed(one.title) == other.title)
      #expect(redaction.map.revealed(one.subject.label) == other.subject.label)
      #expect(one.remedy.map(\.text.count).count == other.remedy.count)
    }
  }

  @Test("what looks for leaks finds them, however a format writes them")
  func findsLeaks() throws {
    let names = [#"R&D <b> "x""#, "web|1", "VMs", "abc"]
    let check = RedactionCheck(names, besides: "4 VMs examined")
    #expect(check.leak(in: "12 VMs, abcd, web-2 and nothing else") == nil)
    for text in [
      #"vm=R&D <b> "x""#, "R&amp;D &lt;b&gt; \"x\"", "R&amp;D &lt;b&gt; &quot;x&quot;",
      #""R&D <b> \"x\"""#, #""R&D <b> ""x"""""#, "F-vf-lost-R-D-b-x-",
    ] {
      #expect(check.leak(in: text) == names[0], "\(text)")
    }
    #expect(check.leak(in: #"web\|1"#) == names[1])
    #expect(check.leak(in: "is abc there") == names[3])
  }

  private let renderers: [any Renderer] = [
    HTMLRenderer(styleHash: { _ in "hash" }), XMLRenderer(), MarkdownRenderer(), JiraRenderer(),
    CSVRenderer(), JUnitRenderer(), JSONLinesRenderer(), JSONRenderer(),
    SARIFRenderer(), PrometheusRenderer(),
    TextRenderer(usesColour: false, saysAll: true),
  ]
}
