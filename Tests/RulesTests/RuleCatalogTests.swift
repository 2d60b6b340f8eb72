import Auditing
import ProjectFiles
import Rules
import Testing

@Suite struct RuleCatalogTests {
  @Test func `ids are unique and kebab-case`() {
    let ids = RuleCatalog.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids {
      #expect(
        id.utf8.allSatisfy {
          (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
        })
    }
  }

  @Test func `no id begins with another and a dash, so that finding ids cannot collide`() {
    let ids = RuleCatalog.all.map(\.id)
    for id in ids { #expect(!ids.contains { $0.hasPrefix(id + "-") }, "\(id)") }
  }

  @Test func `every rule has a file with its name, and every file a rule`() throws {
    let names = RuleCatalog.all.map { letters(of: $0.id) }.sorted()
    let files = try Self.ruleFiles().map { letters(of: $0) }.sorted()
    #expect(names == files)
  }

  @Test func `a rule's folder is the first word of its id`() throws {
    for room in Project.entries(of: Self.folder) where !room.contains(".") {
      for file in Project.entries(of: "\(Self.folder)/\(room)") where file.hasSuffix(".swift") {
        let name = letters(of: String(file.dropLast(".swift".count)))
        guard let rule = RuleCatalog.all.first(where: { letters(of: $0.id) == name }) else {
          continue
        }
        #expect(rule.id.prefix { $0 != "-" } == room.lowercased(), "\(room)/\(file)")
      }
    }
  }

  @Test func `no rule file is longer than 120 lines`() throws {
    for (name, text) in try Self.ruleTexts() {
      #expect(text.utf8.count { $0 == 0x0A } <= 120, "\(name)")
    }
  }

  @Test("every rule has why, remedy and a manual check", arguments: RuleCatalog.all)
  func isAPage(_ rule: Rule) {
    #expect(!rule.title.isEmpty && !rule.title.hasSuffix("."))
    #expect(rule.why.hasSuffix("."))
    #expect(rule.remedy.hasSuffix("."))
    #expect(!rule.checkByHand.isEmpty)
  }

  /// `i350-vlan-with-sriov` and `I350VLANWithSRIOV` have the same letters.
  private func letters(of name: String) -> String { name.lowercased().filter { $0 != "-" } }

  private static let folder = "\(Project.root)/Sources/Rules"

  /// Names of the rule files in the subfolders, without extension and without files that define no
  /// rule.
  private static func ruleFiles() throws -> [String] {
    try ruleTexts().map { String($0.name.dropLast(".swift".count)) }
  }

  private static func ruleTexts() throws -> [(name: String, text: String)] {
    var found: [(name: String, text: String)] = []
    for room in Project.entries(of: folder) where !room.contains(".") {
      for file in Project.entries(of: "\(folder)/\(room)") where file.hasSuffix(".swift") {
        let text = try #require(Project.text(of: "\(folder)/\(room)/\(file)"))
        if text.contains("package static let") { found.append((file, text)) }
      }
    }
    return found
  }
}
