import XML

/// A row of a reduced database, its columns by index in `DatabaseTable.columns`.
struct DatabaseRow {
  /// The reference by which other rows refer to it; empty if it has no `ref`.
  var reference: String
  /// Decoded; nil if the row lacks the column.
  var values: [String?]
  var origin: Origin
}

/// The rows of a reduced database by table, its manifest, and what is missing.
struct DatabaseRows {
  var tables: [DatabaseTable: [DatabaseRow]] = [:]
  var manifest: [String: String] = [:]
  /// What is missing; nil if the database is complete.
  var loss: String?
  /// The table at which the database is truncated; all later tables are missing.
  var lostTable: String?
  /// Why the text is not a reduced database.
  var failures: [ParseFailure] = []

  /// Reads a document; of a truncated text, the rows before the break are returned.
  static func read(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> DatabaseRows {
    let lines = LineStarts(bytes)
    let builder = Builder(document: document, firstLine: firstLine, lines: lines)
    let stream = XML.Stream(
      name: document, onStart: { builder.start($0) }, onEnd: { builder.depth -= 1 })
    do {
      try stream.feed(bytes)
      try stream.finish()
    } catch {
      let failure = error as? Failure
      builder.rows.failures.append(
        ParseFailure(
          document: document, line: firstLine + max(0, (failure?.line ?? 1) - 1),
          message: "expected a reduced xapi database: "
            + (failure?.message ?? "the text cannot be read")))
      builder.rows.loss = builder.rows.loss ?? "the text is damaged"
      builder.rows.lostTable = builder.table?.rawValue
    }
    return builder.rows
  }
}

/// The offset of each line of a document.
struct LineStarts {
  private var starts = [0]
  private let count: Int

  init(_ bytes: Span<UInt8>) {
    count = bytes.count
    var place = bytes.firstIndex(of: .lineFeed, from: 0)
    while place < bytes.count {
      starts.append(place + 1)
      place = bytes.firstIndex(of: .lineFeed, from: place + 1)
    }
  }

  /// The bytes of a line, counted from 1, without its line feed.
  subscript(line: Int) -> Range<Int> {
    let index = min(max(line, 1), starts.count) - 1
    let end = index + 1 < starts.count ? starts[index + 1] - 1 : count
    return starts[index]..<max(starts[index], end)
  }
}

private final class Builder {
  var rows = DatabaseRows()
  var depth = 0
  private(set) var table: DatabaseTable?
  private var finder: ColumnFinder?
  private var columnCount = 0
  private let document: String
  private let firstLine: Int
  private let lines: LineStarts

  init(document: String, firstLine: Int, lines: LineStarts) {
    self.document = document
    self.firstLine = firstLine
    self.lines = lines
  }

  func start(_ tag: borrowing StartTag) {
    defer { depth += 1 }
    switch depth {
    case 1: startSection(tag)
    case 2:
      if let table { add(tag, to: table) } else { addPair(tag) }
    default: break
    }
  }

  private func startSection(_ tag: borrowing StartTag) {
    table = nil
    switch tag.name {
    case "table":
      guard let next = tag.value(named: "name").flatMap({ DatabaseTable(rawValue: $0) }) else {
        return
      }
      table = next
      finder = ColumnFinder(next)
      columnCount = next.columns.count
      if rows.tables[next] == nil { rows.tables[next] = [] }
    case "loss":
      rows.loss = tag.value(named: "text") ?? "an unknown part is missing"
      rows.lostTable = tag.value(named: "table")
    default: break
    }
  }

  private func addPair(_ tag: borrowing StartTag) {
    guard tag.name == "pair", let key = tag.value(named: "key") else { return }
    rows.manifest[key] = tag.value(named: "value")
  }

  private func add(_ tag: borrowing StartTag, to table: DatabaseTable) {
    guard tag.name == "row" else { return }
    let range = lines[tag.line]
    let origin = Origin(
      document: document, line: firstLine + tag.line - 1, offset: range.lowerBound,
      length: range.count)
    var row = DatabaseRow(
      reference: "", values: Array(repeating: nil, count: columnCount), origin: origin)
    for place in 0..<tag.count {
      guard let column = finder?.column(of: tag, at: place) else { continue }
      if column >= 0 {
        row.values[column] = DatabaseText.string(tag.value(place))
      } else if column == ColumnFinder.reference || row.reference.isEmpty,
        column != ColumnFinder.unwanted
      {
        row.reference = DatabaseText.string(tag.value(place))
      }
    }
    rows.tables[table, default: []].append(row)
  }
}
