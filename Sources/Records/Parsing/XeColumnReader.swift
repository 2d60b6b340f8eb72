/// Cuts text that stands in `xe`'s columns into fields.
///
/// A record begins behind two empty lines, in column 0, with the bytes that begin the first one. A
/// line is a field if its label ends exactly at the column of `: `; any other line belongs to the
/// value before it, line feed included (but line feeds at a value's very end, which look like the
/// empty lines behind it).
///
/// Records of a listing have the same names in the same order, so that a line nearly always begins
/// with the bytes that the same line of an earlier record began with. One comparison replaces
/// reading the label, and a record that has only such lines is a plain one.
struct XeColumnReader: ~Escapable {
  private let bytes: Span<UInt8>
  private let form: XeColumnForm
  /// Bytes before a value.
  private let prefix: Int
  private let header: UInt16
  private(set) var table: XeTable
  /// The lines that are expected: where one like it stands, and its key.
  private var expected: [(offset: Int, key: UInt16)] = []
  private var expectedSequence: Int32 = -1
  /// Which of them comes next.
  private var next = 0
  /// Whether the record has no other fields.
  private var isAsExpected = false
  /// Whether it has no other lines, so that its fields need not be kept.
  private var isPlain = false
  private var hasRecord = false
  /// The first line's value, the uuid of a plain record.
  private var firstValue = 0..<0
  /// Where the last expected line ends.
  private var newline = 0
  private var emptyLines = 0
  /// The number of the line, from 0.
  private var line: Int

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, form: XeColumnForm, table: XeTable) {
    self.bytes = bytes
    self.form = form
    self.prefix = form.column + 2
    self.line = form.line
    self.table = table
    self.table.prefix = prefix
    self.header =
      self.table.key(of: bytes.string(in: form.name), labelLength: form.labelLength) ?? 0
  }

  /// Reads to the end of the text.
  mutating func read() {
    var place = form.start
    beginRecord(at: &place)
    while place < bytes.count {
      readExpectedLines(at: &place)
      guard place < bytes.count else { break }
      if next == expected.count, isNextRecord(at: place) {
        place += 2
        line += 2
        beginRecord(at: &place)
      } else {
        readUnexpectedLine(at: &place)
      }
    }
    closeRecord()
  }

  /// Reads lines as long as they begin like those of an earlier record: nearly all do.
  private mutating func readExpectedLines(at place: inout Int) {
    let expected = expected
    var (index, start) = (next, place)
    while index < expected.count, bytes.count - start >= prefix,
      bytes.hasSameBytes(at: start, expected[index].offset, length: prefix)
    {
      start = bytes.firstIndex(of: .lineFeed, from: start + prefix) + 1
      index += 1
    }
    guard index > next else { return }
    newline = start - 1
    if !isPlain { append(expected[next..<index].map(\.key), from: place) }
    line += index - next
    (next, place, emptyLines) = (index, start, 0)
  }

  /// Whether two empty lines and a record's first line stand here, with LF line ends.
  private func isNextRecord(at place: Int) -> Bool {
    place + 2 + prefix <= bytes.count && emptyLines == 0 && hasRecord
      && bytes[place] == .lineFeed && bytes[place + 1] == .lineFeed
      && bytes.hasSameBytes(at: place + 2, form.start, length: prefix)
  }

  /// Appends the fields of lines that follow each other.
  private mutating func append(_ keys: some Sequence<UInt16>, from place: Int) {
    bytes.forEachPlainField(keys, from: place, prefix: prefix) { table.fields.append($0) }
  }

  private mutating func beginRecord(at place: inout Int) {
    closeRecord()
    table.records.append(
      XeRecord(
        firstField: UInt32(table.fields.count), offset: UInt32(place), end: UInt32(place),
        line: UInt32(line)))
    hasRecord = true
    isAsExpected = true
    // Without a uuid in front, a record would have to be searched for it again and again.
    isPlain = !expected.isEmpty && header == table.uuidKey
    next = 1
    if !isPlain { append([header], from: place) }
    newline = bytes.firstIndex(of: .lineFeed, from: place + prefix)
    firstValue = (place + prefix)..<bytes.lineEnd(from: place + prefix, newline: newline)
    emptyLines = 0
    line += 1
    place = newline + 1
  }

  /// Gives a record that has turned out not to be plain fields of its own.
  private mutating func spellOut() {
    guard isPlain, let record = table.records.last else { return }
    isPlain = false
    append(expected[..<next].map(\.key), from: Int(record.offset))
  }

  private mutating func closeRecord() {
    guard hasRecord else { return }
    hasRecord = false
    if next != expected.count { spellOut() }
    let last = table.records.count - 1
    if isPlain {
      table.records[last].end = UInt32(bytes.lineEnd(from: firstValue.lowerBound, newline: newline))
      table.records[last].sequence = expectedSequence
      table.records[last].uuid = XeUUID(in: bytes, at: firstValue)
      table.sequenceCounts[Int(expectedSequence)] += 1
      isPlain = false
    } else {
      closeSpelledOut(last)
    }
  }

  private mutating func closeSpelledOut(_ record: Int) {
    let fields = table.fields[Int(table.records[record].firstField)...]
    table.records[record].fieldCount = UInt32(fields.count)
    if let end = fields.last?.end { table.records[record].end = UInt32(end) }
    var sequence = expectedSequence
    if !isAsExpected || next != expected.count || sequence < 0 {
      sequence = table.sequence(of: fields)
      expect(fields, sequence: sequence)
    }
    table.records[record].sequence = sequence
    if sequence >= 0 { table.sequenceCounts[Int(sequence)] += 1 }
    if let field = fields.first(where: { $0.key == table.uuidKey }) {
      table.records[record].uuid = XeUUID(in: bytes, at: Int(field.offset)..<field.end)
    }
  }

  /// Takes the lines of a well-ordered record as what will come again.
  private mutating func expect(_ fields: ArraySlice<XeField>, sequence: Int32) {
    guard sequence >= 0 else { return }
    let lines = fields.map { (offset: Int($0.offset) - prefix, key: $0.key) }
    // A line that ends at its colon has no whole prefix to compare with.
    let areWhole = lines.allSatisfy { bytes[$0.offset + prefix - 1] == .space }
    expected = areWhole ? lines : []
    expectedSequence = areWhole ? sequence : -1
  }

  /// Reads a line that is not the one expected: an empty one, a value's, or another field's.
  private mutating func readUnexpectedLine(at place: inout Int) {
    let newline = bytes.firstIndex(of: .lineFeed, from: place)
    let end = bytes.lineEnd(from: place, newline: newline)
    if end == place {
      if next < expected.count { spellOut() }
      emptyLines += 1
    } else if emptyLines >= 2, let found = XeColumnForm.header(in: bytes, at: place) {
      if found.column == form.column, bytes.hasSameBytes(at: place, form.start, length: prefix) {
        return beginRecord(at: &place)
      }
      failRecord(place..<end)
    } else if hasRecord {
      spellOut()
      if let name = form.field(in: bytes, at: place, end: end), appendField(name, place..<end) {
        emptyLines = 0
      } else {
        let field = table.fields.count - 1
        table.fields[field].length = UInt32(end) - table.fields[field].offset
        emptyLines = 0
      }
    } else {
      emptyLines = 0
    }
    line += 1
    place = newline + 1
  }

  /// Appends a field that was not expected; false when it cannot be one.
  private mutating func appendField(_ name: Range<Int>, _ text: Range<Int>) -> Bool {
    let labelLength = text.lowerBound + form.column - name.lowerBound
    guard let key = table.key(of: bytes.string(in: name), labelLength: labelLength) else {
      return false
    }
    isAsExpected = false
    let value = min(text.lowerBound + prefix, text.upperBound)
    table.fields.append(
      XeField(key: key, offset: UInt32(value), length: UInt32(text.upperBound - value)))
    if let place = expected.firstIndex(where: { $0.key == key }) { next = place + 1 }
    return true
  }

  /// A line that would begin a record of another kind. All up to the next record is passed over.
  private mutating func failRecord(_ text: Range<Int>) {
    closeRecord()
    next = expected.count
    emptyLines = 0
    let wanted = bytes.string(in: form.start..<(form.start + prefix - 1))
    table.fail(line: line, "expected \"\(wanted)\", found \"\(bytes.excerpt(in: text))\"")
  }
}
