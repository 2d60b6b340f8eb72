import Auditing
import Reporting
import Testing

@Suite struct TextTests {
  private func lines(_ report: AuditReport, colours: Bool = false) throws -> [Substring] {
    String(decoding: try TextRenderer(usesColour: colours).render(report), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test func `prose keeps to 80 columns; quotations and commands stand whole`() throws {
    let long = String(repeating: "word ", count: 60)
    for line in try lines(SampleReport.make(long)) {
      let isWhole =
        line.hasPrefix("    | ") || line.hasPrefix("       xe ") || line.hasPrefix("      grep ")
      #expect(line.count <= 80 || isWhole, Comment(rawValue: String(line)))
    }
  }

  @Test func `a finding shows document, lines, what was seen, and the commands`() throws {
    let text = try lines(SampleReport.make()).joined(separator: "\n")
    #expect(text.contains("ERROR  desk-1 has no VF\n  guest desk-1, vf-lost\n"))
    #expect(
      text.contains("  xe/vm-list:2–3, 9: desk-1; expected a VF\n    | name-label ( RW): desk-1\n"))
    #expect(text.contains("  1. Stop desk-1.\n       xe vm-shutdown vm=desk-1\n"))
  }

  @Test func `the summary for a terminal is the verdict and what to do, and steers nothing`() {
    #expect(
      TextSummary.lines(of: SampleReport.make()) == [
        "Do not sign off: desk-1.", "2 findings on 1 host.", "  1. Free desk-1. It stays.",
      ])
    for line in TextSummary.lines(of: SampleReport.make("\u{1B}[2J\nforged")) {
      #expect(!line.unicodeScalars.contains("\u{1B}") && !line.hasPrefix("forged"))
    }
  }

  @Test func `colours change nothing but the colours`() throws {
    let plain = try lines(SampleReport.make()).joined(separator: "\n")
    let coloured = try lines(SampleReport.make(), colours: true).joined(separator: "\n")
    #expect(coloured != plain)
    #expect(coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
  }

  @Test func `a gap shows the command that closes it`() throws {
    let text = try lines(SampleReport.make()).joined(separator: "\n")
    #expect(text.contains("      grep '' /sys/class/net/desk-1/device/sriov_numvfs"))
  }
}
