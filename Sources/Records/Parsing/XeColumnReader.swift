/// Splits text in `xe`'s column layout into fields.
///
/// A record begins after two empty lines, in column 0, with the same bytes as the first record. A
/// line is a field if its label ends exactly at the column of `: `. Any other line belongs to the
/// value before it, including its line feed. Line feeds at the end of a value are lost, since they
/// look like the empty lines after a record.
///
/// The records of a listing have the same names in the same order. So a line nearly always begins
/// with the same bytes as the same line of an earlier record, and one comparison is sufficient
/// instead of parsing the label. A record that has only such lines is a plain record.
struct XeColumnReader: ~Escapable {
  private let bytes: Span<UInt8>
  private let form: XeColumnForm
  /// The number of bytes before a value.
  private let prefix: Int
  private let header: UInt16
  private(set) var table: XeTable
  /// The expected lines: the offset of an equal line, and its key.
  private var expected: [(offset: Int, key: UInt16)] = []
  private var expectedSequence: Int32 = -1
  /// The index of the next expected line.
  private var next = 0
  /// Whether the record has only expected fields so far.
  private var isAsExpected = false
  /// Whether the record has only expected lines so far; then its fields need not be stored.
  private var isPlain = false
  private var hasRecord = false
  /// The value of the first line; the uuid of a plain record.
  private var firstValue = 0..<0
  /// The end of the last expected line.
  private var newline = 0
  private var emptyLines = 0
  /// The line number, counted from 0.
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

  /// Reads lines while they begin like those of an earlier record; nearly all do.
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

  /// Whether two empty lines and a record's first line follow, with LF line ends.
  private func isNextRecord(at place: Int) -> Bool {
    place + 2 + prefix <= bytes.count && emptyLines == 0 && hasRecord
      && bytes[place] == .lineFeed && bytes[place + 1] == .lineFeed
      && bytes.hasSameBytes(at: place + 2, form.start, length: prefix)
  }

  /// Appends the fields of consecutive lines.
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
    // A plain record must begin with its uuid, so that the uuid is found without a search.
    isPlain = !expected.isEmpty && header == table.uuidKey
    next = 1
    if !isPlain { append([header], from: place) }
    newline = bytes.firstIndex(of: .lineFeed, from: place + prefix)
    firstValue = (place + prefix)..<bytes.lineEnd(from: place + prefix, newline: newline)
    emptyLines = 0
    line += 1
    place = newline + 1
  }

  /// Stores the fields of a record that is not plain after all.
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

  /// Uses the lines of a well-ordered record as the expected lines of the next records.
  private mutating func expect(_ fields: ArraySlice<XeField>, sequence: Int32) {
    guard sequence >= 0 else { return }
    let lines = fields.map { (offset: Int($0.offset) - prefix, key: $0.key) }
    // A line that ends at its colon is too short for the comparison.
    let areWhole = lines.allSatisfy { bytes[$0.offset + prefix - 1] == .space }
    expected = areWhole ? lines : []
    expectedSequence = areWhole ? sequence : -1
  }

  /// Reads an unexpected line: an empty line, a part of a value, or another field.
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

  /// Appends an unexpected field; false if it cannot be a field.
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

  /// Reports a line that begins a record of another class; all lines up to the next record are
  /// ignored.
  private mutating func failRecord(_ text: Range<Int>) {
    closeRecord()
    next = expected.count
    emptyLines = 0
    let wanted = bytes.string(in: form.start..<(form.start + prefix - 1))
    table.fail(line: line, "expected \"\(wanted)\", found \"\(bytes.excerpt(in: text))\"")
  }
}
