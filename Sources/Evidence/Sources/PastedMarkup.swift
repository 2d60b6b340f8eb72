/// Removes what a terminal, a mail, a ticket or a web page puts around pasted text: colours, `> `
/// quotes, code fences, `**` and backticks. Every line keeps its number.
struct PastedMarkup {
  /// The text without markup.
  private(set) var bytes: Bytes
  /// The numbers, counted from 1, of lines that were code fences: no output continues over them.
  private(set) var fences: Set<Int> = []

  /// Copies the text only where a line changes.
  init(_ bytes: Bytes) {
    self.bytes = bytes
    var cleaned: [UInt8] = []
    var copied = 0
    var number = 0
    for range in TextLines(bytes) {
      number += 1
      guard let line = PastedMarkup.cleaned(range, in: bytes) else { continue }
      if line.isFence { fences.insert(number) }
      bytes.append(copied..<range.lowerBound, to: &cleaned)
      cleaned += line.bytes
      copied = range.upperBound
    }
    guard copied > 0 else { return }
    bytes.append(copied..<bytes.count, to: &cleaned)
    self.bytes = Bytes(cleaned)
  }

  private static let fences = [
    "```", "~~~", "{noformat", "{code", "<pre", "</pre", "[code", "[/code",
  ]
  .map { Array($0.utf8) }

  /// The line without markup; nil if it has none.
  private static func cleaned(
    _ range: Range<Int>, in bytes: Bytes
  ) -> (bytes: [UInt8], isFence: Bool)? {
    let span = bytes.span
    var start = range.lowerBound
    while start < range.upperBound, span[start].isBlank { start += 1 }
    guard start < range.upperBound else { return nil }
    switch span[start] {
    // A non-breaking space.
    case 0xC2 where start + 1 < range.upperBound && span[start + 1] == 0xA0: break
    case UInt8(ascii: ">"), UInt8(ascii: "`"), UInt8(ascii: "~"), UInt8(ascii: "*"),
      UInt8(ascii: "{"), UInt8(ascii: "<"), UInt8(ascii: "["):
      break
    default:
      // Other markup begins the line.
      let hasControl =
        bytes.firstIndex(of: escape, from: range) != nil
        || bytes.firstIndex(of: UInt8(ascii: "\r"), from: range) != nil
      guard hasControl else { return nil }
    }
    let original = bytes.array(range)
    var line = withoutEscapes(original).filter { $0 != UInt8(ascii: "\r") }
    line = withoutQuoteMarks(withPlainIndent(line))
    let text = line.drop { $0.isBlank }
    if fences.contains(where: { text.starts(with: $0) }), !isInlineCode(text) {
      return ([], true)
    }
    line = withoutEmphasis(line)
    return line == original ? nil : (line, false)
  }

  private static let escape: UInt8 = 0x1B

  /// Without the sequences that a terminal obeys: `ESC [ 1 ; 32 m`, `ESC ] title BEL`.
  private static func withoutEscapes(_ line: [UInt8]) -> [UInt8] {
    guard line.contains(escape) else { return line }
    var result: [UInt8] = []
    var place = 0
    while place < line.count {
      guard line[place] == escape else {
        result.append(line[place])
        place += 1
        continue
      }
      place += 1
      guard place < line.count else { break }
      let kind = line[place]
      place += 1
      if kind == UInt8(ascii: "[") {
        while place < line.count, !(0x40...0x7E).contains(line[place]) { place += 1 }
        place += 1
      } else if kind == UInt8(ascii: "]") {
        while place < line.count, line[place] != 0x07, line[place] != escape { place += 1 }
        if place < line.count, line[place] == 0x07 { place += 1 }
      } else if kind == UInt8(ascii: "(") || kind == UInt8(ascii: ")") {
        place += 1
      }
    }
    return result
  }

  /// With blanks for the non-breaking spaces by which a web page indents.
  private static func withPlainIndent(_ line: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = line[...]
    while let byte = rest.first {
      if byte.isBlank {
        result.append(byte)
        rest = rest.dropFirst()
      } else if byte == 0xC2, rest.dropFirst().first == 0xA0 {
        result.append(UInt8(ascii: " "))
        rest = rest.dropFirst(2)
      } else {
        break
      }
    }
    return result + rest
  }

  /// Without the `> ` of a quotation, also of a nested one.
  private static func withoutQuoteMarks(_ line: [UInt8]) -> [UInt8] {
    var rest = line[...]
    while case let text = rest.drop(while: { $0.isBlank }), text.first == UInt8(ascii: ">") {
      rest = text.dropFirst()
      if rest.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
    }
    return Array(rest)
  }

  /// Whether the fence's marks enclose a text in the same line.
  private static func isInlineCode(_ text: ArraySlice<UInt8>) -> Bool {
    let mark = Array("```".utf8)
    return text.count > 6 && text.starts(with: mark) && text.suffix(3).elementsEqual(mark)
  }

  /// Without `**` or backticks that begin the line, and without those that close them.
  private static func withoutEmphasis(_ line: [UInt8]) -> [UInt8] {
    let indent = line.prefix { $0.isBlank }
    var text = line[indent.endIndex...]
    for mark in [UInt8(ascii: "*"), UInt8(ascii: "`"), UInt8(ascii: "*")] {
      let length = text.prefix { $0 == mark }.count
      guard mark == UInt8(ascii: "*") ? length == 2 : (1...3).contains(length) else { continue }
      text = text.dropFirst(length)
      let closing = [UInt8](repeating: mark, count: length)
      var place = text.endIndex - length
      while place >= text.startIndex, !text[place..<(place + length)].elementsEqual(closing) {
        place -= 1
      }
      guard place >= text.startIndex else { continue }
      text = (text[..<place] + text[(place + length)...])[...]
    }
    return Array(indent) + Array(text)
  }
}

extension UInt8 {
  var isBlank: Bool { self == 0x20 || self == 0x09 }
}

extension Bytes {
  /// A copy of a range.
  func array(_ range: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    append(range, to: &result)
    return result
  }

  func append(_ range: Range<Int>, to result: inout [UInt8]) {
    let span = span
    result.reserveCapacity(result.count + range.count)
    for index in range { result.append(span[index]) }
  }

  /// The offset of the first such byte in the range; nil if there is none.
  func firstIndex(of byte: UInt8, from range: Range<Int>) -> Int? {
    let span = span
    for index in range where span[index] == byte { return index }
    return nil
  }

  /// These bytes without so many blanks, at most, at the beginning of each line.
  func withoutIndent(_ width: Int) -> Bytes {
    guard width > 0 else { return self }
    var result: [UInt8] = []
    let span = span
    var (start, place) = (0, 0)
    while start < count {
      place = start
      while place < count, place < start + width, span[place].isBlank { place += 1 }
      let end = Swift.min(firstIndex(of: UInt8(ascii: "\n"), from: place) + 1, count)
      append(place..<end, to: &result)
      start = end
    }
    return Bytes(result)
  }
}
