/// Records of one class in a pasted list.
///
/// `xe` prints the same labels for all records of a command. So a record with other labels, of
/// another class, begins another list, also where no command stands above it.
struct PastedList {
  /// The class; nil where the labels do not show it.
  var className: String?
  var bytes: Bytes
  var firstLine: Int
  /// Whether a line such as `...` says that something was left out.
  var isShortened = false
  /// Whether a record of no known class follows that may belong to it.
  var mayContinue = false
  /// The first record's uuid, if it was made unreadable: `xxxxxxxx-xxxx-…`.
  var maskedUUID: String?

  /// The lists of a run, in order. `hint` is the class of the command, or of the file's name.
  static func lists(in run: PastedRun, hint: String?) -> [PastedList] {
    var reader = Reader(run.bytes, firstLine: run.firstLine, hint: hint)
    return reader.lists()
  }
}

/// Reads the records of a run, and keeps only the labels of those that differ from the first one.
private struct Reader {
  private struct Segment {
    var className: String?
    var labels: [Range<Int>]
    var start: Int
    var line: Int
    /// Where the last field's line ends.
    var end = 0
    var mayContinue = false
    /// The most empty lines between two of its records; nil where it has only one.
    var widestGap: Int?
  }

  private struct Record {
    var labels: [Range<Int>] = []
    var start: Int
    var line: Int
    var end = 0
    /// Empty lines before it.
    var gap = 0
  }

  private let bytes: Bytes
  private let firstLine: Int
  private let hint: String?
  private var segments: [Segment] = []
  private var record: Record?
  /// Whether the record before the current one lacks labels of its list: its value may continue.
  private var isInterrupted = false
  private var isDisordered = false

  init(_ bytes: Bytes, firstLine: Int, hint: String?) {
    self.bytes = bytes
    self.firstLine = firstLine
    self.hint = hint
  }

  mutating func lists() -> [PastedList] {
    var lines = TextLines(bytes)
    var number = firstLine - 1
    var emptyLines = 0
    var isBehindGap = false
    while let range = lines.next() {
      number += 1
      if let label = PastedText.label(range, in: bytes) {
        if begins(label, after: emptyLines) {
          closeRecord(isCutShort: false)
          record = Record(start: range.lowerBound, line: number, gap: emptyLines)
        }
        record?.labels.append(label)
        record?.end = min(lines.position, bytes.count)
        (emptyLines, isBehindGap) = (0, false)
      } else if bytes.slice(range).isBlank {
        emptyLines += 1
        isBehindGap = true
      } else {
        emptyLines = 0
      }
    }
    // xe prints empty lines after a record: without them, the text may end inside of one.
    closeRecord(isCutShort: !isBehindGap)
    // Fields without their record's first line: values continue over what looks like records.
    if isDisordered, segments.count > 1 {
      segments = [segments[0]]
      segments[0].end = bytes.count
    }
    return segments.indices.map { index in
      let end = index + 1 < segments.count ? segments[index + 1].start : bytes.count
      return list(segments[index], to: end)
    }
  }

  /// Whether a label is the first one of a record.
  private func begins(_ label: Range<Int>, after emptyLines: Int) -> Bool {
    guard let record else { return true }
    if emptyLines >= 2 { return true }
    let index = record.labels.count
    // Nearly all records have the labels of the one before, in its order.
    if let expected = segments.last?.labels, index < expected.count, same(expected[index], label) {
      return false
    }
    return same(label, Array("uuid".utf8)) || record.labels.contains { same($0, label) }
  }

  private func same(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
    guard one.count == other.count else { return false }
    let span = bytes.span
    for step in 0..<one.count
    where span[one.lowerBound + step] != span[other.lowerBound + step] { return false }
    return true
  }

  private func same(_ one: Range<Int>, _ other: [UInt8]) -> Bool {
    one.count == other.count && bytes.span.begins(with: other, at: one.lowerBound)
  }

  private func same(_ one: [Range<Int>], _ other: [Range<Int>]) -> Bool {
    one.count == other.count && zip(one, other).allSatisfy { same($0, $1) }
  }

  private func names(_ labels: [Range<Int>]) -> [String] { labels.map { bytes.string(in: $0) } }

  private mutating func closeRecord(isCutShort: Bool) {
    guard let record else { return }
    self.record = nil
    guard let segment = segments.last else {
      let className = XeList.named(byLabels: names(record.labels), hint: hint)
      return begin(record, className)
    }
    if same(record.labels, segment.labels) {
      isInterrupted = false
      return extend(record)
    }
    let (labels, known) = (names(record.labels), names(segment.labels))
    if labels.first != known.first, labels.first != "uuid" { isDisordered = true }
    let isCutOff = known.starts(with: labels)
    let signed = XeList.named(byLabels: labels, hint: nil)
    let isAnotherList = !isInterrupted && isPrintedApart(record, from: segment)
    let isSame =
      isInterrupted || (isCutShort && isCutOff && segment.widestGap ?? record.gap > 0)
      || (signed != nil && signed == segment.className && !isAnotherList)
    isInterrupted = isCutOff
    if isSame { return extend(record) }
    if signed == nil, let className = segment.className,
      XeList.hasOnlyFields(of: className, labels)
    {
      segments[segments.count - 1].mayContinue = true
    }
    isInterrupted = false
    begin(record, signed)
  }

  /// Whether `xe` cannot have printed a record in the same list: the column or the labels differ.
  private func isPrintedApart(_ record: Record, from segment: Segment) -> Bool {
    let (labels, known) = (Set(names(record.labels)), Set(names(segment.labels)))
    if !labels.isSubset(of: known), !known.isSubset(of: labels) { return true }
    guard let one = record.labels.first, let other = segment.labels.first else { return false }
    return column(of: one) != column(of: other)
  }

  /// The number of bytes from a label to its colon.
  private func column(of label: Range<Int>) -> Int {
    bytes.firstIndex(of: UInt8(ascii: ":"), from: label.upperBound) - label.lowerBound
  }

  /// Adds a record to the current list.
  private mutating func extend(_ record: Record) {
    let last = segments.count - 1
    segments[last].end = record.end
    segments[last].widestGap = max(segments[last].widestGap ?? 0, record.gap)
  }

  private mutating func begin(_ record: Record, _ className: String?) {
    segments.append(
      Segment(
        className: className, labels: record.labels, start: record.start, line: record.line,
        end: record.end))
  }

  // MARK: the text of a list

  private static let omissions: Set<String> = [
    "...", "…", "[...]", "[…]", "(...)", "(…)", "<...>", "....", ".....", "<snip>", "[snip]",
    "(snip)", "--More--",
  ]
  /// A prompt's sign alone, and what a terminal shows of a key.
  private static let signs: Set<String> = ["#", "$", "%", ">", "^C", "^D", "logout", "exit"]

  /// The list without the prose that follows, and without lines that are no values.
  private func list(_ segment: Segment, to limit: Int) -> PastedList {
    var list = PastedList(
      className: segment.className, bytes: bytes, firstLine: segment.line,
      mayContinue: segment.mayContinue)
    let text = bytes.slice(segment.start..<limit)
    let lastField = max(0, min(segment.end - segment.start, text.count))
    var removed: [Range<Int>] = []
    var end = text.count
    var isBehind = false
    var lines = TextLines(text)
    while let range = lines.next() {
      let isEmpty = text.slice(range).isBlank
      if range.lowerBound >= lastField {
        isBehind = isBehind || isEmpty
        let isProse = isBehind && !isEmpty && !isSign(range, in: text)
        // The empty lines before prose do not show how the records are separated.
        let isTooWide = isEmpty && segment.widestGap.map { $0 < 2 } == true
        if isProse || isTooWide, end == text.count { end = range.lowerBound }
      }
      guard !isEmpty, range.count < 12 else { continue }
      let word = text.string(in: range).split(separator: " ").joined(separator: " ")
      if Reader.omissions.contains(word) {
        list.isShortened = true
        removed.append(range)
      } else if Reader.signs.contains(word) {
        removed.append(range)
      }
    }
    list.bytes = text.slice(0..<end).without(removed)
    let uuid = value(of: "uuid", in: segment)
    if let uuid, !uuid.isEmpty, !HostIdentity.isUUID(uuid) { list.maskedUUID = uuid }
    if hint == nil, list.className == "vm" {
      // xe prints the same labels for VMs, templates and snapshots.
      if value(of: "is-a-template", in: segment) == "true" { list.className = "template" }
      if value(of: "is-a-snapshot", in: segment) == "true" { list.className = nil }
    }
    return list
  }

  private func isSign(_ range: Range<Int>, in text: Bytes) -> Bool {
    guard range.count < 12 else { return false }
    let word = text.string(in: range).split(separator: " ").joined(separator: " ")
    return Reader.omissions.contains(word) || Reader.signs.contains(word)
  }

  /// The first word of a value in the first record.
  private func value(of name: String, in segment: Segment) -> String? {
    guard let label = segment.labels.first(where: { same($0, Array(name.utf8)) }) else {
      return nil
    }
    let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: label.upperBound)
    let line = bytes.string(in: label.upperBound..<min(end, label.upperBound + 256))
    guard let value = line.split(separator: ":", maxSplits: 1).dropFirst().first else { return nil }
    return value.split { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\u{A0}" }.first
      .map { String($0) }
  }
}

extension Bytes {
  /// These bytes without the text of some lines; the lines stay, empty.
  fileprivate func without(_ lines: [Range<Int>]) -> Bytes {
    guard !lines.isEmpty else { return self }
    var result: [UInt8] = []
    var start = 0
    for line in lines where line.upperBound <= count {
      append(start..<line.lowerBound, to: &result)
      start = line.upperBound
    }
    append(start..<count, to: &result)
    return Bytes(result)
  }
}
