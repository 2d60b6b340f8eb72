/// The original value of each token of a redacted report.
///
/// It is written as lines of token, tab and original. It is private: the report can be read with
/// it. Tokens are stable: with the map of an earlier report, a later report of the same pool has
/// the same tokens.
package struct RedactionMap: Sendable {
  /// The kind of original, which the token shows: `vm-3`.
  package enum Kind: String, Sendable, CaseIterable {
    case pool, host, network, vm, person, ticket, text, uuid, mac
    /// An IP address, or the name of a machine.
    case address
  }

  /// In the order of creation.
  package private(set) var entries: [(token: String, original: String)] = []
  private var tokens: [String: String] = [:]
  private var given: Set<String> = []
  private var counts: [Kind: Int] = [:]
  /// Texts that no token may equal, because it could not be distinguished from an original.
  private var avoided: Set<String> = []

  package init() {}

  /// Reads a written map. Throws the number of the first invalid line.
  package init(parsing text: String) throws(UnreadableLine) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.isEmpty || line.hasPrefix("#") { continue }
      let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let kind = Self.kind(of: parts[0]),
        let original = Self.unescaped(parts[1])
      else { throw UnreadableLine(number: index + 1) }
      let token = String(parts[0])
      entries.append((token, original))
      tokens[original] = token
      given.insert(token)
      avoided.insert(token)
      counts[kind.kind] = max(counts[kind.kind] ?? 0, kind.number)
    }
  }

  package struct UnreadableLine: Error, Equatable {
    package var number: Int
  }

  /// The map as text, each original on one line.
  package var text: String {
    "# vfaudit redaction map: private. Token, tab, original (\\n, \\t, \\\\ escaped).\n"
      + entries.map { "\($0.token)\t\(Self.escaped($0.original))\n" }.joined()
  }

  /// The text with each token replaced by its original.
  package func revealed(_ text: String) -> String {
    var finder = NameFinder()
    for (number, entry) in entries.enumerated() { finder.add(entry.token, as: number) }
    let scalars = Array(text.unicodeScalars)
    var result = ""
    var index = 0
    while index < scalars.count {
      let found =
        scalars.isBoundary(index)
        ? finder.longest(in: scalars, from: index) { scalars.isBoundary($0) } : nil
      if let found {
        result += entries[found.name].original
      } else {
        result.unicodeScalars.append(scalars[index])
      }
      index = found?.end ?? index + 1
    }
    return result
  }

  package func hasToken(_ text: String) -> Bool { given.contains(text) }

  package func token(of original: String) -> String? { tokens[original] }

  /// Adds names that tokens must not equal.
  package mutating func avoid(_ names: some Sequence<String>) { avoided.formUnion(names) }

  /// The token of an original; creates one if there is none. A new token begins with `prefix`.
  package mutating func token(for original: String, _ kind: Kind, prefix: String = "") -> String {
    if let token = tokens[original] { return token }
    var token: String
    repeat {
      counts[kind, default: 0] += 1
      token = "\(prefix)\(kind.rawValue)-\(counts[kind] ?? 0)"
    } while !avoided.insert(token).inserted
    entries.append((token, original))
    tokens[original] = token
    given.insert(token)
    return token
  }

  private static func kind(of token: Substring) -> (kind: Kind, number: Int)? {
    // The vendor prefix of a MAC may come first.
    let core = token.split(separator: ":").last ?? token
    guard let dash = core.lastIndex(of: "-"), let number = Int(core[core.index(after: dash)...]),
      number > 0, let kind = Kind(rawValue: String(core[..<dash]))
    else { return nil }
    return (kind, number)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
  }

  private static func unescaped(_ text: Substring) -> String? {
    var result = ""
    var rest = text.makeIterator()
    while let character = rest.next() {
      guard character == "\\" else {
        result.append(character)
        continue
      }
      switch rest.next() {
      case "n": result += "\n"
      case "t": result += "\t"
      case "\\": result += "\\"
      default: return nil
      }
    }
    return result
  }
}
