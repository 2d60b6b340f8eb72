/// Reads documents within bounds: each, and all together.
struct DocumentReader {
  /// The most that one document may have.
  static let limit = 1 << 30
  /// The most that all documents of one source may have.
  static let totalLimit = 4 << 30
  private var total = 0

  /// Reads a regular file that is text.
  mutating func read(
    _ file: FileWalk.File, in tree: borrowing FileTree
  ) throws(CaptureGap.Reason) -> Bytes {
    let limit = min(DocumentReader.limit, DocumentReader.totalLimit - total)
    let bytes = try tree.open(file.place).contents(limit: limit)
    total += bytes.count
    try DocumentReader.requireText(bytes)
    return bytes
  }

  /// A NUL byte near the beginning is what binary files and UTF-16 have and text has not.
  static func requireText(_ bytes: Bytes) throws(CaptureGap.Reason) {
    let head = bytes.span.extracting(first: 8192)
    for index in head.indices where head[index] == 0 {
      throw .notText("holds a NUL byte at offset \(index), save it as UTF-8 text")
    }
  }
}
