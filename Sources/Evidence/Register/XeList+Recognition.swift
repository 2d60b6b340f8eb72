// Recognises a list by a file's name, or by the fields of its first record.
extension XeList {
  /// Longer names first, so that `network-sriov` is not taken for `network`.
  private static let byLength = all.map(\.name).sorted {
    ($1.utf8.count, $0) < ($0.utf8.count, $1)
  }

  /// The class, from a file's name: `pif-list.txt`, `xe-pif-list`, `vlans.txt`.
  static func named(byPath path: String, _ bytes: Bytes) -> String? {
    let name = path.split(separator: "/").last ?? ""
    var stem = name.prefix { $0 != "." }.lowercased()
      .split { "_ +".contains($0) }.joined(separator: "-")
    if stem.hasPrefix("xe-") { stem.removeFirst(3) }
    for className in byLength {
      if stem == className + "-list" || stem.hasPrefix(className + "-list-") { return className }
      let isShort = [className, className + "s", className + "-params-all"].contains(stem)
      if isShort && isListing(bytes) { return className }
    }
    return nil
  }

  /// The class, from the fields of the first record.
  static func named(byContent bytes: Bytes) -> String? {
    let fields = firstRecord(of: bytes)
    guard !fields.isEmpty else { return nil }
    return all.first { list in
      fields.isSuperset(of: list.sign.all) && fields.isDisjoint(with: list.sign.none)
        && (list.sign.any.isEmpty || !fields.isDisjoint(with: list.sign.any))
    }?.name
  }

  /// Whether a text begins as `xe` lists do: `uuid ( RO)  : …`.
  static func isListing(_ bytes: Bytes) -> Bool {
    for line in bytes.head(lines: 20) where !line.allSatisfy(\.isWhitespace) {
      return field(in: line) != nil
    }
    return false
  }

  private static func firstRecord(of bytes: Bytes) -> Set<String> {
    var fields: Set<String> = []
    for line in bytes.head(lines: 400) {
      if let field = field(in: line) {
        // A paste may have lost the blank lines; a field that comes again begins a new record.
        guard fields.insert(field).inserted else { break }
      } else if line.allSatisfy(\.isWhitespace) && !fields.isEmpty {
        break
      }
    }
    return fields
  }

  /// The name in `   device ( RO): eth0`.
  private static func field(in line: String) -> String? {
    let text = line.drop { $0 == " " || $0 == "\t" }
    let name = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
    let rest = text[name.endIndex...].drop { $0 == " " }
    let access = rest.dropFirst().prefix(3)
    guard !name.isEmpty, rest.first == "(", rest.dropFirst(4).first == ")",
      [" RO", " RW", "MRO", "MRW", "SRO", "SRW"].contains(access),
      rest.dropFirst(5).first(where: { $0 != " " }) == ":"
    else { return nil }
    return String(name)
  }
}
