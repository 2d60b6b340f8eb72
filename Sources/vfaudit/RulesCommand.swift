import ArgumentParser
import Auditing
import Evidence
import FoundationEssentials
import PoolModel
import Reporting
import Rules

struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "Lists the rules, or shows one rule.",
    discussion: """
      Without an id: one line per rule, in the order of the report. With an id: why it matters, \
      the fix, how to check it manually, and examples.
      """)

  @Argument(
    help: "The id of a rule, such as i350-vlan-with-sriov.",
    completion: .list(RuleCatalog.all.map(\.id)))
  var id: String?

  @Option(name: [.short, .long], help: "text, markdown or json.")
  var format: RuleFormat = .text

  @Option(
    help: ArgumentHelp("Write one Markdown page per rule into this folder.", valueName: "folder"),
    completion: .directory)
  var pages: String?

  enum RuleFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case markdown
    case json
  }

  func validate() throws {
    guard id == nil || pages == nil else {
      throw ValidationError("--pages writes all rules: remove the id")
    }
  }

  func run() throws {
    if let pages { return try writePages(to: pages) }
    let rules = try chosenRules()
    switch format {
    case .json: try Terminal.printResult(try json(rules))
    case .markdown:
      let isOne = id != nil
      try Terminal.printResult(
        isOne ? rules.map { RulePage($0).markdown }.joined() : RulePage.index(of: rules))
    case .text:
      try Terminal.printResult(
        id == nil ? list(rules) : rules.map { RulePage($0).text }.joined())
    }
  }

  private func chosenRules() throws -> [Rule] {
    guard let id else { return RuleCatalog.all }
    let found = RuleCatalog.all.filter { $0.id == id }
    guard found.isEmpty else { return found }
    throw Terminal.fail(
      "no rule has the id “\(id)”: vfaudit rules lists all ids", .usage)
  }

  private func list(_ rules: [Rule]) -> String {
    let width = rules.map { $0.id.utf8.count }.max() ?? 0
    return rules.map { rule in
      let id = rule.id + String(repeating: " ", count: width - rule.id.utf8.count)
      let severity = rule.severity.rawValue
      let gap = String(repeating: " ", count: 7 - severity.utf8.count)
      return "\(id)  \(severity)\(gap)  \(rule.title)\n"
    }.joined()
  }

  private func writePages(to folder: String) throws {
    do throws(OutputFailure) {
      try OutputFile.makeFolder(folder)
      for rule in RuleCatalog.all {
        try OutputFile.write(Array(RulePage(rule).markdown.utf8), to: "\(folder)/\(rule.id).md")
      }
      try OutputFile.write(
        Array(RulePage.index(of: RuleCatalog.all).utf8), to: "\(folder)/Rules.md")
    } catch {
      throw Terminal.fail("\(error)", .unwritableOutput)
    }
  }

  private func json(_ rules: [Rule]) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(rules.map(RuleJSON.init))) + [0x0A]
  }
}

/// A rule in the form of the JSON output.
private struct RuleJSON: Encodable {
  let id: String
  let title: String
  let severity: String
  let confidence: String
  let since: String
  let examines: String
  let needs: [String]
  let why: String
  let remedy: String
  let checkByHand: String
  let references: [String]

  init(_ rule: Rule) {
    id = rule.id
    title = rule.title
    severity = rule.severity.rawValue
    confidence = rule.confidence.rawValue
    since = rule.since
    examines = rule.nouns.many
    needs = rule.needs.map(\.rawValue)
    why = rule.why
    remedy = rule.remedy
    checkByHand = rule.checkByHand
    references = rule.references
  }
}
