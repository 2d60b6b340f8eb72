/// Replaces what tells whose pool a report is of, by tokens: names, uuids, MAC and IP addresses.
///
/// A number of four parts up to 255 counts as an address, even where it is a version. Names in the
/// policy's and in drivers' own words (remarks in a driver file) go where they are known from the
/// pool. It works on a finished report, so that no rule judges tokens. The same original has the same
/// token everywhere.
package struct Redaction {
  package private(set) var map: RedactionMap
  /// Whether the first three bytes of a MAC stay: they tell the vendor.
  private let keepsVendors: Bool
  private var finder = NameFinder()
  private var names: [String] = []
  private var shy: Set<String> = []

  package init(continuing map: RedactionMap = RedactionMap(), keepsVendors: Bool) {
    self.map = map
    self.keepsVendors = keepsVendors
    // What an earlier report named is known, whether or not it is still there.
    for entry in map.entries { find(entry.original) }
  }

  /// Names that are too short, or mere numbers, to be told from other text: they are replaced where
  /// they stand alone, not inside sentences.
  package var keptInSentences: [String] { shy.sorted() }

  /// Every original that has a token and must not be found in any output.
  package var originals: [String] { map.entries.map(\.original).filter { !shy.contains($0) } }

  /// Makes names known before any text is redacted.
  mutating func learn(_ all: [(name: String, kind: RedactionMap.Kind)]) {
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

  /// Text in which originals stand among other words.
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

  /// A name, or several with signs between that no name is taken apart at: `xen1/eth0`, `vm=web`.
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

  /// All of a text that cannot be told apart, such as a description.
  mutating func redact(whole text: String, _ kind: RedactionMap.Kind) -> String {
    text.isEmpty ? "" : map.token(for: text, kind)
  }

  /// The longest of what begins here.
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
