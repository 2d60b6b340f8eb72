/// Replaces names, uuids, MAC and IP addresses with tokens, so that a report does not show whose
/// pool it is about.
///
/// Four numbers up to 255 with dots count as an address, even if they are a version. In free text,
/// such as comments in a driver file, only names known from the pool are replaced. It works on a
/// finished report, so that rules never see tokens. The same original has the same token
/// everywhere.
package struct Redaction {
  package private(set) var map: RedactionMap
  /// Whether the first three bytes of a MAC are kept: they identify the vendor.
  private let keepsVendors: Bool
  private var finder = NameFinder()
  private var names: [String] = []
  private var shy: Set<String> = []

  package init(continuing map: RedactionMap = RedactionMap(), keepsVendors: Bool) {
    self.map = map
    self.keepsVendors = keepsVendors
    // Names of earlier reports are known, even if they no longer exist.
    for entry in map.entries { find(entry.original) }
  }

  /// Names that are too short to be recognised in other text, or only digits. They are replaced as
  /// whole values, not inside sentences.
  package var keptInSentences: [String] { shy.sorted() }

  /// Every original that must not occur in any output.
  package var originals: [String] { map.entries.map(\.original).filter { !shy.contains($0) } }

  /// Adds names before any text is redacted.
  mutating func register(_ all: [(name: String, kind: RedactionMap.Kind)]) {
    map.avoid(all.map(\.name))
    for (name, kind) in all where !name.isEmpty {
      _ = map.token(for: name, kind)
      find(name)
    }
  }

  private mutating func find(_ name: String) {
    guard name.unicodeScalars.count > 2, !name.allSatisfy(\.isNumber) else {
      shy.insert(name)
      return
    }
    finder.add(name, as: names.count)
    names.append(name)
  }

  /// Redacts text that contains originals among other words.
  mutating func redact(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var result = ""
    var index = 0
    while index < scalars.count {
      if scalars.isBoundary(index), let (end, token) = match(scalars, at: index) {
        result += token
        index = end
      } else {
        result.unicodeScalars.append(scalars[index])
        index += 1
      }
    }
    return result
  }

  /// Redacts a name, or several names separated by `signs`: `xen1/eth0`, `vm=web`. A known name
  /// that contains a sign is replaced as a whole.
  mutating func redact(name: String, among signs: Set<Character> = []) -> String {
    if let token = map.token(of: name) { return token }
    guard !shy.isEmpty, name.contains(where: signs.contains) else { return redact(name) }
    var result = ""
    var part = ""
    for character in name {
      guard signs.contains(character) else {
        part.append(character)
        continue
      }
      result += redact(name: part) + String(character)
      part = ""
    }
    return result + redact(name: part)
  }

  /// Replaces a whole text, such as a description, with one token.
  mutating func redact(whole text: String, _ kind: RedactionMap.Kind) -> String {
    text.isEmpty ? "" : map.token(for: text, kind)
  }

  /// The longest original that begins here, with its token.
  private mutating func match(
    _ text: [Unicode.Scalar], at start: Int
  ) -> (end: Int, token: String)? {
    let name = finder.longest(in: text, from: start) { text.isBoundary($0) }
    let address = Address(in: text, at: start)
    if let address, address.end > (name?.end ?? 0) {
      let original = String(String.UnicodeScalarView(text[start..<address.end]))
      let vendor = keepsVendors && address.kind == .mac ? "\(original.prefix(8)):" : ""
      return (address.end, map.token(for: original, address.kind, prefix: vendor))
    }
    guard let name, let token = map.token(of: names[name.name]) else { return nil }
    return (name.end, token)
  }
}
