internal import Evidence

/// The output of one `xe …-list`, split into records and fields.
///
///     uuid ( RO)            : 6a0e3f52-…
///              MAC ( RO): 02:00:00:00:00:01
///     network-uuid ( RO): 0d5b…
///
/// The listing borrows its document's bytes: a field is a range of them, and is converted to a
/// value only when requested (`XeMapper`). Records keep the document's order, which has no meaning.
/// A listing without records and failures means that the pool has no such object.
///
/// A value may contain line feeds, and so imitate fields. Fields that may be imitations are left
/// out and reported in `ambiguities`.
package struct XeListing: ~Escapable {
  let bytes: Span<UInt8>
  let table: XeTable

  @_lifetime(copy bytes)
  init(bytes: Span<UInt8>, table: XeTable) {
    self.bytes = bytes
    self.table = table
  }

  package var document: String { table.document }
  /// The fields' names, each once; a field's `key` is an index of this list.
  package var keys: [String] { table.keys }
  package var records: [XeRecord] { table.records }
  package var ambiguities: [XeAmbiguity] { table.ambiguities }
  package var failures: [ParseFailure] { table.failures }
  /// True for text that is not original `xe` output: without columns, most forged fields cannot be
  /// distinguished from real ones.
  package var isPasted: Bool { table.isPasted }

  /// The fields of a record, in the order of the text.
  package func fields(of record: XeRecord) -> [XeField] { table.fields(of: record, in: bytes) }
}

/// A field: its name and the range of its value.
package struct XeField: Sendable {
  /// An index of `XeListing.keys`; `XeField.disputed` if the value may be forged.
  package var key: UInt16
  package var offset: UInt32
  package var length: UInt32

  package static let disputed = UInt16.max

  var end: Int { Int(offset) + Int(length) }
}

/// A record: a range of stored fields, or a plain record.
///
/// A plain record has exactly the names of its sequence, one per line, beginning with its uuid. Its
/// fields are not stored, since they can be found by counting lines. Nearly all records are plain,
/// and allocating memory for millions of fields would take as long as reading them.
package struct XeRecord: Sendable {
  /// The index of the record's first stored field.
  var firstField: UInt32 = 0
  /// The number of stored fields; 0 for a plain record.
  var fieldCount: UInt32 = 0
  /// The offset of its first line.
  package var offset: UInt32
  /// The end of its last value.
  var end: UInt32
  /// The line number, counted from 0 at the listing's first line.
  package var line: UInt32
  /// The index of its sequence of names; -1 for a disordered record.
  var sequence: Int32 = -1
  /// nil if it is missing or malformed.
  var uuid: XeUUID?

  var isPlain: Bool { fieldCount == 0 }
  var ownFields: Range<Int> { Int(firstField)..<(Int(firstField) + Int(fieldCount)) }
}

/// A place where a value may have forged lines.
package struct XeAmbiguity: Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    case repeatedField(String)
    /// A field is after one that `xe` prints later.
    case fieldOutOfOrder(String)
    /// No other record of the listing has this field.
    case unexpectedField(String)
    /// All other records of the listing have this field. The record is rejected, unless the text
    /// ends there.
    case missingField(String)
    /// The record is rejected, unless the text was pasted.
    case malformedUUID
    /// Another record has the same uuid and a different content: both are rejected.
    case repeatedUUID
    /// The record follows an incomplete one, and may be a part of its last value: it is rejected.
    case recordInsideValue
  }
  /// The record's uuid; nil if it is missing or malformed.
  package var uuid: String?
  package var origin: Origin
  package var reason: Reason

  /// `field "VLAN" occurs twice`.
  package var message: String {
    switch reason {
    case .repeatedField(let name): "field \"\(name)\" occurs twice"
    case .fieldOutOfOrder(let name): "field \"\(name)\" is not at the position where xe prints it"
    case .unexpectedField(let name): "field \"\(name)\" occurs in no other record"
    case .missingField(let name): "field \"\(name)\" is missing, other records have it"
    case .malformedUUID: "the uuid is malformed"
    case .repeatedUUID: "records with the same uuid differ"
    case .recordInsideValue: "the record may be a part of the value before it"
    }
  }
}

/// A listing without its bytes; the readers fill it.
struct XeTable {
  let document: String
  let firstLine: Int
  var isPasted = false
  private(set) var keys: [String] = []
  private(set) var uuidKey: UInt16?
  /// The fields of all records that are not plain.
  var fields: [XeField] = []
  var records: [XeRecord] = []
  private(set) var ambiguities: [XeAmbiguity] = []
  private(set) var failures: [ParseFailure] = []
  /// Well-ordered sequences of keys, and the number of records with each.
  private(set) var sequences: [[UInt16]] = []
  var sequenceCounts: [Int] = []
  private var keysByName: [String: UInt16] = [:]
  private var idsBySequence: [[UInt16]: Int32] = [:]
  private let places: [String: Int]
  /// By key: its position in `XeFieldOrder`; -1 for unknown names.
  private(set) var placesByKey: [Int] = []
  /// The number of bytes before a value; nil for pasted text.
  var prefix: Int?
  /// The widest label determines the column: four blanks precede it and `: ` follows.
  private var widestLabel: Int? { prefix.map { $0 - 6 } }
  private var widestKeys: Set<UInt16> = []

  /// Names in one listing. Every class has fewer than 200; a document with more names is hostile.
  private static let mostKeys = 4096
  private static let mostAmbiguities = 1000

  init(document: String, firstLine: Int) {
    self.document = document
    self.firstLine = firstLine
    self.places = XeFieldOrder.places(inDocument: document)
  }

  /// The key of a name whose label has this number of bytes; nil if there are too many names.
  mutating func key(of name: String, labelLength: Int = 0) -> UInt16? {
    if let key = keysByName[name] { return key }
    guard keys.count < Self.mostKeys else {
      let message = "more than \(Self.mostKeys) field names: further names are read as text"
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

  /// The index of a record's sequence of names; -1 if a name repeats or is out of order.
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

  /// Whether `xe` can have printed these names: none twice, none out of order, and one with the
  /// width that the column requires.
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

  /// Adds an ambiguity; if there are too many, one failure reports the rest.
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
