/// Decides which records and fields of a listing can be believed.
///
/// All records of a listing have the same fields in the same order (`xe` prints them so), hence
/// the names that most records have are the listing's. A record whose lines can be those names in
/// more than one way holds a value that imitates fields: what is certain is kept, the rest is
/// disputed. A record that has not all names in order was either forged or interrupted by a forged
/// one; it is left out, and with an interrupted one all up to where its last field may be.
///
/// One imitation cannot be told: a value that ends its own record with all the names that are to
/// come and then forges the beginning of another, whole one. Only the uuid that nobody else knows
/// gives it away.
struct XeRecordJudge: ~Escapable {
  private let bytes: Span<UInt8>
  private(set) var table: XeTable
  private var uuids = XeUUIDSet()

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, table: XeTable) {
    self.bytes = bytes
    self.table = table
  }

  /// Disputes fields, takes records out and reports both.
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
        // What was interrupted goes on until its last field.
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

  /// Whether the text ends before the record does. `xe` ends each record with two empty lines.
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

  /// The names that most records have; the fewer where it is a tie, as forging only adds. Where
  /// every record is disordered: those of the first, in the order of their definition.
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

  /// Judges the fields of a record that is not like the others.
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

  /// The first field that stands behind one which xapi defines later.
  private func misplaced(_ fields: Range<Int>) -> UInt16? {
    var last = -1
    for field in fields {
      let place = table.placesByKey[Int(table.fields[field].key)]
      if place >= 0, place < last { return table.fields[field].key }
      last = max(last, place)
    }
    return nil
  }

  /// Takes disputed fields out. Lines that are certainly text go to the value they belong to.
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

  /// Looks at a record's uuid: a second record with the same one is dropped if it says the same,
  /// and takes the first one with it if it does not.
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

  /// Whether two records say the same. A plain one is as `xe` printed it: its twin has its bytes.
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
