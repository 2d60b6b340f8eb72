import Glibc
import ProjectFiles
import Testing

@Suite struct VerifyTests {
  private let example = "Examples/i350-after-reboot"
  private var arguments: String { "\(example)/snapshot --policy \(example)/vfaudit.yml" }

  private func report(_ folder: Scratch) throws -> String {
    let path = "\(folder.path)/report.xml"
    #expect(try Vfaudit.run("audit \(arguments) -o \(path) --quiet").status == 1)
    return path
  }

  @Test func `a report is proven by its snapshot and its policy, on another day`() throws {
    let folder = try Scratch()
    let ending = try Vfaudit.run("verify \(try report(folder)) \(arguments)")
    #expect(ending.status == 0)
    #expect(ending.out.contains("report.xml: verified\n"))
    #expect(ending.out.contains("audit     audited again: identical, 15 findings, "))
  }

  @Test func `one changed word is found, with its place`() throws {
    let folder = try Scratch()
    let text = try #require(Project.text(of: try report(folder)))
    let changed = try folder.file(
      "changed.xml",
      text.replacing(">VLAN 10 on xenserver8/eth0 passes no traffic<", with: ">All well<"))
    let ending = try Vfaudit.run("verify \(changed) \(arguments)")
    #expect(ending.status == 1)
    #expect(ending.out.contains("content   CHANGED since it was written"))
    #expect(ending.out.contains("first difference at /report/findings[1]/finding[1]/title[1]"))
    #expect(ending.out.contains("report    “All well”"))
    #expect(ending.out.contains("snapshot  “VLAN 10 on xenserver8/eth0 passes no traffic”"))
  }

  @Test func `another snapshot and a forgotten policy are named`() throws {
    let folder = try Scratch()
    let path = try report(folder)
    let other = try Vfaudit.run(
      "verify \(path) Examples/i350-before-reboot/snapshot --policy \(example)/vfaudit.yml")
    #expect(other.status == 1)
    #expect(other.out.contains("snapshot  DIFFERENT: sha256:"))
    let without = try Vfaudit.run("verify \(path) \(example)/snapshot")
    #expect(without.status == 1)
    #expect(without.out.contains(": name it with --policy\n"))
  }

  @Test func `what is no XML report ends with 65 and says what to give`() throws {
    let folder = try Scratch()
    let page = try Vfaudit.run("verify \(example)/reports/report.html \(arguments)")
    #expect(page.status == 65)
    #expect(page.err.contains("verify reads the XML report"))
    let later = try folder.file("later.xml", "<report xmlns='urn:vfaudit:report:9'/>")
    let refused = try Vfaudit.run("verify \(later) \(arguments)")
    #expect(refused.status == 65)
    #expect(refused.err.contains("urn:vfaudit:report:9, but this version of vfaudit reads"))
  }

  @Test(
    "the digest is what other tools make of the report",
    .enabled(if: system("command -v xmllint > /dev/null") == 0, "xmllint is not installed"))
  func digestByOthers() throws {
    let folder = try Scratch()
    let path = try report(folder)
    let help = try Vfaudit.run("verify --help").out
    let start = try #require(help.firstRange(of: "sed '"))
    let end = try #require(help.firstRange(of: "sha256sum"))
    let command = help[start.lowerBound..<end.upperBound].replacing("report.xml", with: path)
    let digest = try Vfaudit.shell(String(command)).out.prefix(64)
    #expect(try #require(Project.text(of: path)).contains("content-sha256=\"\(digest)\""))
  }

  @Test("the same input gives the same bytes elsewhere", arguments: ["html", "xml", "text"])
  func isTheSameElsewhere(_ format: String) throws {
    let folder = try Scratch()
    let options = "--now 2026-05-02T08:00:00Z --format \(format) --fail-on never"
    let here = try Vfaudit.run("audit \(arguments) \(options)").out
    let there = try Vfaudit.shell(
      """
      mkdir -p '\(folder.path)/a b' && cp -a \(example)/. '\(folder.path)/a b' \
      && tar -C '\(folder.path)/a b' -czf \(folder.path)/packed.tar.gz snapshot \
      && cd / && LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 TZ=Asia/Kathmandu HOME=/nonexistent \
      \(Vfaudit.program) audit \(folder.path)/packed.tar.gz \
      --policy '\(folder.path)/a b/vfaudit.yml' \(options)
      """)
    #expect(there.status == 0 && there.err == "")
    let isSame = here == there.out  // Not within #expect, which would print every byte.
    #expect(isSame && !here.isEmpty)
  }
}
