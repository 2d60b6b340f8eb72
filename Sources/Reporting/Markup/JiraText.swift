import Auditing

/// Text in the wiki markup of Jira and Confluence.
enum JiraText: Markup {
  /// Escapes characters that begin markup with a backslash. Backslash and question mark become
  /// entities, because `\\` is a line break and `??` begins a citation.
  static func safe(_ text: String) -> String {
    let scalars = Array(line(text).unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "{", "}", "[", "]", "*", "_", "+", "^", "~", "|", "!", "#": result += "\\\(scalar)"
      case "\\": result += "&#92;"
      case "?": result += "&#63;"
      case "&": result += "&amp;"
      // A dash outside a word means strikethrough or a long dash.
      case "-" where !isInsideWord(index, scalars): result += "\\-"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isInsideWord(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
    guard index > 0, index + 1 < scalars.count else { return false }
    return [scalars[index - 1], scalars[index + 1]].allSatisfy(\.properties.isAlphabetic)
      || [scalars[index - 1], scalars[index + 1]].allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
      }
  }

  static func code(_ text: String) -> String { "{{\(safe(text))}}" }
  static func strong(_ safe: String) -> String { "*\(safe)*" }
  static func heading(_ level: Int, _ safe: String) -> String { "h\(level). \(safe)" }

  static func item(_ safe: String, number: Int?, depth: Int) -> String {
    String(repeating: number == nil ? "*" : "#", count: depth) + " " + safe
  }

  static func under(_ safe: String) -> String { safe }

  static func head(_ cells: [String], numbers: Int) -> [String] {
    ["|| \(cells.joined(separator: " || ")) ||"]
  }

  static func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

  static let separator = "----"

  /// Nothing inside can end the block: `{code` in a quoted word is replaced by a form that a shell
  /// reads the same way.
  static func block(_ steps: [RemedyStep]) -> [String] {
    let lines = steps.flatMap { step in
      ["# \(line(step.text).replacing("{code", with: "{ code"))"]
        + step.commands.map { $0.quoted.map(harmless).joined(separator: " ") }
    }
    return lines.isEmpty ? [] : ["{code:bash}"] + lines + ["{code}"]
  }

  /// Inside `$'…'` an octal escape is used; `'…'` is closed and opened again.
  private static func harmless(_ word: String) -> String {
    line(word).replacing("{code", with: word.contains("$'") ? "\\173code" : "{''code")
  }
}
