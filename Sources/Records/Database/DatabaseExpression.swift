/// Sets and maps in values of xapi's database: S-expressions (xen-api `sExprLexer.mll`).
///
///     ('sriov' 'fcoe')
///     (('vfaudit:network' 'VM SR-IOV') ('a' 'it\'s'))
///
/// Strings are in `'`, in `"` (old databases) or unquoted; inside quotes a backslash escapes the
/// next character. `;` begins a comment to the end of the line. An empty text is an empty set.
struct DatabaseExpression {
  private enum Token {
    case open
    case close
    case atom([UInt8])
  }

  private let bytes: [UInt8]
  private var place = 0
  private var isBroken = false

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The members of a set in order; nil if the text is not a set.
  static func set(_ bytes: [UInt8]) -> [[UInt8]]? {
    var reader = DatabaseExpression(bytes)
    guard let first = reader.next() else { return reader.isBroken ? nil : [] }
    guard case .open = first else { return nil }
    return reader.atoms().flatMap { reader.isAtEnd() ? $0 : nil }
  }

  /// The pairs of a map in order; nil if the text is not a map.
  static func map(_ bytes: [UInt8]) -> [(key: [UInt8], value: [UInt8])]? {
    var reader = DatabaseExpression(bytes)
    guard let first = reader.next() else { return reader.isBroken ? nil : [] }
    guard case .open = first else { return nil }
    var pairs: [(key: [UInt8], value: [UInt8])] = []
    while let token = reader.next() {
      switch token {
      case .close: return reader.isAtEnd() ? pairs : nil
      case .open:
        guard let pair = reader.atoms(), pair.count == 2 else { return nil }
        pairs.append((pair[0], pair[1]))
      case .atom: return nil
      }
    }
    return nil
  }

  /// Writes a map in xapi's format.
  static func written(_ pairs: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
    var text: [UInt8] = [UInt8(ascii: "(")]
    for (index, pair) in pairs.enumerated() {
      if index > 0 { text.append(.space) }
      text.append(UInt8(ascii: "("))
      quote(pair.key, into: &text)
      text.append(.space)
      quote(pair.value, into: &text)
      text.append(UInt8(ascii: ")"))
    }
    text.append(UInt8(ascii: ")"))
    return text
  }

  private static func quote(_ bytes: [UInt8], into text: inout [UInt8]) {
    text.append(UInt8(ascii: "'"))
    for byte in bytes {
      if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") {
        text.append(UInt8(ascii: "\\"))
      }
      text.append(byte)
    }
    text.append(UInt8(ascii: "'"))
  }

  /// Atoms up to the closing parenthesis; nil if there is anything else among them.
  private mutating func atoms() -> [[UInt8]]? {
    var atoms: [[UInt8]] = []
    while let token = next() {
      switch token {
      case .close: return atoms
      case .atom(let atom): atoms.append(atom)
      case .open: return nil
      }
    }
    return nil
  }

  private mutating func isAtEnd() -> Bool { next() == nil && !isBroken }

  private mutating func next() -> Token? {
    skipBlanks()
    guard place < bytes.count else { return nil }
    let first = bytes[place]
    switch first {
    case UInt8(ascii: "("):
      place += 1
      return .open
    case UInt8(ascii: ")"):
      place += 1
      return .close
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      return quoted(by: first).map { .atom($0) }
    default:
      let start = place
      while place < bytes.count, !Self.endsSymbol(bytes[place]) { place += 1 }
      return .atom(Array(bytes[start..<place]))
    }
  }

  private mutating func skipBlanks() {
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: ";") {
        while place < bytes.count, bytes[place] != .lineFeed { place += 1 }
      } else if Self.isBlank(bytes[place]) {
        place += 1
      } else {
        return
      }
    }
  }

  private mutating func quoted(by quote: UInt8) -> [UInt8]? {
    var atom: [UInt8] = []
    place += 1
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == quote { return atom }
      if byte == UInt8(ascii: "\\"), place < bytes.count {
        atom.append(bytes[place])
        place += 1
      } else {
        atom.append(byte)
      }
    }
    isBroken = true
    return nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte.isBlank || byte == .lineFeed || byte == .carriageReturn
  }

  private static func endsSymbol(_ byte: UInt8) -> Bool {
    isBlank(byte) || "()'\";".utf8.contains(byte)
  }
}
