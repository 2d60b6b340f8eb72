import ProjectFiles
import Testing

/// What the README shows is what happens.
@Suite struct ReadmeTests {
  private func readme() throws -> String {
    try #require(Project.text(of: "\(Project.root)/README.md"))
  }

  private func block(_ name: String) throws -> String {
    let text = try readme()
    let begin = try #require(text.firstRange(of: "<!-- \(name) -->\n"))
    let end = try #require(text.firstRange(of: "<!-- /\(name) -->"))
    return String(text[begin.upperBound..<end.lowerBound])
  }

  @Test func `it has at most 200 lines`() throws {
    #expect(try readme().split(separator: "\n", omittingEmptySubsequences: false).count <= 200)
  }

  @Test func `the output it shows is the program's own`() throws {
    let shown = try block("output").split(separator: "\n").filter { !$0.hasPrefix("```") }
    let real = try Vfaudit.run("audit Examples/i350-before-reboot/snapshot").out
    #expect(shown.count > 5)
    for line in shown where line != "…" { #expect(real.contains(line), "\(line)") }
  }

  @Test func `the table of rules has every error of the catalogue, and counts the others`() throws {
    let table = try block("rules")
    let rules = try Vfaudit.run("rules").out.split(separator: "\n")
    for rule in rules {
      let words = rule.split(separator: " ", maxSplits: 2)
      let title = words[2].drop { $0 == " " }
      let row = "| [\(words[0])](Sources/Rules/Rules.docc/\(words[0]).md) | \(title) |"
      #expect(table.contains(row) == (words[1] == "error"), "\(rule)")
    }
    let count = { (severity: String) in rules.count { $0.contains(" \(severity) ") } }
    #expect(table.contains("\(count("warning")) rules warn of what will bite later"))
    #expect(table.contains("\(count("note")) note what one should know"))
  }

  /// Every `vfaudit …` line of a shell block, run from a folder of its own.
  @Test func `the commands it shows do what it says`() throws {
    var commands: [String] = []
    for piece in try readme().split(separator: "```sh\n").dropFirst() {
      let lines = piece.prefix(upTo: piece.firstRange(of: "```")?.lowerBound ?? piece.endIndex)
      commands += lines.split(separator: "\n").map(String.init).filter { $0.hasPrefix("vfaudit ") }
    }
    #expect(commands.count >= 3)
    for command in commands where !command.contains("/etc/") {
      let folder = try Scratch()
      let ending = try Vfaudit.shell(
        "ln -s '\(Project.root)/Examples' '\(folder.path)/Examples' && cd '\(folder.path)' && "
          + command.replacing("vfaudit ", with: "\(Vfaudit.program) ", maxReplacements: 1))
      #expect(ending.status <= 1, "\(command): \(ending.err)")
    }
  }
}
