/// The lines of a host's kernel log that bear on SR-IOV, oldest first.
///
/// A log is large and says much else: nothing else is kept.
struct HostLog {
  private var parts: [(rank: Int, lines: [String])] = []
  private(set) var source = ""
  private static let mostLines = 1000

  /// Words of drivers of network cards that can do SR-IOV, and of SR-IOV itself, in lower case; by
  /// their first bytes, because a log may have millions of lines.
  private static let words: [[[UInt8]]] = {
    var words = [[[UInt8]]](repeating: [], count: 256)
    for word in [
      "sr-iov", "sriov", "max_vfs", " vf ", " vfs", "vf(", "spoof", "igb ", "igb:", "ixgbe", "i40e",
      "ice 0000", "mlx4_core", "mlx5_core", "bnxt_en", "qede",
    ] {
      let bytes = Array(word.utf8)
      words[Int(bytes[0])].append(bytes)
    }
    return words
  }()

  /// Takes one log; a higher rank is older.
  mutating func add(_ bytes: Bytes, rank: Int, at path: String) {
    if source.isEmpty { source = path }
    var lines: [String] = []
    for range in TextLines(bytes) {
      let line = range.lowerBound..<min(range.upperBound, range.lowerBound + 1024)
      if HostLog.bears(bytes.span.extracting(line)) { lines.append(bytes.string(in: line)) }
    }
    parts.append((rank, lines.suffix(Self.mostLines)))
  }

  /// Whether a line has one of the words, in whatever case.
  private static func bears(_ line: Span<UInt8>) -> Bool {
    let words = words
    for place in line.indices {
      let candidates = words[Int(lowered(line[place]))]
      for word in candidates where place + word.count <= line.count {
        var next = 1
        while next < word.count, lowered(line[place + next]) == word[next] { next += 1 }
        if next == word.count { return true }
      }
    }
    return false
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  /// The last thousand lines; nil where no log was there.
  var text: Bytes? {
    guard !parts.isEmpty else { return nil }
    let oldestFirst = parts.enumerated().sorted { one, other in
      let (rank, otherRank) = (one.element.rank, other.element.rank)
      return rank != otherRank ? rank > otherRank : one.offset < other.offset
    }
    let lines = oldestFirst.flatMap(\.element.lines).suffix(Self.mostLines)
    return Bytes(lines.map { $0 + "\n" }.joined())
  }
}
