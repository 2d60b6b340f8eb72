/// Makes all characters visible: control characters and those that XML forbids become `\u{1B}`.
///
/// It escapes the C0 controls except TAB, LF and CR, DEL, the C1 controls, U+FFFE and U+FFFF,
/// characters that change the text direction, and characters without width. Any other character
/// is unchanged.
package func visible(_ text: String) -> String {
  guard text.utf8.contains(where: mayBeginEscape), text.unicodeScalars.contains(where: isUnseen)
  else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if isUnseen(scalar) {
      result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// The possible first bytes of an escaped character in UTF-8.
private func mayBeginEscape(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x09, 0x0A, 0x0D: false
  case 0x00...0x1F, 0x7F, 0xC2, 0xD8, 0xE2, 0xEF: true
  default: false
  }
}

/// Whether `visible` writes this character as an escape.
package func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A, 0x0D: false
  case 0x00...0x1F, 0x7F...0x9F: true
  case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
  case 0x200B, 0x2060...0x2064, 0xFEFF: true
  case 0xFFFE, 0xFFFF: true
  default: false
  }
}

/// A text that cannot end its comment in XML or HTML, and that contains no tag for filters that do
/// not recognise comments.
func commentSafe(_ text: String) -> String {
  var result = ""
  for character in visible(text).unicodeScalars {
    if character == "-", result.unicodeScalars.last == "-" { result += " " }
    if character == "<" { result += "\\u{3C}" } else { result.unicodeScalars.append(character) }
  }
  // In HTML, a comment that begins with ">" or "->" ends at once.
  if result.hasPrefix(">") || result.hasPrefix("-") { result = " " + result }
  if result.hasSuffix("-") { result += " " }
  return result
}

/// A valid name for markup: any character other than an ASCII name character becomes `_`.
func nameSafe(_ name: String) -> String {
  func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
  }
  func isInside(_ scalar: Unicode.Scalar) -> Bool {
    isLetter(scalar) || ("0"..."9").contains(scalar) || "-.:".unicodeScalars.contains(scalar)
  }
  guard let first = name.unicodeScalars.first, isLetter(first),
    name.unicodeScalars.allSatisfy(isInside)
  else {
    let safe = name.unicodeScalars.map { isInside($0) ? String($0) : "_" }.joined()
    return safe.unicodeScalars.first.map(isLetter) == true ? safe : "_" + safe
  }
  return name
}
