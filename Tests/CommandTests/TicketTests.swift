import Glibc
import ProjectFiles
import Testing

/// What is attached to a ticket: bundles, redacted reports, pages of one's own.
@Suite struct TicketTests {
  private let before = "Examples/i350-before-reboot/snapshot"
  private let after = "Examples/i350-after-reboot/snapshot"

  @Test func `a bundle has text, page and XML, with digests that sha256sum accepts`() throws {
    let folder = try Scratch()
    let ending = try Vfaudit.run("audit \(after) --bundle \(folder.path)/ticket")
    #expect(ending.status == 1)
    #expect(ending.err.contains("wrote \(folder.path)/ticket.zip"))
    let text = try #require(Project.text(of: "\(folder.path)/ticket/summary.txt"))
    #expect(text.utf8.count <= 25_000 && text.hasPrefix("SR-IOV audit of xenserver8"))
    #expect(Project.text(of: "\(folder.path)/ticket/report.html")?.contains("</html>") == true)
    let sums = try #require(Project.text(of: "\(folder.path)/ticket/SHA256SUMS"))
    #expect(
      sums.split(separator: "\n").compactMap { $0.split(separator: " ").last } == [
        "summary.txt", "report.html", "report.xml",
      ])
    #expect(
      try Vfaudit.shell("cd '\(folder.path)/ticket' && sha256sum --check --quiet SHA256SUMS").status
        == 0)
    #expect(
      try Vfaudit.shell(
        "cd '\(folder.path)' && python3 -m zipfile -e ticket.zip out && diff -r ticket out/ticket"
      ).status == 0)
    #expect(try Vfaudit.run("verify \(folder.path)/ticket/report.xml \(after)").status == 0)
  }

  @Test func `a redacted report has a private map, can be verified with it, and read back`() throws
  {
    let folder = try Scratch()
    let map = "\(folder.path)/pool.map"
    let ending = try Vfaudit.run(
      "audit \(after) --redact \(map) -f html -f xml -f csv -o \(folder.path)/r --fail-on never")
    #expect(ending.status == 0)
    #expect(!ending.err.contains("desk-1") && ending.err.contains("vm-"))
    var status = stat()
    #expect(stat(map, &status) == 0 && status.st_mode & 0o777 == 0o600)
    let xml = try #require(Project.text(of: "\(folder.path)/r.xml"))
    #expect(xml.contains(#"redacted="true""#) && !xml.contains("desk-1"))
    let verify = "verify \(folder.path)/r.xml \(after)"
    #expect(try Vfaudit.run("\(verify) --map \(map)").status == 0)
    let without = try Vfaudit.run(verify)
    #expect(without.status == 64 && without.err.contains("name its map with --map"))
    let text = try folder.file("answer.txt", Array("Shut down vm-6 first.\n".utf8))
    let answer = try Vfaudit.run("reveal \(map)", stdin: text)
    #expect(answer.out == "Shut down desk-1 first.\n")
  }

  @Test func `who has gone since the baseline is redacted, too`() throws {
    let folder = try Scratch()
    let ending = try Vfaudit.run(
      "audit \(after) --baseline \(before) --redact \(folder.path)/map -f text --fail-on never")
    #expect(ending.status == 0 && ending.out.contains("fixed: “network-"))
    for name in ["xenserver8", "files-1", "cache-1", "VM SR-IOV"] {
      #expect(!ending.out.contains(name), "\(name)")
    }
  }

  @Test func `two reports with one map have the same tokens`() throws {
    let folder = try Scratch()
    let map = "\(folder.path)/pool.map"
    #expect(chmod(folder.path, 0o755) == 0)
    _ = try Vfaudit.run("audit \(before) --redact \(map) -o \(folder.path)/before.xml")
    let first = try #require(Project.text(of: map))
    #expect(chmod(map, 0o644) == 0)
    _ = try Vfaudit.run("audit \(after) --redact \(map) -o \(folder.path)/after.xml")
    let second = try #require(Project.text(of: map))
    #expect(second.hasPrefix(first) && second.utf8.count > first.utf8.count)
    var status = stat()
    #expect(stat(map, &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test(
    "what makes no sense together is refused",
    arguments: [
      ("audit \(Project.root)/Examples/i350-after-reboot/snapshot --keep-mac-vendors", "--redact"),
      ("audit Examples/i350-after-reboot/snapshot --bundle x -o y.html", "--bundle cannot be"),
      (
        "audit Examples/i350-after-reboot/snapshot Examples/healthy-pool/snapshot --redact m",
        "--redact: only for a single pool"
      ),
      ("audit Examples/i350-after-reboot/snapshot --redact b/m --bundle b", "map is private"),
      ("audit Examples/i350-after-reboot/snapshot --redact m.xml -o m.xml", "map is private"),
      ("audit Examples/i350-after-reboot/snapshot --redact README.md", "not a map made by vfaudit"),
    ])
  func refuses(_ command: String, _ words: String) throws {
    let ending = try Vfaudit.run(command)
    #expect(ending.status == 64 || ending.status == 65)
    #expect(ending.err.contains(words))
    #expect(ending.out == "")
  }

  @Test func `a template begins as the built-in page, and a broken one names file and line`() throws
  {
    let folder = try Scratch()
    let own = "\(folder.path)/own"
    #expect(try Vfaudit.run("template \(own)").status == 0)
    #expect(try Vfaudit.run("template \(own)").status == 73)
    let audit = "audit \(after) --now 2026-05-01T16:25:00Z --fail-on never -f html"
    let page = try Vfaudit.run("\(audit) --template \(own)")
    #expect(page.status == 0 && page.err == "")
    #expect(page.out == (try Vfaudit.run(audit).out))
    let path = "\(own)/report.html"
    let text = try #require(Project.text(of: path))
    for (old, new, line, words) in [
      (
        "tal:content=\"verdict/sentence\"", "tal:contents=\"verdict/sentence\"", "verdict/sentence",
        "tal:contents"
      ),
      ("$pool/@product", "$pol/@product", "$pol/@product", "unknown variable $pol"),
      ("</html>", "", "", "html"),
    ] {
      let broken = text.replacing(old, with: new)
      _ = try folder.file("own/report.html", Array(broken.utf8))
      let ending = try Vfaudit.run("\(audit) --template \(own)")
      #expect(ending.status == 65)
      #expect(ending.err.contains(words), "\(ending.err)")
      let number = broken.split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.contains(line) && $0.contains(new) }.map { $0 + 1 }
      if !line.isEmpty { #expect(ending.err.contains("\(path):\(number ?? 0): ")) }
      #expect(ending.err.contains(path) && !ending.err.contains("bug"))
    }
  }

  @Test func `a folder without a page says so`() throws {
    let ending = try Vfaudit.run("audit \(after) --template Tests")
    #expect(ending.status == 65)
    #expect(ending.err.contains("Tests/report.html: No such file or directory"))
  }
}
