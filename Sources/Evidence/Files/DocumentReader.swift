/// Reads documents within size limits: one for each document, one for all. Databases are reduced.
struct DocumentReader {
  /// Bytes of one document.
  static let limit = 1 << 30
  /// Bytes of all documents of one source.
  static let totalLimit = 4 << 30
  private let sieve: SieveMaker?
  private var total = 0

  /// A file's text: unchanged, or a database reduced to what may be kept.
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

  /// Reads a regular text file.
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

  /// Throws for binary files and UTF-16, which have a NUL byte near the beginning.
  ///
  /// Also throws for XML and HTML: an unrecognised database would bring its secrets into the
  /// snapshot.
  static func requireText(_ bytes: Bytes) throws(CaptureGap.Reason) {
    try requireText(bytes.span, at: 0)
    guard !IncomingText.isMarkup(bytes.span) else {
      throw .unrecognised("it is XML or HTML, but not a xapi database")
    }
  }

  /// The NUL check for a piece of a text that begins at this offset.
  static func requireText(_ piece: Span<UInt8>, at offset: Int) throws(CaptureGap.Reason) {
    let head = piece.extracting(first: max(0, 8192 - offset))
    for index in head.indices where head[index] == 0 {
      throw .notText("it has a NUL byte at offset \(offset + index); save it as UTF-8 text")
    }
  }
}
