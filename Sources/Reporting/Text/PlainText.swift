import Auditing
import XML

/// Text on one line, with every control character made visible, so that a name cannot break a line
/// or control a terminal.
func line(_ text: String) -> String {
  var result = ""
  for scalar in visible(text).unicodeScalars {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    case 0x2028, 0x2029: result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// The width that mail and ticket bodies keep without wrapping lines.
let textColumns = 72

/// Wraps text between words into lines of at most this many columns. A word that is longer than a
/// line is split.
func wrapped(_ text: String, columns: Int = textColumns) -> [String] {
  var lines: [String] = []
  var current = ""
  var width = 0
  for word in text.split(separator: " ") {
    var word = word
    var length = columnCount(word)
    if width > 0, width + 1 + length <= columns {
      current += " " + word
      width += 1 + length
      continue
    }
    if width > 0 { lines.append(current) }
    while length > columns {
      let head = prefix(of: word, columns: columns)
      lines.append(String(head))
      word = word[head.endIndex...]
      length = columnCount(word)
    }
    current = String(word)
    width = length
  }
  return width > 0 ? lines + [current] : lines
}

/// Wraps text after a mark; the following lines are indented to the first word after the mark.
func hanging(_ text: String, behind mark: String, columns: Int = textColumns) -> [String] {
  let width = columnCount(mark)
  let rest = String(repeating: " ", count: width)
  let lines = wrapped(text, columns: max(20, columns - width))
  guard !lines.isEmpty else { return [mark] }
  return lines.enumerated().map { ($0.offset == 0 ? mark : rest) + $0.element }
}

/// A command for a shell. A long command continues on the next line after a backslash. No word is
/// split.
func shellLines(_ command: Command, indent: String) -> [String] {
  var lines: [String] = []
  var current = ""
  for word in command.quoted.map(line) {
    let isFull =
      columnCount(indent) + columnCount(current) + 1 + columnCount(word) > textColumns - 2
    if !current.isEmpty, isFull {
      lines.append(current + " \\")
      current = "  " + word
    } else {
      current += current.isEmpty ? word : " " + word
    }
  }
  return (lines + [current]).map { indent + $0 }
}

/// Splits text into lines of this many columns; all but the last end with a backslash.
func folded(_ text: String, columns: Int) -> [String] {
  var lines: [String] = []
  var rest = text[...]
  while columnCount(rest) > columns {
    let head = prefix(of: rest, columns: columns)
    lines.append(head + "\\")
    rest = rest[head.endIndex...]
  }
  return lines + [String(rest)]
}

/// Pads with spaces; longer text is not changed.
func padded(_ text: String, to columns: Int) -> String {
  text + String(repeating: " ", count: max(0, columns - columnCount(text)))
}

/// At most this many columns; ends with `…` if it was cut.
func shortened(_ text: String, to columns: Int) -> String {
  guard columnCount(text) > columns else { return text }
  return String(prefix(of: text[...], columns: columns - 1)) + "…"
}

func columnCount(_ text: some StringProtocol) -> Int {
  text.unicodeScalars.reduce(0) { $0 + columnCount($1) }
}

/// East Asian wide characters and emoji take two columns, combining marks none.
private func columnCount(_ scalar: Unicode.Scalar) -> Int {
  switch scalar.value {
  case 0..<0x300: return 1
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
    return 2
  default:
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return 1
    }
  }
}

private func prefix(of word: Substring, columns: Int) -> Substring {
  var width = 0
  var end = word.startIndex
  while end < word.endIndex {
    let next = word.index(after: end)
    width += columnCount(word[end..<next])
    if width > columns, end > word.startIndex { break }
    end = next
  }
  return word[..<end]
}
