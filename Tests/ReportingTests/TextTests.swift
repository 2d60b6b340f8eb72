import Auditing
import Reporting
import Testing

@Suite struct TextTests {
  private func lines(_ report: AuditReport, colours: Bool = false) throws -> [Substring] {
    String(decoding: try TextRenderer(usesColour: colours).render(report), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test func `no line but that of a single word has more than 72 columns`() throws {
    let long = String(repeating: "word ", count: 60)
    for line in try lines(SampleReport.make(long)) {
      // A command's word is never broken: a name with blanks is one word to a shell.
      let isWord = line.contains("vm='word ") || line.contains("/sys/class/net/word ")
      #expect(line.count <= 72 || isWord, Comment(rawValue: String(line)))
    }
  }

  @Test func `a command that is too long goes on behind a backslash, as a shell takes it`() throws {
    var finding = SampleReport.finding("desk-1", .error)
    let uuid = String(repeating: "1e6b94c3-", count: 4)
    finding.remedy = [
      RemedyStep(
        "Make it.", Command("xe", "vlan-create", "pif-uuid=\(uuid)", "network-uuid=\(uuid)"))
    ]
    let text = try lines(SampleReport.make(findings: [finding])).joined(separator: "\n")
    #expect(
      text.contains(
        "       xe vlan-create pif-uuid=\(uuid) \\\n         network-uuid=\(uuid)\n"))
  }

  @Test func `everything is said where no limit is set`() throws {
    let findings = (1...300).map { SampleReport.finding("desk-\($0)", .error, number: $0) }
    let report = SampleReport.make(findings: findings)
    let bytes = try TextRenderer(usesColour: false, saysAll: true).render(report)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.ranges(of: "name-label ( RW): desk-").count == 300)
    #expect(!text.contains("Shortened"))
  }

  @Test func `a finding shows document, lines, what was seen, and the commands`() throws {
    let text = try lines(SampleReport.make()).joined(separator: "\n")
    #expect(text.contains("ERROR  desk-1 has no VF\n  VM desk-1, vf-lost\n"))
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
