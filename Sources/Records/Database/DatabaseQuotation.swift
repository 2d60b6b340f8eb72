import XML

/// Prints columns of a row in a readable form, one on each line.
///
///     MAC: 02:00:00:00:07:00
///     currently_attached: false
///     network: OpaqueRef:3f1c…
///
/// Values are decoded, but references are not resolved. Of a row that was not reduced, only the
/// columns and keys that a reduced row may have are quoted.
enum DatabaseQuotation {
  /// How each column is kept, whatever its table.
  private static let keepings = Dictionary(
    grouping: DatabaseTable.allCases.flatMap(\.columns), by: \.name)

  /// The columns of the named fields in the row's order; all columns if no field is named.
  ///
  /// Empty if the row has none of them (a PIF's `carrier` is in another table), and if the text is
  /// not a row.
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

  /// The part of a column's value that may be shown; nil if nothing may be shown.
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

  /// Changes `network-uuid` to the spelling of columns: `network_uuid`.
  private static func column(_ field: String) -> String {
    String(field.map { $0 == "-" ? "_" : $0 })
  }

  /// In `xe`, `name__label` is `name-label`, `VM` is `vm-uuid`, and `network` is `network-uuid`.
  private static func matches(_ column: String, _ field: String) -> Bool {
    let flat = XeText.parts(of: column, between: "__").joined(separator: "_")
    if flat == field { return true }
    return flat.lowercased() + "_uuid" == field
  }

  private static func onOneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
