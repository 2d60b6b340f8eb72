import ProjectFiles
import Testing

/// What the README shows is what happens.
@Suite struct ReadmeTests {
  private func readme() throws -> String {
    try #require(Project.text(of: "\(Project.root)/README.md"))
  }

  @Test func `it has at most 200 lines`() throws {
    #expect(try readme().split(separator: "\n", omittingEmptySubsequences: false).count <= 200)
  }

  /// The output and the table of rules are the program's own. `make examples` rewrites them.
  @Test func `what it shows is what the program prints`() throws {
    var text = try readme()
    try replace("output", in: &text, with: try firstOutput())
    try replace("rules", in: &text, with: try tableOfRules())
    let problem = Golden.difference(
      of: Array(text.utf8), from: "\(Project.root)/README.md")
    if let problem { Issue.record("\(problem)") }
  }

  private func replace(_ name: String, in text: inout String, with block: String) throws {
    let begin = try #require(text.firstRange(of: "<!-- \(name) -->\n"))
    let end = try #require(text.firstRange(of: "<!-- /\(name) -->"))
    text.replaceSubrange(begin.upperBound..<end.lowerBound, with: block)
  }

  /// The first lines of the first command that the README shows.
  private func firstOutput() throws -> String {
    let real = try Vfaudit.run("audit Examples/i350-before-reboot/snapshot").out
    let lines = real.split(separator: "\n", omittingEmptySubsequences: false)
    let end = try #require(lines.firstIndex { $0.contains(" rules were evaluated") })
    return "```text\n" + lines[...end].joined(separator: "\n") + "\n…\n```\n"
  }

  /// Every rule that finds errors, and how many there are of the others.
  private func tableOfRules() throws -> String {
    let rules = try Vfaudit.run("rules").out.split(separator: "\n").map { line in
      let words = line.split(separator: " ", maxSplits: 2)
      return (id: words[0], severity: words[1], title: words[2].drop { $0 == " " })
    }
    let rows = rules.filter { $0.severity == "error" }.map { rule in
      "| [\(rule.id)](Sources/Rules/Rules.docc/\(rule.id).md) | \(rule.title) |\n"
    }
    let count = { (severity: String) in rules.count { $0.severity == severity } }
    return "| error | what the rule finds |\n| --- | --- |\n" + rows.joined() + """

      \(count("warning")) more rules are warnings, and \(count("note")) are notes:
      [all of them](Sources/Rules/Rules.docc/Rules.md); `vfaudit rules ID` explains one.

      """
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
