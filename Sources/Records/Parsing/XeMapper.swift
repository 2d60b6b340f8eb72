/// Iterates over the records of a listing and reads their fields as typed values.
///
///     var fields = XeMapper(listing)
///     while let uuid = fields.nextRecord() {
///       var record = VLANRecord(uuid: uuid, origin: fields.origin)
///       record.tag = fields.int("tag")
///     }
///
/// A record without uuid is a failure and is skipped; a listing without uuids is one failure. A
/// field is nil if the command did not request it, if it is disputed, or if its value is
/// `<expensive field>`, `<unknown>` or `<invalid reference>`. If the text is not valid for its
/// type, the field is nil too, and that is a failure.
struct XeMapper: ~Escapable {
  private let listing: XeListing
  private var record = -1
  private var fields: [XeField] = []
  /// Where a search starts: names are requested in about the order in which they are printed.
  private var lastKey = 0
  private var lastField = 0
  /// Invalid values; errors in the text are in `XeListing.failures`.
  private(set) var failures: [ParseFailure] = []

  @_lifetime(copy listing)
  init(_ listing: borrowing XeListing) {
    self.listing = copy listing
    if let first = listing.table.records.first, !listing.table.keys.contains("uuid") {
      let line = listing.table.origin(of: first).line
      failures.append(failure("no record has a field \"uuid\"", at: line))
      record = listing.table.records.count
    }
  }

  /// Advances to the next record that has a uuid; nil after the last one.
  mutating func nextRecord() -> String? {
    while record + 1 < listing.table.records.count {
      record += 1
      fields = listing.fields(of: listing.table.records[record])
      if let uuid = text("uuid"), !uuid.isEmpty { return uuid.lowercased() }
      failures.append(failure("the record has no uuid", at: origin.line))
    }
    return nil
  }

  /// The origin of the whole record.
  var origin: Origin { listing.table.origin(of: listing.table.records[record]) }

  /// Any text; nil also for `<not in database>`.
  mutating func string(_ name: String) -> String? {
    text(name).flatMap { $0 == Self.notInDatabase ? nil : $0 }
  }

  /// A word of xapi's, such as a power state. It has one line; further lines are prose that was pasted
  /// with it.
  mutating func word(_ name: String) -> String? {
    string(name).map { $0.utf8.contains(.lineFeed) ? Self.firstLine(of: $0) : $0 }
  }

  private static func firstLine(of text: String) -> String {
    String(text.prefix { !$0.isNewline }).trimmed
  }

  /// An address or id, in lower case. Empty text is nil.
  mutating func identifier(_ name: String) -> String? {
    word(name).flatMap { $0.isEmpty ? nil : $0.lowercased() }
  }

  mutating func bool(_ name: String) -> Bool? {
    guard let text = word(name) else { return nil }
    switch text {
    case "true": return true
    case "false": return false
    default:
      fail(name, expected: "true or false", found: text)
      return nil
    }
  }

  mutating func int(_ name: String) -> Int? {
    guard let text = word(name) else { return nil }
    // xapi's integers have 64 bits, but the fields read here are small: devices, VFs, MTUs.
    guard let value = Int32(text) else {
      fail(name, expected: "a number", found: text)
      return nil
    }
    return Int(value)
  }

  /// A uuid; `.notCaptured` if the field is nil, `.null` for `<not in database>`.
  ///
  /// A reference has one line; further lines are prose that was pasted with it.
  mutating func reference(_ name: String) -> Reference {
    guard let value = text(name) else { return .notCaptured }
    let text = value.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
    return text == Self.notInDatabase || text.isEmpty ? .null : .uuid(text.lowercased())
  }

  /// Words separated by `; `, without `<not in database>`.
  mutating func set(_ name: String) -> [String]? { words(name, separator: "; ") }

  /// Words separated by `, `, as `xe` prints tags.
  mutating func commaSet(_ name: String) -> [String]? { words(name, separator: ", ") }

  /// `key: value` pairs separated by `; `. `xe` escapes nothing, so a part without `: ` belongs to
  /// the value before it. Of two equal keys, the first one is used.
  mutating func map(_ name: String) -> [String: String]? {
    guard let text = string(name) else { return nil }
    var pairs: [(key: String, value: String)] = []
    for part in XeText.parts(of: text, between: "; ") {
      if let pair = part.cut(at: ": ") {
        pairs.append((pair.before, pair.behind))
      } else if part.utf8.last == .colon {
        pairs.append((String(part.dropLast()), ""))
      } else if !pairs.isEmpty {
        pairs[pairs.count - 1].value += "; " + part
      }
    }
    return Dictionary(pairs.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  private static let notInDatabase = "<not in database>"

  private mutating func words(_ name: String, separator: String) -> [String]? {
    guard let text = text(name) else { return nil }
    return XeText.parts(of: text, between: separator).filter { $0 != Self.notInDatabase }
  }

  private mutating func text(_ name: String) -> String? {
    guard let field = field(name) else { return nil }
    let range = Int(field.offset)..<field.end
    let text =
      listing.isPasted
      ? XeText.pasted(listing.bytes, range) : XeText.printed(listing.bytes, range)
    switch text {
    case "<expensive field>", "<unknown>", "<invalid reference>": return nil
    default: return text
    }
  }

  private mutating func field(_ name: String) -> XeField? {
    guard let key = key(name) else { return nil }
    for step in 0..<fields.count {
      var place = lastField + step
      if place >= fields.count { place -= fields.count }
      guard fields.indices.contains(place) else { break }
      if fields[place].key == key {
        lastField = (place + 1) % fields.count
        return fields[place]
      }
    }
    lastField = 0
    return nil
  }

  private mutating func key(_ name: String) -> UInt16? {
    let count = listing.table.keys.count
    for step in 0..<count {
      let key = (lastKey + step) % count
      if listing.table.keys[key] == name {
        lastKey = key + 1
        return UInt16(key)
      }
    }
    return nil
  }

  private mutating func fail(_ name: String, expected: String, found: String) {
    let line = field(name).map { lineNumber(of: $0) } ?? origin.line
    failures.append(failure("\(name): expected \(expected), found \"\(found.excerpt)\"", at: line))
  }

  /// Counts lines on each call, which is rare.
  private func lineNumber(of field: XeField) -> Int {
    var line = origin.line
    var place = Int(listing.table.records[record].offset)
    while true {
      place = listing.bytes.firstIndex(of: .lineFeed, from: place) + 1
      guard place <= Int(field.offset) else { return line }
      line += 1
    }
  }

  private func failure(_ message: String, at line: Int) -> ParseFailure {
    ParseFailure(document: listing.table.document, line: line, message: message)
  }
}
