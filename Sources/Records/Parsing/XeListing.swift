/// The output of one `xe …-list`, cut into records and fields.
///
///     uuid ( RO)            : 6a0e3f52-…
///              MAC ( RO): 02:00:00:00:00:01
///     network-uuid ( RO): 0d5b…
///
/// The listing borrows its document's bytes: a field is a place in them, and becomes a value only
/// when somebody asks (`XeMapper`). Records keep the order of the document, which means nothing.
/// No records and no failures: the pool has no such object.
///
/// A value may hold line feeds and so imitate fields. What cannot be told from an imitation is not
/// among the fields, and `ambiguities` says so.
package struct XeListing: ~Escapable {
  let bytes: Span<UInt8>
  let table: XeTable

  @_lifetime(copy bytes)
  init(bytes: Span<UInt8>, table: XeTable) {
    self.bytes = bytes
    self.table = table
  }

  package var document: String { table.document }
  /// The fields' names, each once; a field's `key` is a place in this list.
  package var keys: [String] { table.keys }
  package var records: [XeRecord] { table.records }
  package var ambiguities: [XeAmbiguity] { table.ambiguities }
  package var failures: [ParseFailure] { table.failures }
  /// True for text that did not come straight from `xe`: its columns are gone, and with them most
  /// of what tells a forged field from a real one.
  package var isPasted: Bool { table.isPasted }

  /// The fields of a record, in the order of the text.
  package func fields(of record: XeRecord) -> [XeField] { table.fields(of: record, in: bytes) }
}

/// A field: a name and where its value stands.
package struct XeField: Sendable {
  /// A place in `XeListing.keys`; `XeField.disputed` where the value may be forged.
  package var key: UInt16
  package var offset: UInt32
  package var length: UInt32

  package static let disputed = UInt16.max

  var end: Int { Int(offset) + Int(length) }
}

/// A record: a run of fields, or a plain one.
///
/// A plain record has its sequence's names, one a line, from its uuid on, and nothing else. Its
/// fields are not kept, as they are found again by counting lines: nearly all records are plain,
/// and memory for their millions of fields would take as long as reading them.
package struct XeRecord: Sendable {
  /// Where the record's own fields begin in the table.
  var firstField: UInt32 = 0
  /// How many there are; none for a plain record.
  var fieldCount: UInt32 = 0
  /// Where its first line begins.
  package var offset: UInt32
  /// Where its last value ends.
  var end: UInt32
  /// The number of this line, counted from 0 at the listing's first.
  package var line: UInt32
  /// Which of the listing's sequences of names it has; -1 for a disordered one.
  var sequence: Int32 = -1
  /// nil where there is none, or none that is well formed.
  var uuid: XeUUID?

  var isPlain: Bool { fieldCount == 0 }
  var ownFields: Range<Int> { Int(firstField)..<(Int(firstField) + Int(fieldCount)) }
}

/// A place where a value may have forged lines, or where real ones cannot be told from forged.
package struct XeAmbiguity: Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    case repeatedField(String)
    /// A field stands behind one that `xe` prints later.
    case fieldOutOfOrder(String)
    /// No other record of the listing has this field.
    case unexpectedField(String)
    /// All other records of the listing have this field. The record is not taken, unless the text
    /// just ends there.
    case missingField(String)
    /// The record is not taken, unless the text was pasted.
    case malformedUUID
    /// Another record has the uuid and says something else: neither is taken.
    case repeatedUUID
    /// The record stands behind an incomplete one, maybe inside of its last value: it is not taken.
    case recordInsideValue
  }
  /// The record's, where it is known and well formed.
  package var uuid: String?
  package var origin: Origin
  package var reason: Reason

  /// `field "VLAN" stands twice`.
  package var message: String {
    switch reason {
    case .repeatedField(let name): "field \"\(name)\" stands twice"
    case .fieldOutOfOrder(let name): "field \"\(name)\" is not where xe prints it"
    case .unexpectedField(let name): "field \"\(name)\" stands in no other record"
    case .missingField(let name): "field \"\(name)\" is missing, other records have it"
    case .malformedUUID: "the uuid is none"
    case .repeatedUUID: "records with the same uuid differ"
    case .recordInsideValue: "the record may be part of the value before it"
    }
  }
}

/// What the readers fill: a listing without its bytes.
struct XeTable {
  let document: String
  let firstLine: Int
  var isPasted = false
  private(set) var keys: [String] = []
  private(set) var uuidKey: UInt16?
  /// Those of all records that are not plain.
  var fields: [XeField] = []
  var records: [XeRecord] = []
  private(set) var ambiguities: [XeAmbiguity] = []
  private(set) var failures: [ParseFailure] = []
  /// Well-ordered sequences of keys, and how many records have each.
  private(set) var sequences: [[UInt16]] = []
  var sequenceCounts: [Int] = []
  private var keysByName: [String: UInt16] = [:]
  private var idsBySequence: [[UInt16]: Int32] = [:]
  private let places: [String: Int]
  /// By key: where `XeFieldOrder` puts it; -1 for names it does not know.
  private(set) var placesByKey: [Int] = []
  /// How many bytes stand before a value; nil for pasted text.
  var prefix: Int?
  /// The listing's widest label decides its column: four blanks are before it, `: ` behind.
  private var widestLabel: Int? { prefix.map { $0 - 6 } }
  private var widestKeys: Set<UInt16> = []

  /// Names of one listing. No class has 200; a document with more than this is an attack.
  private static let mostKeys = 4096
  private static let mostAmbiguities = 1000

  init(document: String, firstLine: Int) {
    self.document = document
    self.firstLine = firstLine
    self.places = XeFieldOrder.places(inDocument: document)
  }

  /// The key of a name whose label has so many bytes; nil when there are too many names already.
  mutating func key(of name: String, labelLength: Int = 0) -> UInt16? {
    if let key = keysByName[name] { return key }
    guard keys.count < Self.mostKeys else {
      let message = "more than \(Self.mostKeys) field names: those behind are taken for text"
      if failures.last?.message != message { fail(line: 0, message) }
      return nil
    }
    let key = UInt16(keys.count)
    keys.append(name)
    placesByKey.append(places[name] ?? -1)
    keysByName[name] = key
    if name == "uuid" { uuidKey = key }
    if labelLength == widestLabel { widestKeys.insert(key) }
    return key
  }

  /// The number of a record's sequence of names; -1 where one repeats or is out of order.
  mutating func sequence(of fields: ArraySlice<XeField>) -> Int32 {
    let names = fields.map(\.key)
    guard isWellOrdered(names) else { return -1 }
    if let id = idsBySequence[names] { return id }
    let id = Int32(sequences.count)
    sequences.append(names)
    sequenceCounts.append(0)
    idsBySequence[names] = id
    return id
  }

  /// Whether `xe` can have printed these names: none twice, none out of order, and one as wide as
  /// the column says.
  private func isWellOrdered(_ names: [UInt16]) -> Bool {
    guard widestLabel == nil || names.contains(where: { widestKeys.contains($0) }) else {
      return false
    }
    var last = -1
    for name in names {
      let place = placesByKey[Int(name)]
      guard place < 0 || place > last else { return false }
      last = max(last, place)
    }
    return Set(names).count == names.count
  }

  /// Adds an ambiguity; of very many, one failure speaks.
  mutating func report(_ ambiguity: XeAmbiguity) {
    ambiguities.append(ambiguity)
    guard ambiguities.count > Self.mostAmbiguities else { return }
    ambiguities.removeLast()
    let message = "more than \(Self.mostAmbiguities) ambiguous places"
    if failures.last?.message != message { fail(line: 0, message) }
  }

  mutating func fail(line: Int, _ message: String) {
    failures.append(ParseFailure(document: document, line: firstLine + line, message: message))
  }
}
