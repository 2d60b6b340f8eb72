/// Splits text that lost its columns, in a web page, a ticket or a terminal, into fields.
///
///     [root@host ~]# xe network-list
///     uuid ( RO) : 958cbd58-310b-2641-5589-d961274214ed
///     name-label ( RW): VM SR-IOV
///     name-description ( RW):
///
/// A record begins with `uuid`, with a field that the current record has already, or after two
/// empty lines. Prompts are ignored. A line that is not a field belongs to the value before it;
/// after an empty line it is ignored.
struct XePastedReader: ~Escapable {
  private let bytes: Span<UInt8>
  private(set) var table: XeTable
  private var seen: Set<UInt16> = []
  private var emptyLines = 0
  private var hasRecord = false
  private var line = 0
  /// The first line that is neither empty nor a prompt.
  private var firstText: (line: Int, range: Range<Int>)?

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, table: XeTable) {
    self.bytes = bytes
    self.table = table
    self.table.isPasted = true
  }

  /// Reads to the end of the text.
  mutating func read() {
    var place = 0
    while place < bytes.count {
      let newline = bytes.firstIndex(of: .lineFeed, from: place)
      let start = bytes.skipPastedBlanks(from: place, limit: newline)
      let end = bytes.dropPastedBlanks(from: start, limit: newline)
      readLine(start..<end)
      line += 1
      place = newline + 1
    }
    closeRecord()
    if table.records.isEmpty, let firstText {
      table.isPasted = false
      table.fail(
        line: firstText.line,
        "expected \"uuid ( RO)    : …\", found \"\(bytes.excerpt(in: firstText.range))\"")
    } else if table.records.isEmpty {
      table.isPasted = false
    }
  }

  private mutating func readLine(_ text: Range<Int>) {
    guard !text.isEmpty else {
      emptyLines += 1
      return
    }
    if isPrompt(text) {
      closeRecord()
    } else {
      if firstText == nil { firstText = (line, text) }
      if !readField(text), hasRecord, emptyLines == 0 {
        let last = table.fields.count - 1
        table.fields[last].length = UInt32(text.upperBound) - table.fields[last].offset
        return
      }
    }
    emptyLines = 0
  }

  /// `[root@host ~]# …`, `$ xe …`, `# …` and a bare `xe …`.
  private func isPrompt(_ text: Range<Int>) -> Bool {
    let line = bytes.string(in: text.lowerBound..<min(text.upperBound, text.lowerBound + 200))
    if line.hasPrefix("[") { return line.contains("]#") || line.contains("]$") }
    return line.hasPrefix("#") || line.hasPrefix("$ ") || line.hasPrefix("xe ")
  }

  /// Reads the line as a field; false if it is not a field.
  private mutating func readField(_ text: Range<Int>) -> Bool {
    let limit = text.upperBound
    guard
      let label = XeLabel(in: bytes, at: text.lowerBound, limit: limit, strictly: false)
    else { return false }
    let colon = bytes.skipPastedBlanks(from: label.end, limit: limit)
    guard colon < limit, bytes[colon] == .colon,
      let key = table.key(of: bytes.string(in: label.name))
    else { return false }
    if !hasRecord || emptyLines >= 2 || seen.contains(key) || table.keys[Int(key)] == "uuid" {
      beginRecord(at: text.lowerBound)
    }
    seen.insert(key)
    let value = bytes.skipPastedBlanks(from: colon + 1, limit: limit)
    table.fields.append(
      XeField(key: key, offset: UInt32(value), length: UInt32(limit - value)))
    return true
  }

  private mutating func beginRecord(at place: Int) {
    closeRecord()
    hasRecord = true
    seen = []
    table.records.append(
      XeRecord(
        firstField: UInt32(table.fields.count), offset: UInt32(place), end: UInt32(place),
        line: UInt32(line)))
  }

  private mutating func closeRecord() {
    guard hasRecord else { return }
    hasRecord = false
    let last = table.records.count - 1
    let fields = table.fields[Int(table.records[last].firstField)...]
    table.records[last].fieldCount = UInt32(fields.count)
    if let end = fields.last?.end { table.records[last].end = UInt32(end) }
    let sequence = table.sequence(of: fields)
    table.records[last].sequence = sequence
    if sequence >= 0 { table.sequenceCounts[Int(sequence)] += 1 }
    if let field = fields.first(where: { $0.key == table.uuidKey }) {
      table.records[last].uuid = XeUUID(in: bytes, at: Int(field.offset)..<field.end)
    }
  }
}
