/// The escapes inside values of xapi's database (xen-api `xml_spaces.ml`).
///
/// `%.` is a space, `%t` a tab, `%n` a line feed, `%r` a carriage return, `%%` a percent sign;
/// `%_`, in old databases, is two spaces. Any other `%` is literal.
enum DatabaseText {
  private static let percent = UInt8(ascii: "%")

  /// The decoded bytes of a value.
  static func decoded(_ text: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var place = 0
    while place < text.count {
      let byte = text[place]
      place += 1
      guard byte == percent, place < text.count else {
        result.append(byte)
        continue
      }
      switch text[place] {
      case UInt8(ascii: "."): result.append(.space)
      case UInt8(ascii: "_"): result += [.space, .space]
      case UInt8(ascii: "t"): result.append(.tab)
      case UInt8(ascii: "n"): result.append(.lineFeed)
      case UInt8(ascii: "r"): result.append(.carriageReturn)
      case percent: result.append(percent)
      default:
        // The next byte may begin an escape of its own.
        result.append(byte)
        continue
      }
      place += 1
    }
    return result
  }

  /// The decoded text of a value; invalid UTF-8 becomes U+FFFD.
  static func string(_ text: Span<UInt8>) -> String {
    guard text.firstIndex(of: percent, from: 0) < text.count else {
      return text.string(in: 0..<text.count)
    }
    return String(decoding: decoded(text), as: UTF8.self)
  }

  /// Writes bytes in the format of current xapi versions.
  static func encode(_ bytes: [UInt8], into result: inout [UInt8]) {
    for byte in bytes {
      switch byte {
      case .space: result += [percent, UInt8(ascii: ".")]
      case .tab: result += [percent, UInt8(ascii: "t")]
      case .lineFeed: result += [percent, UInt8(ascii: "n")]
      case .carriageReturn: result += [percent, UInt8(ascii: "r")]
      case percent: result += [percent, percent]
      default: result.append(byte)
      }
    }
  }

  /// Writes bytes into an XML attribute, on one line.
  static func escape(_ bytes: Span<UInt8>, into result: inout [UInt8]) {
    var start = 0
    for index in bytes.indices {
      let byte = bytes[index]
      // A fast path: nearly every byte is a letter or a digit.
      guard byte <= UInt8(ascii: ">"), let name = escapeName(byte) else { continue }
      append(bytes, start..<index, to: &result)
      result += name.utf8
      start = index + 1
    }
    append(bytes, start..<bytes.count, to: &result)
  }

  @inline(__always)
  private static func escapeName(_ byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case .tab: "&#9;"
    case .lineFeed: "&#10;"
    case .carriageReturn: "&#13;"
    default: nil
    }
  }

  @inline(__always)
  private static func append(
    _ bytes: Span<UInt8>, _ range: Range<Int>, to result: inout [UInt8]
  ) {
    bytes.extracting(range).withUnsafeBufferPointer { result.append(contentsOf: $0) }
  }
}
