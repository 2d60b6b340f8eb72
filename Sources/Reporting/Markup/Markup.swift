import Auditing

/// A markup language of tickets and wikis.
protocol Markup {
  /// Escaped text: names cannot act as markup.
  static func safe(_ text: String) -> String
  /// A name or a path in a monospaced font.
  static func code(_ text: String) -> String
  static func strong(_ safe: String) -> String
  static func heading(_ level: Int, _ safe: String) -> String
  static func item(_ safe: String, number: Int?, depth: Int) -> String
  /// A line that belongs to the list item above.
  static func under(_ safe: String) -> String
  /// A table head. Columns from index `numbers` on contain numbers.
  static func head(_ cells: [String], numbers: Int) -> [String]
  static func row(_ cells: [String]) -> String
  /// The steps of a remedy as a code block, each step as a comment; empty without steps.
  static func block(_ steps: [RemedyStep]) -> [String]
  static var separator: String { get }
}
