import Glibc

extension Span where Element == UInt8 {
  /// The offset of the first `byte` at or after `start`; `count` if there is none.
  @inline(__always)
  func firstIndex(of byte: UInt8, from start: Int) -> Int {
    precondition(start >= 0 && start <= count)
    return withUnsafeBytes { bytes in
      guard start < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + start, Int32(byte), bytes.count - start)
      else { return bytes.count }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Whether `length` bytes at two offsets are equal.
  @inline(__always)
  func hasSameBytes(at first: Int, _ second: Int, length: Int) -> Bool {
    precondition(first >= 0 && second >= 0 && length >= 0)
    precondition(first + length <= count && second + length <= count)
    return withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return true }
      return memcmp(base + first, base + second, length) == 0
    }
  }

  /// The text of a range; invalid UTF-8 becomes U+FFFD.
  func string(in range: Range<Int>) -> String {
    extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }

  /// The end of the line that begins at `start`, without the CR of a CRLF.
  func lineEnd(from start: Int, newline: Int) -> Int {
    newline > start && self[newline - 1] == .carriageReturn ? newline - 1 : newline
  }

  /// Up to 40 bytes of a line, for messages; unprintable characters become dots.
  func excerpt(in range: Range<Int>) -> String {
    let shown = range.lowerBound..<Swift.min(range.upperBound, range.lowerBound + 40)
    let text = string(in: shown).unicodeScalars.map { scalar -> Character in
      let isVisible = scalar.properties.generalCategory != .control && scalar != "\u{FFFD}"
      return isVisible && scalar.properties.generalCategory != .format ? Character(scalar) : "."
    }
    return String(text) + (shown.upperBound < range.upperBound ? "…" : "")
  }
}

extension UInt8 {
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let tab: UInt8 = 0x09
  static let colon: UInt8 = 0x3A

  /// 0 to 15; nil for a byte that is not a hexadecimal digit.
  var hexadecimalDigit: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }

  var isDecimalDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isBlank: Bool { self == .space || self == .tab }
}
