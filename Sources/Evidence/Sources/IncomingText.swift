/// A text that arrives in pieces: kept unchanged, or reduced piece by piece if it is a database.
struct IncomingText {
  private let makeSieve: SieveMaker?
  private let limit: Int
  private var sieve: (any DatabaseSieve)?
  /// The text, or the beginning of a database before it is recognised as one.
  private var memory = Memory(capacity: 4096)
  private var isKnown = false

  init(sieve: SieveMaker?, limit: Int) {
    makeSieve = sieve
    self.limit = limit
  }

  /// Whether the text was recognised as a database.
  var isDatabase: Bool { sieve != nil }

  /// Takes the next piece. Throws if the text is binary or exceeds the limit.
  mutating func take(_ piece: Span<UInt8>) throws(CaptureGap.Reason) {
    if isDatabase { return try sift(piece) }
    guard memory.count + piece.count <= limit || !isKnown else {
      throw .tooLarge(bytes: memory.count + piece.count, limit: limit)
    }
    try DocumentReader.requireText(piece, at: memory.count)
    memory.append(piece)
    // A piece may have only a few bytes, too few to recognise the text.
    if memory.count >= IncomingText.headSize { try recognise() }
  }

  /// The whole text.
  mutating func finish() throws(CaptureGap.Reason) -> Bytes {
    try recognise()
    guard var sieve else {
      let bytes = Bytes(memory)
      try DocumentReader.requireText(bytes)
      return bytes
    }
    do { return try sieve.finish() } catch { throw .unrecognised("\(error)") }
  }

  /// The complete rows of a truncated database; nil if the text is not a database.
  mutating func finishAsDatabase() throws(CaptureGap.Reason) -> Bytes? {
    try recognise()
    return isDatabase ? try finish() : nil
  }

  /// Decides once whether this is a database; after that, no unreduced byte of one is kept.
  private mutating func recognise() throws(CaptureGap.Reason) {
    guard !isKnown else { return }
    isKnown = true
    let head = Bytes(memory)
    guard IncomingText.isDatabase(head.span) else {
      guard head.count <= limit else { throw .tooLarge(bytes: head.count, limit: limit) }
      return
    }
    guard let made = makeSieve?() else { throw .unrecognised("it is a xapi database") }
    sieve = made
    memory = Memory(capacity: 1)
    try sift(head.span)
  }

  private mutating func sift(_ piece: Span<UInt8>) throws(CaptureGap.Reason) {
    guard var sieve else { return }
    do { try sieve.take(piece) } catch { throw .unrecognised("\(error)") }
    self.sieve = sieve
  }

  private static let headSize = 4096

  /// Whether a text begins as a xapi database does: `<database>`, perhaps after a declaration and
  /// comments.
  static func isDatabase(_ head: Span<UInt8>) -> Bool {
    let head = head.extracting(first: headSize)
    var place = start(of: head)
    for (opening, closing) in [("<?", "?>"), ("<!--", "-->"), ("<?", "?>"), ("<!", ">")] {
      while head.begins(with: Array(opening.utf8), at: place) {
        let end = Array(closing.utf8)
        while place < head.count, !head.begins(with: end, at: place) { place += 1 }
        place = head.skippingBlanks(from: place + end.count)
      }
    }
    return head.begins(with: Array("<database".utf8), at: place)
  }

  /// Whether a text begins with a tag, a declaration or a comment. `<6>` in a kernel log is no tag.
  static func isMarkup(_ head: Span<UInt8>) -> Bool {
    let place = start(of: head)
    guard head.begins(with: [UInt8(ascii: "<")], at: place), place + 1 < head.count else {
      return false
    }
    let next = head[place + 1]
    return next == UInt8(ascii: "?") || next == UInt8(ascii: "!")
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(next | 0x20)
  }

  private static func start(of head: Span<UInt8>) -> Int {
    head.skippingBlanks(from: head.begins(with: [0xEF, 0xBB, 0xBF], at: 0) ? 3 : 0)
  }
}

extension Span where Element == UInt8 {
  /// The offset of the first byte from `start` on that is no blank and no line end.
  fileprivate func skippingBlanks(from start: Int) -> Int {
    var place = start
    while place < count, [0x20, 0x09, 0x0A, 0x0D].contains(self[place]) { place += 1 }
    return place
  }
}
