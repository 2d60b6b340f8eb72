import Auditing

/// A language of marked-up text that tickets and wikis take.
protocol Markup {
  /// Text in it: whatever a name holds, it is a name.
  static func safe(_ text: String) -> String
  /// A name or a path, in a fixed font.
  static func code(_ text: String) -> String
  static func strong(_ safe: String) -> String
  static func heading(_ level: Int, _ safe: String) -> String
  static func item(_ safe: String, number: Int?, depth: Int) -> String
  /// What belongs to an item above it.
  static func under(_ safe: String) -> String
  /// Cells of words first, then, from `numbers` on, of numbers.
  static func head(_ cells: [String], numbers: Int) -> [String]
  static func row(_ cells: [String]) -> String
  /// The steps of a remedy as a block of code, each step a comment; empty without any.
  static func block(_ steps: [RemedyStep]) -> [String]
  static var separator: String { get }
}
