/// A text that comes in pieces: kept as it is, or reduced on its way where it is a database.
struct IncomingText {
  private let makeSieve: SieveMaker?
  private let limit: Int
  private var sieve: (any DatabaseSieve)?
  private let memory = Memory(capacity: 4096)
  private var isBegun = false

  init(sieve: SieveMaker?, limit: Int) {
    makeSieve = sieve
    self.limit = limit
  }

  /// Whether the beginning was a database's.
  var isDatabase: Bool { sieve != nil }

  /// Takes the next piece. Throws where the text is binary or over the limit.
  mutating func take(_ piece: Span<UInt8>) throws(CaptureGap.Reason) {
    if !isBegun, piece.count > 0 {
      isBegun = true
      if IncomingText.isDatabase(piece) {
        guard let made = makeSieve?() else { throw .unrecognised("it is a xapi database") }
        sieve = made
      }
    }
    guard var sieve else {
      guard memory.count + piece.count <= limit else {
        throw .tooLarge(bytes: memory.count + piece.count, limit: limit)
      }
      return memory.append(piece)
    }
    do { try sieve.take(piece) } catch { throw .unrecognised("\(error)") }
    self.sieve = sieve
  }

  /// The whole text.
  mutating func finish() throws(CaptureGap.Reason) -> Bytes {
    guard var sieve else {
      let bytes = Bytes(memory)
      try DocumentReader.requireText(bytes)
      return bytes
    }
    do { return try sieve.finish() } catch { throw .unrecognised("\(error)") }
  }

  /// Whether a text begins as a xapi database does: `<database>`, perhaps behind a declaration.
  static func isDatabase(_ head: Span<UInt8>) -> Bool {
    let head = head.extracting(first: 1024)
    var place = head.begins(with: [0xEF, 0xBB, 0xBF], at: 0) ? 3 : 0
    func skipBlanks() {
      while place < head.count, [0x20, 0x09, 0x0A, 0x0D].contains(head[place]) { place += 1 }
    }
    skipBlanks()
    if head.begins(with: Array("<?xml".utf8), at: place) {
      while place < head.count, head[place] != UInt8(ascii: ">") { place += 1 }
      place += 1
      skipBlanks()
    }
    return head.begins(with: Array("<database".utf8), at: place)
  }
}
