import XML

/// Finds the kept columns of a table among the attributes of its rows.
///
/// All rows of a table have the same attributes in the same order, and the parser gives equal
/// names the same identity. So each name is read once, and later only numbers are compared.
struct ColumnFinder {
  private let names: [String]
  /// By position in the row: the identity of the last name seen there, and its meaning.
  private var identities: [UInt] = []
  private var meanings: [Int] = []
  private var known: [UInt: Int] = [:]

  static let unwanted = -1
  /// `ref`: the reference by which other rows refer to this one.
  static let reference = -2
  /// `_ref`, which has the same value; very old databases may have only this one.
  static let otherReference = -3

  init(_ table: DatabaseTable) { names = table.columns.map(\.name) }

  /// The column index of the attribute at `place`, or one of the constants above.
  @inline(__always)
  mutating func column(of tag: borrowing StartTag, at place: Int) -> Int {
    let identity = tag.nameID(place)
    if place < identities.count, identities[place] == identity { return meanings[place] }
    return look(up: tag, at: place, identity)
  }

  private mutating func look(
    up tag: borrowing StartTag, at place: Int, _ identity: UInt
  ) -> Int {
    let meaning = known[identity] ?? Self.meaning(of: tag.name(place), among: names)
    known[identity] = meaning
    while identities.count <= place {
      identities.append(0)
      meanings.append(Self.unwanted)
    }
    identities[place] = identity
    meanings[place] = meaning
    return meaning
  }

  private static func meaning(of name: String, among names: [String]) -> Int {
    switch name {
    case "ref": reference
    case "_ref": otherReference
    default: names.firstIndex(of: name) ?? unwanted
    }
  }
}

extension StartTag {
  /// The value of the attribute with this name; nil if there is none.
  func value(named name: String) -> String? {
    for index in 0..<count where self.name(index) == name { return string(index) }
    return nil
  }
}
