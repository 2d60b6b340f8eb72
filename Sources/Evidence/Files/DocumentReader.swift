/// Reads documents within bounds: each, and all together. A database comes out reduced.
struct DocumentReader {
  /// The most that one document may have.
  static let limit = 1 << 30
  /// The most that all documents of one source may have.
  static let totalLimit = 4 << 30
  private let sieve: SieveMaker?
  private var total = 0

  /// A file's text: as it is, or a database reduced to what may be kept.
  enum Text {
    case plain(Bytes)
    case database(Bytes)

    var bytes: Bytes {
      switch self {
      case .plain(let bytes), .database(let bytes): bytes
      }
    }
  }

  init(sieve: SieveMaker?) { self.sieve = sieve }

  /// Reads a regular file that is text.
  mutating func read(
    _ file: FileWalk.File, in tree: borrowing some DocumentTree & ~Copyable
  ) throws(CaptureGap.Reason) -> Text {
    let limit = min(DocumentReader.limit, DocumentReader.totalLimit - total)
    let text = try read(file, limit, in: tree)
    total += text.bytes.count
    return text
  }

  private func read(
    _ file: FileWalk.File, _ limit: Int, in tree: borrowing some DocumentTree & ~Copyable
  ) throws(CaptureGap.Reason) -> Text {
    var isDatabase = false
    try tree.read(file.place) { (head) throws(CaptureGap.Reason) in
      isDatabase = IncomingText.isDatabase(head)
      return false
    }
    guard isDatabase else {
      let bytes = try tree.contents(of: file.place, limit: limit)
      try DocumentReader.requireText(bytes)
      return .plain(bytes)
    }
    var incoming = IncomingText(sieve: sieve, limit: limit)
    try tree.read(file.place) { (piece) throws(CaptureGap.Reason) in
      try incoming.take(piece)
      return true
    }
    return .database(try incoming.finish())
  }

  /// A NUL byte near the beginning is what binary files and UTF-16 have and text has not.
  ///
  /// Markup is no text that vfaudit reads either: a database that nobody recognised would come in
  /// with its secrets.
  static func requireText(_ bytes: Bytes) throws(CaptureGap.Reason) {
    try requireText(bytes.span, at: 0)
    guard !IncomingText.isMarkup(bytes.span) else {
      throw .unrecognised("it is XML or HTML, and no xapi database")
    }
  }

  /// The same of a piece of a text, of which this many bytes came before.
  static func requireText(_ piece: Span<UInt8>, at offset: Int) throws(CaptureGap.Reason) {
    let head = piece.extracting(first: max(0, 8192 - offset))
    for index in head.indices where head[index] == 0 {
      throw .notText("holds a NUL byte at offset \(offset + index), save it as UTF-8 text")
    }
  }
}
