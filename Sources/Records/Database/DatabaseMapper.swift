/// Reads the columns of one row as typed values.
///
/// A value is nil if the row lacks the column, as in old schemas, or if its text is not valid for
/// its type; the latter is also a failure.
struct DatabaseMapper {
  private let row: DatabaseRow
  private let columns: [DatabaseColumn]
  private let uuids: DatabaseReferences
  /// Where a search starts: columns are requested in about the order of the table's list.
  private var lastColumn = 0
  private(set) var failures: [ParseFailure] = []

  /// `columns` are those of the row's table.
  init(_ row: DatabaseRow, _ columns: [DatabaseColumn], _ uuids: DatabaseReferences) {
    self.row = row
    self.columns = columns
    self.uuids = uuids
  }

  var origin: Origin { row.origin }

  /// The row's uuid in lower case; nil, and a failure, if it has none.
  mutating func uuid() -> String? {
    if let uuid = identifier("uuid") { return uuid }
    fail("the row has no uuid")
    return nil
  }

  /// Any text.
  mutating func string(_ name: String) -> String? { text(name) }

  /// An address or id, in lower case. Empty text is nil.
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

  /// An opaque reference, unchanged; nil if it is empty or xapi's null.
  mutating func opaque(_ name: String) -> String? {
    text(name).flatMap { DatabaseReferences.isNull($0) ? nil : $0 }
  }

  /// The uuid of the referenced object; `.null` for null and for missing objects.
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

  /// The objects in a set of references; nulls are omitted, missing objects are `.null`.
  mutating func references(_ name: String) -> [Reference]? {
    set(name)?.filter { !DatabaseReferences.isNull($0) }.map { uuids[$0] }
  }

  /// The uuids in a set of references; missing objects are omitted, as `xe` does.
  mutating func uuidSet(_ name: String) -> [String]? { references(name)?.compactMap(\.uuid) }

  /// The pairs of a map that a reduced database keeps, even if this one has more; of two equal
  /// keys, the first one is used.
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

/// The uuid of each opaque reference of a database.
struct DatabaseReferences {
  private var uuids: [String: String] = [:]
  private let isWhole: Bool

  /// Covers all tables, because a reference does not contain the name of its table.
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

  /// `.null` if it is null or there is no such object. If a part of the database is missing,
  /// `.notCaptured`, since the object may be in that part.
  subscript(_ reference: String) -> Reference {
    guard !Self.isNull(reference) else { return .null }
    return uuids[reference].map { .uuid($0) } ?? (isWhole ? .null : .notCaptured)
  }

  static func isNull(_ reference: String) -> Bool {
    reference.isEmpty || reference == "OpaqueRef:NULL" || reference == "Ref:NULL"
  }
}

extension String {
  /// Avoids a copy if there is no capital letter, which is nearly always the case.
  fileprivate var inLowerCase: String {
    utf8.contains { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") } ? lowercased() : self
  }
}
