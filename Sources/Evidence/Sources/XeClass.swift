/// The xapi classes whose lists vfaudit reads, and how to tell one list from another.
enum XeClass {
  /// Longer names first, so that `network-sriov` is not taken for `network`.
  static let all = [
    "vm-guest-metrics", "network-sriov", "template", "network", "pool", "host", "vlan", "bond",
    "pif", "vif", "pci", "vm",
  ]

  /// The class that a file's name says: `pif-list.txt`, `xe-pif-list`, `vlans.txt`.
  static func named(byPath path: String, _ bytes: Bytes) -> String? {
    let name = path.split(separator: "/").last ?? ""
    var stem = name.prefix { $0 != "." }.lowercased()
      .split { "_ +".contains($0) }.joined(separator: "-")
    if stem.hasPrefix("xe-") { stem.removeFirst(3) }
    for className in all {
      if stem == className + "-list" || stem.hasPrefix(className + "-list-") { return className }
      let isShort = [className, className + "s", className + "-params-all"].contains(stem)
      if isShort && isListing(bytes) { return className }
    }
    return nil
  }

  /// The class that the fields of the first record say.
  static func named(byContent bytes: Bytes) -> String? {
    let fields = firstRecord(of: bytes)
    guard !fields.isEmpty else { return nil }
    return signs.first { sign in
      fields.isSuperset(of: sign.all) && fields.isDisjoint(with: sign.none)
        && (sign.any.isEmpty || !fields.isDisjoint(with: sign.any))
    }?.className
  }

  /// Fields of which a record of the class has all, at least one, and none.
  private typealias Sign = (
    className: String, all: Set<String>, any: Set<String>, none: Set<String>
  )

  /// In this order: the first that fits is the class.
  private static let signs: [Sign] = [
    ("network-sriov", [], ["physical-PIF", "logical-PIF"], []),
    ("vlan", ["tagged-PIF"], [], []),
    ("bond", ["master", "slaves"], [], []),
    ("pool", ["master", "default-SR"], [], []),
    ("pif", ["VLAN"], ["device", "MAC", "network-uuid"], []),
    ("vif", ["vm-uuid", "device"], [], ["vdi-uuid", "VDI", "empty"]),
    ("vm", ["power-state"], [], []),
    ("host", [], ["address", "hostname", "software-version"], []),
    ("pci", ["pci-id"], [], []),
    ("template", [], ["reference-label", "recommendations"], []),
    ("network", ["bridge"], [], []),
    ("vm-guest-metrics", [], ["PV-drivers-version", "os-version"], []),
  ]

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
