/// Reads the output of `xe …-list` and `xe …-param-list`.
///
/// Original `xe` output has columns and is read by `XeColumnReader`. A text whose first record has
/// lost its columns was pasted from a web page or a ticket, and is read by the more tolerant
/// `XePastedReader`. A document is never read by both.
package enum XeListReader {
  /// Reads a whole document. `firstLine` is the number of its first line in a larger document.
  @_lifetime(copy bytes)
  package static func listing(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> XeListing {
    var table = XeTable(document: document, firstLine: firstLine)
    guard bytes.count < Int(UInt32.max) else {
      table.fail(line: 0, "the listing is larger than 4 GiB")
      return XeListing(bytes: bytes, table: table)
    }
    if let form = XeColumnForm(in: bytes) {
      var reader = XeColumnReader(bytes, form: form, table: table)
      reader.read()
      table = reader.table
    } else {
      var reader = XePastedReader(bytes, table: table)
      reader.read()
      table = reader.table
    }
    var judge = XeRecordJudge(bytes, table: table)
    judge.settle()
    return XeListing(bytes: bytes, table: judge.table)
  }
}

/// The column layout of a listing, derived from its first line.
struct XeColumnForm {
  /// The offset of the first record, after empty lines. `xe` prints three empty lines for a record
  /// that has none of the requested fields.
  var start: Int
  /// The line of the first record, counted from 0.
  var line: Int
  /// The column of `: `.
  var column: Int
  /// The range of the first label's name.
  var name: Range<Int>
  var labelLength: Int

  /// nil for a text without columns.
  init?(in bytes: Span<UInt8>) {
    start = 0
    line = 0
    while start < bytes.count {
      let newline = bytes.firstIndex(of: .lineFeed, from: start)
      guard bytes.lineEnd(from: start, newline: newline) == start else { break }
      start = newline + 1
      line += 1
    }
    guard start < bytes.count, let header = Self.header(in: bytes, at: start) else { return nil }
    column = header.column
    name = header.name
    labelLength = header.labelLength
    guard hasColumns(bytes), !hasLostEmptyLines(bytes) else { return nil }
  }

  /// The name and column of a record's first line: a label, at least four blanks, `: `.
  static func header(
    in bytes: Span<UInt8>, at start: Int
  ) -> (name: Range<Int>, labelLength: Int, column: Int)? {
    let newline = bytes.firstIndex(of: .lineFeed, from: start)
    let limit = bytes.lineEnd(from: start, newline: newline)
    guard let label = XeLabel(in: bytes, at: start, limit: limit) else { return nil }
    var place = label.end
    while place < limit, bytes[place] == .space { place += 1 }
    guard place >= label.end + 4, place + 1 < limit, bytes[place] == .colon,
      bytes[place + 1] == .space
    else { return nil }
    return (label.name, label.end - start, place - start)
  }

  /// Whether the second line of the first record, if it exists, fits the columns.
  private func hasColumns(_ bytes: Span<UInt8>) -> Bool {
    let second = bytes.firstIndex(of: .lineFeed, from: start) + 1
    guard second < bytes.count else { return true }
    let newline = bytes.firstIndex(of: .lineFeed, from: second)
    let end = bytes.lineEnd(from: second, newline: newline)
    return end == second || field(in: bytes, at: second, end: end) != nil
  }

  /// Whether records follow each other without two empty lines. Such text was edited manually,
  /// since `xe` ends every record with two empty lines.
  private func hasLostEmptyLines(_ bytes: Span<UInt8>) -> Bool {
    var emptyLines = 0
    var hasSecondRecord = false
    var place = bytes.firstIndex(of: .lineFeed, from: start) + 1
    while place < bytes.count {
      let newline = bytes.firstIndex(of: .lineFeed, from: place)
      let isEmpty = bytes.lineEnd(from: place, newline: newline) == place
      emptyLines = isEmpty ? emptyLines + 1 : 0
      if emptyLines == 2 { return false }
      let prefix = column + 2
      if !isEmpty, place + prefix <= bytes.count {
        hasSecondRecord =
          hasSecondRecord || bytes.hasSameBytes(at: start, place, length: prefix)
      }
      place = newline + 1
    }
    return hasSecondRecord
  }

  /// The name of a field other than the first one, whose label ends exactly at the column; nil for
  /// any other line. With an empty value, the blank after the colon may be missing: some editors
  /// remove it.
  func field(in bytes: Span<UInt8>, at start: Int, end: Int) -> Range<Int>? {
    let colon = start + column
    guard colon < end, bytes[colon] == .colon, colon + 1 == end || bytes[colon + 1] == .space
    else { return nil }
    var place = start
    while place < colon, bytes[place] == .space { place += 1 }
    guard place >= start + 4, let label = XeLabel(in: bytes, at: place, limit: colon),
      label.end == colon
    else { return nil }
    return label.name
  }
}
