internal import Glibc

/// The lines of a text as byte ranges, without line ends (LF or CR LF).
struct TextLines: Sequence, IteratorProtocol {
  private let bytes: Bytes
  private var upcoming = 0

  init(_ bytes: Bytes) { self.bytes = bytes }

  /// The offset of the line after the current one.
  var position: Int { upcoming }

  mutating func next() -> Range<Int>? {
    guard upcoming < bytes.count else { return nil }
    let start = upcoming
    var end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start)
    upcoming = end + 1
    if end > start && bytes.span[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }
}

extension Bytes {
  /// The offset of the first such byte at or after `start`; `count` if there is none.
  func firstIndex(of byte: UInt8, from start: Int) -> Int {
    precondition(start >= 0 && start <= count)
    return unsafe span.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress,
        let found = unsafe memchr(base + start, CInt(byte), buffer.count - start)
      else { return buffer.count }
      return unsafe UnsafeRawPointer(found) - base
    }
  }

  /// These bytes without the byte order mark that some editors write before UTF-8.
  package var withoutByteOrderMark: Bytes {
    let span = span
    let isMarked = count >= 3 && span[0] == 0xEF && span[1] == 0xBB && span[2] == 0xBF
    return isMarked ? slice(3..<count) : self
  }

  /// The first lines, decoded and cut to a length that is sufficient to recognise a format.
  func head(lines limit: Int) -> [String] {
    TextLines(self).lazy.prefix(limit).map { line in
      string(in: line.lowerBound..<Swift.min(line.upperBound, line.lowerBound + 512))
    }
  }
}
