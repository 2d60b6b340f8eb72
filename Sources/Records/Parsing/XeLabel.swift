/// The label of a field: `name-label ( RW)` or `ha-always-run ( RW) [DEPRECATED]`.
struct XeLabel {
  /// The range of the name.
  var name: Range<Int>
  /// The end of the label, after the marker and `[DEPRECATED]`.
  var end: Int

  /// The label that begins at `start`; nil if there is none before `limit`. If `strictly`, there is
  /// exactly one blank between name and marker and one in `( RO)`; in pasted text, blanks may be
  /// missing or added.
  init?(in bytes: Span<UInt8>, at start: Int, limit: Int, strictly: Bool = true) {
    var place = start
    while place < limit, Self.isNameByte(bytes[place]) { place += 1 }
    guard place > start else { return nil }
    name = start..<place
    let blank = Self.skipBlanks(in: bytes, from: place, limit: limit, strictly: strictly)
    guard !strictly || blank == place + 1 else { return nil }
    place = blank
    guard place < limit, bytes[place] == UInt8(ascii: "(") else { return nil }
    place += 1
    guard
      let behindMarker = Self.marker(in: bytes, from: place, limit: limit, strictly: strictly)
    else { return nil }
    end = Self.deprecated(in: bytes, from: behindMarker, limit: limit)
  }

  /// `RO)` or `RW)`, preceded by S, M or a blank.
  private static func marker(
    in bytes: Span<UInt8>, from start: Int, limit: Int, strictly: Bool
  ) -> Int? {
    var place = start
    if place < limit, bytes[place] == UInt8(ascii: "S") || bytes[place] == UInt8(ascii: "M") {
      place += 1
    } else {
      place = skipBlanks(in: bytes, from: place, limit: limit, strictly: strictly)
      guard !strictly || place == start + 1 else { return nil }
    }
    guard place + 3 <= limit, bytes[place] == UInt8(ascii: "R"),
      bytes[place + 1] == UInt8(ascii: "O") || bytes[place + 1] == UInt8(ascii: "W"),
      bytes[place + 2] == UInt8(ascii: ")")
    else { return nil }
    return place + 3
  }

  private static func deprecated(in bytes: Span<UInt8>, from start: Int, limit: Int) -> Int {
    let mark = " [DEPRECATED]"
    guard start + mark.utf8.count <= limit else { return start }
    var place = start
    for byte in mark.utf8 {
      guard bytes[place] == byte else { return start }
      place += 1
    }
    return place
  }

  /// The offset after the blanks at `start`: at most one space if `strictly`, else any blanks.
  private static func skipBlanks(
    in bytes: Span<UInt8>, from start: Int, limit: Int, strictly: Bool
  ) -> Int {
    if strictly { return start < limit && bytes[start] == .space ? start + 1 : start }
    return bytes.skipPastedBlanks(from: start, limit: limit)
  }

  /// Any visible ASCII character except parentheses and colon.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte > .space && byte < 0x7F && byte != UInt8(ascii: "(") && byte != UInt8(ascii: ")")
      && byte != .colon
  }
}

extension Span where Element == UInt8 {
  /// The offset after spaces, tabs and non-breaking spaces.
  func skipPastedBlanks(from start: Int, limit: Int) -> Int {
    var place = start
    while place < limit {
      if self[place].isBlank || self[place] == .carriageReturn {
        place += 1
      } else if self[place] == 0xC2, place + 1 < limit, self[place + 1] == 0xA0 {
        place += 2
      } else {
        break
      }
    }
    return place
  }

  /// The end of a range without trailing blanks of these kinds.
  func dropPastedBlanks(from start: Int, limit: Int) -> Int {
    var end = limit
    while end > start {
      if self[end - 1].isBlank || self[end - 1] == .carriageReturn {
        end -= 1
      } else if self[end - 1] == 0xA0, end - 2 >= start, self[end - 2] == 0xC2 {
        end -= 2
      } else {
        break
      }
    }
    return end
  }
}
