extension XeTable {
  /// A record's fields, in the order of the text.
  func fields(of record: XeRecord, in bytes: Span<UInt8>) -> [XeField] {
    guard record.isPlain else { return Array(fields[record.ownFields]) }
    let keys = sequences[Int(record.sequence)]
    var fields: [XeField] = []
    fields.reserveCapacity(keys.count)
    bytes.forEachPlainField(keys, from: Int(record.offset), prefix: prefix ?? 0) {
      fields.append($0)
    }
    return fields
  }

  /// Stores the fields of a record, so that they can be changed.
  mutating func spellOut(_ index: Int, in bytes: Span<UInt8>) {
    guard records[index].isPlain else { return }
    let own = fields(of: records[index], in: bytes)
    records[index].firstField = UInt32(fields.count)
    records[index].fieldCount = UInt32(own.count)
    fields += own
  }

  /// The name of a record's last field.
  func lastKey(of record: XeRecord) -> UInt16? {
    record.isPlain
      ? sequences[Int(record.sequence)].last : record.ownFields.last.map { fields[$0].key }
  }

  func hasUUIDField(_ record: XeRecord) -> Bool {
    record.isPlain || record.ownFields.contains { fields[$0].key == uuidKey }
  }

  /// The range of a well-formed uuid; nil if there is none.
  func uuidRange(of record: XeRecord) -> Range<Int>? {
    guard record.uuid != nil else { return nil }
    if record.isPlain, let prefix {
      let start = Int(record.offset) + prefix
      return start..<(start + XeUUID.length)
    }
    let field = record.ownFields.first { fields[$0].key == uuidKey }
    return field.map { Int(fields[$0].offset)..<fields[$0].end }
  }

  /// The origin of a whole record.
  func origin(of record: XeRecord) -> Origin {
    Origin(
      document: document, line: firstLine + Int(record.line),
      offset: Int(record.offset), length: Int(record.end - record.offset))
  }
}

extension Span where Element == UInt8 {
  /// Reads lines that are known to contain one field each, with these keys.
  func forEachPlainField(
    _ keys: some Sequence<UInt16>, from start: Int, prefix: Int, _ body: (XeField) -> Void
  ) {
    var value = start + prefix
    for key in keys {
      let newline = firstIndex(of: .lineFeed, from: value)
      let end = lineEnd(from: value, newline: newline)
      body(XeField(key: key, offset: UInt32(value), length: UInt32(end - value)))
      value = newline + 1 + prefix
    }
  }
}
