/// A line of a small document, with its origin.
struct TextLine {
  var text: String
  var origin: Origin

  /// The lines of a document without line ends (LF or CRLF).
  static func all(in bytes: Span<UInt8>, document: String, firstLine: Int) -> [TextLine] {
    var lines: [TextLine] = []
    var start = 0
    while start < bytes.count {
      let newline = bytes.firstIndex(of: .lineFeed, from: start)
      let end = bytes.lineEnd(from: start, newline: newline)
      let origin = Origin(
        document: document, line: firstLine + lines.count, offset: start, length: end - start)
      lines.append(TextLine(text: bytes.string(in: start..<end), origin: origin))
      start = newline + 1
    }
    return lines
  }

  func failure(_ message: String) -> ParseFailure {
    ParseFailure(document: origin.document, line: origin.line, message: message)
  }
}

extension StringProtocol {
  /// Without blanks at both ends: spaces, tabs, carriage returns.
  package var trimmed: String {
    var bytes = Substring(self).utf8
    while let first = bytes.first, first.isBlank || first == .carriageReturn {
      bytes = bytes.dropFirst()
    }
    while let last = bytes.last, last.isBlank || last == .carriageReturn {
      bytes = bytes.dropLast()
    }
    return String(bytes) ?? ""
  }

  /// The words between blanks.
  var words: [String] {
    Substring(self).utf8.split { $0.isBlank || $0 == .carriageReturn }.compactMap { String($0) }
  }

  /// The text before and after the first `separator`; nil if there is none.
  package func cut(at separator: String) -> (before: String, behind: String)? {
    let bytes = Array(self.utf8)
    let mark = Array(separator.utf8)
    guard !mark.isEmpty, bytes.count >= mark.count else { return nil }
    for start in 0...(bytes.count - mark.count)
    where bytes[start..<(start + mark.count)].elementsEqual(mark) {
      return (
        String(decoding: bytes[..<start], as: UTF8.self),
        String(decoding: bytes[(start + mark.count)...], as: UTF8.self)
      )
    }
    return nil
  }
}

extension String {
  /// This text shortened to 40 bytes and made printable, for messages.
  var excerpt: String {
    let bytes = Array(utf8)
    return bytes.span.excerpt(in: 0..<bytes.count)
  }
}
