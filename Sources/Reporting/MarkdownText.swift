import Auditing

/// Text in Markdown: whatever a name holds, it is a name.
enum MarkdownText {
  /// No markup, no HTML, and no end of a table's cell.
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

  /// Between more backticks than it holds.
  static func code(_ text: String) -> String {
    let text = line(text)
    guard text.contains("`") else { return "`\(text)`" }
    let longest = text.split { $0 != "`" }.map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence) \(text) \(fence)"
  }

  /// The steps of a remedy as a block of code, each step a comment; empty without any.
  static func block(_ steps: [RemedyStep], indent: String) -> [String] {
    let lines = steps.flatMap { step in
      ["# \(line(step.text))"] + step.commands.map { line($0.shell) }
    }
    return lines.isEmpty
      ? [] : ["", "\(indent)```sh"] + lines.map { "\(indent)\($0)" } + ["\(indent)```"]
  }
}
