/// The text of values.
enum XeText {
  /// As printed by `xe`; CRLF becomes LF.
  static func printed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    let text = bytes.string(in: range)
    return text.utf8.contains(.carriageReturn) ? replace(text, [("\r\n", "\n")]) : text
  }

  /// As it may have been changed by a web page: with entities and non-breaking spaces.
  static func pasted(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    let text = printed(bytes, range)
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "&") || $0 == 0xC2 }) else { return text }
    return replace(
      text,
      [
        ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'"),
        ("&nbsp;", " "), ("&#160;", " "), ("\u{A0}", " "), ("&amp;", "&"),
      ]
    ).trimmed
  }

  /// The parts between separators; empty for an empty text.
  static func parts(of text: String, between separator: String) -> [String] {
    let bytes = Array(text.utf8)
    let mark = Array(separator.utf8)
    guard !bytes.isEmpty, let first = mark.first else { return [] }
    var parts: [String] = []
    var (start, place) = (0, 0)
    while place < bytes.count {
      if bytes[place] == first, bytes[place...].starts(with: mark) {
        parts.append(String(decoding: bytes[start..<place], as: UTF8.self))
        place += mark.count
        start = place
      } else {
        place += 1
      }
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }

  /// Replaces in one pass from left to right, so that `&amp;lt;` becomes `&lt;`.
  private static func replace(_ text: String, _ pairs: [(String, String)]) -> String {
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    let pairs = pairs.map { (Array($0.0.utf8), Array($0.1.utf8)) }
    var place = 0
    while place < bytes.count {
      if let (found, other) = pairs.first(where: { bytes[place...].starts(with: $0.0) }) {
        result += other
        place += found.count
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
