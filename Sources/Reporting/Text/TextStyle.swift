import Auditing

/// Terminal escapes, or none.
struct TextStyle {
  let isOn: Bool

  func heading(_ text: String) -> String { escaped(text, "1;4") }
  func strong(_ text: String) -> String { escaped(text, "1") }
  func faint(_ text: String) -> String { escaped(text, "2") }

  func severity(_ severity: Severity) -> String {
    switch severity {
    case .error: escaped("ERROR", "1;31")
    case .warning: escaped("WARNING", "1;33")
    case .note: escaped("NOTE", "1;36")
    }
  }

  /// Text without the escapes.
  static func plain(_ text: String) -> String { text.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") }

  private func escaped(_ text: String, _ code: String) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
