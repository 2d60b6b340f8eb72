import XML

/// Prints columns of a row for people: a row as it stands is unreadable.
///
///     MAC: 02:00:00:00:07:00
///     currently_attached: false
///     network: OpaqueRef:3f1c…
///
/// Values are decoded but not looked up: the names and references are those of the document. Of a
/// row that was not reduced, only what a reduced one may have is quoted.
enum DatabaseQuotation {
  /// How each column is kept, whatever its table.
  private static let keepings = Dictionary(
    grouping: DatabaseTable.allCases.flatMap(\.columns), by: \.name)

  /// The columns of the named fields in the row's order; all where none is named.
  ///
  /// Empty where the row has none of them (a PIF's `carrier` stands in another table), and where
  /// the text is no row.
  static func text(of row: String, fields: [String], limit: Int) -> String {
    var lines: [String] = []
    let wanted = fields.map(column)
    let stream = XML.Stream(
      name: "row",
      onStart: { tag in
        for index in 0..<tag.count where lines.count < limit {
          let name = tag.name(index)
          guard wanted.isEmpty || wanted.contains(where: { matches(name, $0) }),
            let value = kept(DatabaseText.decoded(tag.value(index)), of: name)
          else { continue }
          lines.append("\(name): \(onOneLine(value))")
        }
      })
    do {
      try stream.feed(Array(row.utf8).span)
      try stream.finish()
    } catch {
      return ""
    }
    return lines.joined(separator: "\n")
  }

  /// What of a column's value may be shown; nil where that is nothing.
  private static func kept(_ value: [UInt8], of name: String) -> String? {
    guard name != "ref" else { return String(decoding: value, as: UTF8.self) }
    guard let columns = keepings[name] else { return nil }
    let keys = columns.flatMap { column -> [String] in
      if case .keys(let keys) = column.keeping { keys } else { [] }
    }
    guard !keys.isEmpty else { return String(decoding: value, as: UTF8.self) }
    guard let map = DatabaseExpression.map(value) else { return nil }
    let pairs = DatabaseColumn.Keeping.keys(keys).kept(of: map)
    return String(decoding: DatabaseExpression.written(pairs), as: UTF8.self)
  }

  /// `network-uuid` as columns spell it: `network_uuid`.
  private static func column(_ field: String) -> String {
    String(field.map { $0 == "-" ? "_" : $0 })
  }

  /// `name__label` is `name-label` to `xe`, `VM` is `vm-uuid`, `network` is `network-uuid`.
  private static func matches(_ column: String, _ field: String) -> Bool {
    let flat = XeText.parts(of: column, between: "__").joined(separator: "_")
    if flat == field { return true }
    return flat.lowercased() + "_uuid" == field
  }

  private static func onOneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
