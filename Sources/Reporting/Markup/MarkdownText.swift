import Auditing

/// Text in Markdown. Names are escaped, so that they cannot act as markup.
enum MarkdownText: Markup {
  /// Escapes markup, HTML and the cell separator of tables.
  static func safe(_ text: String) -> String {
    var result = ""
    for scalar in line(text).unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "[", "]", "|", "#", "!", "~": result += "\\\(scalar)"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Uses a fence of more backticks than the text contains.
  static func code(_ text: String) -> String {
    let text = line(text)
    guard text.contains("`") else { return "`\(text)`" }
    let longest = text.split { $0 != "`" }.map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence) \(text) \(fence)"
  }

  static func strong(_ safe: String) -> String { "**\(safe)**" }

  static func heading(_ level: Int, _ safe: String) -> String {
    String(repeating: "#", count: level) + " " + safe
  }

  static func item(_ safe: String, number: Int?, depth: Int) -> String {
    String(repeating: "  ", count: depth - 1) + (number.map { "\($0). " } ?? "- ") + safe
  }

  static func under(_ safe: String) -> String { "  " + safe }

  static func head(_ cells: [String], numbers: Int) -> [String] {
    [row(cells), row(cells.indices.map { $0 < numbers ? "---" : "---:" })]
  }

  static func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

  static let separator = "---"

  static func block(_ steps: [RemedyStep]) -> [String] { block(steps, indent: "  ") }

  /// The steps of a remedy as a code block, each step as a comment; empty without steps.
  static func block(_ steps: [RemedyStep], indent: String) -> [String] {
    let lines = steps.flatMap { step in
      ["# \(line(step.text))"] + step.commands.map { line($0.shell) }
    }
    return lines.isEmpty
      ? [] : ["", "\(indent)```sh"] + lines.map { "\(indent)\($0)" } + ["\(indent)```"]
  }
}
