/// `desk-1, desk-2 and 3 more`; empty without names.
package func enumeration(_ names: [String], limit: Int = 5) -> String {
  let more = names.count - limit
  guard more > 0 else {
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
  return names.prefix(limit).joined(separator: ", ") + " and \(more) more"
}

/// `1 VM`, `3 VMs`, `no VMs`.
package func counted(_ number: Int, _ noun: String) -> String {
  "\(number == 0 ? "no" : String(number)) \(noun)\(number == 1 ? "" : "s")"
}

/// The verb that agrees with a number: `agreeing(2, "is", "are")`. Zero takes the plural.
package func agreeing(_ number: Int, _ one: String, _ many: String) -> String {
  number == 1 ? one : many
}

/// Keeps ASCII letters and digits of the first `limit` characters, and replaces each run of others
/// with a dash: for ids and folder names.
package func slug(of text: String, limit: Int) -> String {
  var slug = ""
  for scalar in text.unicodeScalars.prefix(limit) {
    let isPlain =
      scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
    if isPlain { slug.unicodeScalars.append(scalar) } else if slug.last != "-" { slug += "-" }
  }
  return slug
}

extension Inventory {
  /// `VLAN 10 (Office)`.
  package func name(of vlan: VLAN) -> String {
    vlan.network.map { "VLAN \(vlan.tag) (\(self[$0].name))" } ?? "VLAN \(vlan.tag)"
  }
}

extension StringProtocol {
  /// With a capital first letter, as a sentence begins.
  package var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

  /// Only its letters, digits, `_` and `-`: captured text must not become part of a command.
  package var commandWord: String {
    String(filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") })
  }
}
