// Recognises a list by a file's name, or by the fields of its first record.
extension XeList {
  /// Longer names first, so that `network-sriov` is not taken for `network`.
  private static let byLength = all.map(\.name).sorted {
    ($1.utf8.count, $0) < ($0.utf8.count, $1)
  }

  /// The class, from a file's name: `pif-list.txt`, `xe-pif-list`, `vlans.txt`; and whether the name
  /// says that it has only some of the objects: `vm-param-list.txt`, `vif-list vm-uuid=….txt`.
  static func named(byPath path: String, _ bytes: Bytes) -> (className: String, isPart: Bool)? {
    let name = path.split(separator: "/").last ?? ""
    var stem = name.prefix { $0 != "." }.lowercased()
      .split { "_ +".contains($0) }.joined(separator: "-")
    if stem.hasPrefix("xe-") { stem.removeFirst(3) }
    for className in byLength {
      let list = className + "-list"
      if stem == list || stem.hasPrefix(list + "-") {
        return (className, stem.dropFirst(list.count).replacing("params=", with: "").contains("="))
      }
      let parameters = className + "-param-list"
      if stem == parameters || stem.hasPrefix(parameters + "-") { return (className, true) }
      let isShort = [className, className + "s", className + "-params-all"].contains(stem)
      if isShort && isListing(bytes) { return (className, false) }
    }
    return nil
  }

  /// The class of a record with these labels; `hint` is the class that a command or a file's name
  /// says. nil where neither shows it, or where they contradict the hint and show no other class.
  static func named(byLabels labels: [String], hint: String?) -> String? {
    let fields = Set(labels)
    let signed = all.first { list in
      fields.isSuperset(of: list.sign.all) && fields.isDisjoint(with: list.sign.none)
        && (list.sign.any.isEmpty || !fields.isDisjoint(with: list.sign.any))
    }
    guard let hint, let hinted = named(hint) else { return signed?.name }
    // `xe vm-list params=uuid,os-version` prints what the guest agents report.
    if let signed, signed.command == hinted.command { return signed.name }
    if hasOnlyFields(of: hint, labels) { return hint }
    if let signed { return signed.name }
    // A newer version prints fields that are not known here.
    let known = XeFieldOrder.places(of: hint)
    return fields.count { known[$0] != nil } * 2 > fields.count ? hint : nil
  }

  /// Whether a class has all of these fields.
  static func hasOnlyFields(of className: String, _ labels: [String]) -> Bool {
    let known = XeFieldOrder.places(of: className)
    return labels.allSatisfy { known[$0] != nil }
  }

  /// Whether a text begins as `xe` lists do: `uuid ( RO)  : …`.
  static func isListing(_ bytes: Bytes) -> Bool {
    for line in bytes.head(lines: 20) where !line.allSatisfy(\.isWhitespace) {
      return field(in: line) != nil
    }
    return false
  }

  /// The name in `   device ( RO): eth0`.
  static func field(in line: String) -> String? {
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
