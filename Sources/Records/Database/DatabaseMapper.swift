/// Hands out the columns of one row as values.
///
/// A value is nil where the row lacks the column, as old schemas do, and where its text is no
/// value of its kind; that is a failure besides.
struct DatabaseMapper {
  private let row: DatabaseRow
  private let columns: [DatabaseColumn]
  private let uuids: DatabaseReferences
  /// Where to look first: columns are asked for in about the order of the table's list.
  private var lastColumn = 0
  private(set) var failures: [ParseFailure] = []

  /// `columns` are those of the row's table.
  init(_ row: DatabaseRow, _ columns: [DatabaseColumn], _ uuids: DatabaseReferences) {
    self.row = row
    self.columns = columns
    self.uuids = uuids
  }

  var origin: Origin { row.origin }

  /// The row's uuid in lower case; nil, and a failure, where it has none.
  mutating func uuid() -> String? {
    if let uuid = identifier("uuid") { return uuid }
    fail("expected a row with a uuid, found none")
    return nil
  }

  /// Any text.
  mutating func string(_ name: String) -> String? { text(name) }

  /// Text that is lower-case by nature: an address, an id. Empty text is nil.
  mutating func identifier(_ name: String) -> String? {
    text(name).flatMap { $0.isEmpty ? nil : $0.inLowerCase }
  }

  mutating func bool(_ name: String) -> Bool? {
    guard let text = text(name) else { return nil }
    switch text {
    case "true": return true
    case "false": return false
    default:
      fail("\(name): expected true or false, found \"\(text.excerpt)\"")
      return nil
    }
  }

  mutating func int(_ name: String) -> Int? {
    guard let text = text(name) else { return nil }
    guard let value = Int(text) else {
      fail("\(name): expected a number, found \"\(text.excerpt)\"")
      return nil
    }
    return value
  }

  /// An opaque reference as it stands; nil where it is empty or xapi's null.
  mutating func opaque(_ name: String) -> String? {
    text(name).flatMap { DatabaseReferences.isNull($0) ? nil : $0 }
  }

  /// The uuid of the object referred to; `.null` for null and for objects that are not there.
  mutating func reference(_ name: String) -> Reference {
    guard let text = text(name) else { return .notCaptured }
    return uuids[text]
  }

  /// The members of a set.
  mutating func set(_ name: String) -> [String]? {
    guard let text = text(name) else { return nil }
    guard let members = DatabaseExpression.set(Array(text.utf8)) else {
      fail("\(name): expected a set such as ('a' 'b'), found \"\(text.excerpt)\"")
      return nil
    }
    return members.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The objects in a set of references; nulls are left out, objects not there are `.null`.
  mutating func references(_ name: String) -> [Reference]? {
    set(name)?.filter { !DatabaseReferences.isNull($0) }.map { uuids[$0] }
  }

  /// The uuids in a set of references; objects that are not there are left out, as `xe` does.
  mutating func uuidSet(_ name: String) -> [String]? { references(name)?.compactMap(\.uuid) }

  /// The pairs of a map that a reduced database has, even where this one has more; of two equal
  /// keys the first one counts.
  mutating func map(_ name: String) -> [String: String]? {
    guard let text = text(name) else { return nil }
    let keeping = columns[lastColumn - 1].keeping
    guard let pairs = DatabaseExpression.map(Array(text.utf8)) else {
      fail("\(name): expected a map such as (('k' 'v')), found \"\(text.excerpt)\"")
      return nil
    }
    return Dictionary(
      keeping.kept(of: pairs).map {
        (String(decoding: $0, as: UTF8.self), String(decoding: $1, as: UTF8.self))
      },
      uniquingKeysWith: { first, _ in first })
  }

  private mutating func text(_ name: String) -> String? {
    for step in 0..<columns.count {
      var index = lastColumn + step
      if index >= columns.count { index -= columns.count }
      if columns[index].name == name {
        lastColumn = index + 1
        return row.values[index]
      }
    }
    preconditionFailure("column \(name) is not in the list of kept ones")
  }

  private mutating func fail(_ message: String) {
    failures.append(
      ParseFailure(document: row.origin.document, line: row.origin.line, message: message))
  }
}

/// The uuid behind each opaque reference of a database.
struct DatabaseReferences {
  private var uuids: [String: String] = [:]
  private let isWhole: Bool

  /// Over all tables: a reference does not say which table it points into.
  init(_ rows: DatabaseRows, isWhole: Bool) {
    self.isWhole = isWhole
    for (table, rows) in rows.tables {
      guard let column = table.columns.firstIndex(where: { $0.name == "uuid" }) else { continue }
      uuids.reserveCapacity(uuids.count + rows.count)
      for row in rows where !row.reference.isEmpty {
        uuids[row.reference] = row.values[column]?.inLowerCase
      }
    }
  }

  /// `.null` where it is null or where there is no such object; where a part of the database is
  /// missing, `.notCaptured`, as the object may be in it.
  subscript(_ reference: String) -> Reference {
    guard !Self.isNull(reference) else { return .null }
    return uuids[reference].map { .uuid($0) } ?? (isWhole ? .null : .notCaptured)
  }

  static func isNull(_ reference: String) -> Bool {
    reference.isEmpty || reference == "OpaqueRef:NULL" || reference == "Ref:NULL"
  }
}

extension String {
  /// Itself where it has no capital letter: nearly always, and without a copy.
  fileprivate var inLowerCase: String {
    utf8.contains { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") } ? lowercased() : self
  }
}
