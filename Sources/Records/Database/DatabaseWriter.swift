import XML

/// Writes the reduced rows of the current table.
///
/// It is a value type for speed: writing a whole row is one exclusive access.
struct DatabaseWriter {
  private(set) var output: [UInt8] = []
  private var columns: [DatabaseColumn] = []
  private var finder: ColumnFinder?
  /// By column: the position of its attribute in the row, or -1.
  private var places: [Int] = []

  mutating func write(_ text: String) { output += text.utf8 }

  /// Begins a table, to which the following rows belong.
  mutating func begin(_ table: DatabaseTable) {
    columns = table.columns
    finder = ColumnFinder(table)
    places = Array(repeating: -1, count: columns.count)
  }

  /// Writes the kept columns of a row.
  mutating func take(_ tag: borrowing StartTag) {
    for column in places.indices { places[column] = -1 }
    var reference = -1
    var otherReference = -1
    for place in 0..<tag.count {
      guard let column = finder?.column(of: tag, at: place) else { return }
      if column >= 0 {
        places[column] = place
      } else if column == ColumnFinder.reference {
        reference = place
      } else if column == ColumnFinder.otherReference {
        otherReference = place
      }
    }
    if reference < 0 { reference = otherReference }
    write("<row")
    if reference >= 0 { writeAttribute("ref", tag.value(reference)) }
    for column in places.indices where places[column] >= 0 {
      write(columns[column], tag.value(places[column]))
    }
    write("/>\n")
  }

  private mutating func write(_ column: DatabaseColumn, _ value: Span<UInt8>) {
    switch column.keeping {
    case .whole: writeAttribute(column.name, value)
    case .keys:
      if value.count == 2, value[0] == UInt8(ascii: "("), value[1] == UInt8(ascii: ")") {
        return writeAttribute(column.name, value)
      }
      guard let map = DatabaseExpression.map(DatabaseText.decoded(value)) else { return }
      let kept = DatabaseExpression.written(column.keeping.kept(of: map))
      var text: [UInt8] = []
      DatabaseText.encode(kept, into: &text)
      writeAttribute(column.name, text.span)
    case .restriction(let field):
      writeAttribute(column.name, DatabaseRestriction.element(of: field, in: value).span)
    }
  }

  mutating func writeAttribute(_ name: String, _ value: Span<UInt8>) {
    output.append(.space)
    write(name)
    output.append(UInt8(ascii: "="))
    output.append(UInt8(ascii: "\""))
    DatabaseText.escape(value, into: &output)
    output.append(UInt8(ascii: "\""))
  }
}
