/// Decides which records and fields of a listing can be trusted.
///
/// `xe` prints the same fields in the same order for all records of a listing, so the names that
/// most records have are the listing's names. If the lines of a record match these names in more
/// than one way, a value imitates fields: certain fields are kept, the others are disputed. A
/// record that lacks names, or has them in another order, was forged or was interrupted by a forged
/// record. It is rejected, and after an interrupted record all lines up to its last possible field.
///
/// One forgery cannot be detected: a value that completes its own record with all remaining names,
/// and then begins another complete record. Only the record's unknown uuid reveals it.
struct XeRecordJudge: ~Escapable {
  private let bytes: Span<UInt8>
  private(set) var table: XeTable
  private var uuids = XeUUIDSet()

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, table: XeTable) {
    self.bytes = bytes
    self.table = table
  }

  /// Disputes fields, removes records, and reports both.
  mutating func settle() {
    let names = commonSequence()
    var unbelievable: Set<Int> = []
    var isInsideValue = false
    uuids.reserve(table.records.count)
    let hasUUIDs = table.uuidKey != nil
    for index in table.records.indices {
      let isInside = isInsideValue
      if isInside {
        report(index, .recordInsideValue)
        unbelievable.insert(index)
        // The interrupted record continues until its last field.
        isInsideValue = table.lastKey(of: table.records[index]) != names.keys.last
      }
      if table.records[index].sequence != names.id || names.id < 0 {
        let shape = judge(index, names: names.keys)
        let isLike = names.id < 0 || shape == .complete || isCutOff(index)
        if !table.isPasted, !isLike {
          unbelievable.insert(index)
          isInsideValue = isInsideValue || (shape == .interrupted && !isInside)
        }
      }
      if hasUUIDs { judgeUUID(of: index, unbelievable: &unbelievable) }
    }
    guard !unbelievable.isEmpty else { return }
    let kept = table.records.indices.filter { !unbelievable.contains($0) }
    table.records = kept.map { table.records[$0] }
  }

  /// Whether the text ends inside the record: `xe` ends each record with two empty lines.
  private func isCutOff(_ index: Int) -> Bool {
    guard index == table.records.count - 1 else { return false }
    var emptyLines = 0
    var place = bytes.count
    while place > 0, emptyLines < 3, bytes[place - 1] == .lineFeed {
      emptyLines += 1
      place -= place > 1 && bytes[place - 2] == .carriageReturn ? 2 : 1
    }
    return emptyLines < 3
  }

  /// The names that most records have; in a tie the shorter sequence, since a forgery only adds
  /// lines. If all records are disordered: the first record's names, sorted as in `XeFieldOrder`.
  private func commonSequence() -> (id: Int32, keys: [UInt16]) {
    var best: Int?
    for id in table.sequences.indices {
      guard let leader = best else {
        best = id
        continue
      }
      let (count, most) = (table.sequenceCounts[id], table.sequenceCounts[leader])
      let isShorter = table.sequences[id].count < table.sequences[leader].count
      if count > most || (count == most && isShorter) { best = id }
    }
    if let best { return (Int32(best), table.sequences[best]) }
    guard let first = table.records.first else { return (-1, []) }
    var seen: Set<UInt16> = []
    var keys = table.fields[first.ownFields].map(\.key).filter { seen.insert($0).inserted }
    let known = keys.filter { table.placesByKey[Int($0)] >= 0 }
    var ordered = known.sorted { table.placesByKey[Int($0)] < table.placesByKey[Int($1)] }[...]
    for index in keys.indices where table.placesByKey[Int(keys[index])] >= 0 {
      if let key = ordered.popFirst() { keys[index] = key }
    }
    return (-1, keys)
  }

  /// Judges the fields of a record that differs from the others.
  private mutating func judge(_ index: Int, names: [UInt16]) -> XeReading.Shape {
    table.spellOut(index, in: bytes)
    let fields = table.records[index].ownFields
    let reading = XeReading(lines: table.fields[fields].map(\.key), names: names)
    if !table.isPasted {
      if let key = reading.unexpected { report(index, .unexpectedField(table.keys[Int(key)])) }
      if let key = reading.missing { report(index, .missingField(table.keys[Int(key)])) }
    }
    if let key = reading.repeated { report(index, .repeatedField(table.keys[Int(key)])) }
    if let key = reading.outOfOrder ?? (reading.repeated == nil ? misplaced(fields) : nil) {
      report(index, .fieldOutOfOrder(table.keys[Int(key)]))
    }
    if !table.isPasted { dispute(fields, reading) }
    return reading.shape
  }

  /// The first field that is after a field which xapi defines later.
  private func misplaced(_ fields: Range<Int>) -> UInt16? {
    var last = -1
    for field in fields {
      let place = table.placesByKey[Int(table.fields[field].key)]
      if place >= 0, place < last { return table.fields[field].key }
      last = max(last, place)
    }
    return nil
  }

  /// Removes disputed fields. Lines that are certainly text are added to their value.
  private mutating func dispute(_ fields: Range<Int>, _ reading: XeReading) {
    var owner: Int?
    for (field, verdict) in zip(fields, reading.verdicts) {
      switch verdict {
      case .field:
        owner = field
      case .text:
        if let owner {
          table.fields[owner].length = UInt32(table.fields[field].end) - table.fields[owner].offset
        }
        table.fields[field].key = XeField.disputed
      case .disputed:
        owner = nil
        table.fields[field].key = XeField.disputed
      }
    }
  }

  /// Checks a record's uuid. A second record with the same uuid is removed; if its content differs,
  /// the first one is removed too.
  private mutating func judgeUUID(of index: Int, unbelievable: inout Set<Int>) {
    guard let uuid = table.records[index].uuid else {
      guard table.hasUUIDField(table.records[index]) else { return }
      if !table.isPasted { unbelievable.insert(index) }
      return report(index, .malformedUUID)
    }
    guard let twin = uuids.insert(uuid, record: index, among: table.records) else { return }
    unbelievable.insert(index)
    if !isSame(twin, index) {
      unbelievable.insert(twin)
      report(index, .repeatedUUID)
    }
  }

  /// Whether two records have the same content. Plain records must have the same bytes.
  private func isSame(_ first: Int, _ second: Int) -> Bool {
    let (first, second) = (table.records[first], table.records[second])
    if first.isPlain || second.isPlain {
      let length = Int(first.end - first.offset)
      return length == Int(second.end - second.offset)
        && bytes.hasSameBytes(at: Int(first.offset), Int(second.offset), length: length)
    }
    let (one, other) = (first.ownFields, second.ownFields)
    guard one.count == other.count else { return false }
    return zip(one, other).allSatisfy { one, other in
      let (one, other) = (table.fields[one], table.fields[other])
      return one.key == other.key && one.length == other.length
        && bytes.hasSameBytes(at: Int(one.offset), Int(other.offset), length: Int(one.length))
    }
  }

  private mutating func report(_ index: Int, _ reason: XeAmbiguity.Reason) {
    let record = table.records[index]
    let uuid = table.uuidRange(of: record).map { bytes.string(in: $0).lowercased() }
    table.report(
      XeAmbiguity(uuid: uuid, origin: table.origin(of: record), reason: reason))
  }
}
