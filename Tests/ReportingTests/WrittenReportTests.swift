import Auditing
import Reporting
import Testing

@Suite struct WrittenReportTests {
  private func written(_ change: (inout AuditReport) -> Void = { _ in }) throws -> WrittenReport {
    var report = SampleReport.make()
    change(&report)
    return try WrittenReport(XMLRenderer().render(report), name: "report.xml")
  }

  @Test func `the time of judging is no difference, and not in the digest`() throws {
    let later = try written { $0.run.judgedAt = "2027-01-01T00:00:00Z" }
    #expect(try written().firstDifference(from: later) == nil)
    #expect(try written().content() == later.content())
  }

  @Test func `every other word is in the digest`() throws {
    let one = try written().content()
    #expect(try one != written { $0.findings[0].title += "." }.content())
    #expect(try one != written { $0.capacity[0].free = 1 }.content())
    #expect(try one != written { $0.run.snapshotDigest = "b" }.content())
  }

  @Test func `a difference is told by its place, the first one first`() throws {
    let other = try written {
      $0.findings[1].title = "other"
      $0.capacity[0].free = 7
    }
    let difference = try #require(try written().firstDifference(from: other))
    #expect(difference.place == "/report/capacity[1]/port[1]/@free")
    #expect(difference.here == "0" && difference.there == "7")
  }

  @Test func `a finding that only one has is told`() throws {
    let other = try written { $0.findings.removeLast() }
    let difference = try #require(try written().firstDifference(from: other))
    #expect(difference.place == "/report/findings[1]/finding[2]")
    #expect(difference.here?.hasPrefix("F-vf-lost-note-1: ") == true)
    #expect(difference.there == nil)
  }

  @Test func `sealing a report does not change what the seal is over`() throws {
    let sealed = try ReportSeal.sealed(SampleReport.make()) { "\($0.count)" }
    let again = try ReportSeal.sealed(sealed) { "\($0.count)" }
    #expect(sealed.run.contentDigest != nil)
    #expect(sealed.run.contentDigest == again.run.contentDigest)
  }
}
