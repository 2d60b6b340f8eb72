/// The lines of a host's kernel log that concern SR-IOV, oldest first.
///
/// No other line of the log is kept.
struct HostLog {
  private var parts: [(rank: Int, lines: [String])] = []
  private(set) var source = ""
  private static let mostLines = 1000

  /// Names of drivers that support SR-IOV, and terms of SR-IOV, in lower case. Indexed by their
  /// first byte for speed, because a log may have millions of lines.
  private static let words: [[[UInt8]]] = {
    var words = [[[UInt8]]](repeating: [], count: 256)
    for word in [
      "sr-iov", "sriov", "max_vfs", " vf ", " vfs", "vf(", "spoof", "igb ", "igb:", "ixgbe", "i40e",
      "ice 0000", "mlx4_core", "mlx5_core", "bnxt_en", "qede", "pciback", "linux version ",
      "unknown header type", "for parameter `", "dmar:", "io_page_fault", "after flr",
    ] {
      let bytes = Array(word.utf8)
      words[Int(bytes[0])].append(bytes)
    }
    return words
  }()

  /// Adds one log; a higher rank means an older log.
  mutating func add(_ bytes: Bytes, rank: Int, at path: String) {
    if source.isEmpty { source = path }
    var lines: [String] = []
    for range in TextLines(bytes) {
      let line = range.lowerBound..<min(range.upperBound, range.lowerBound + 1024)
      if HostLog.matches(bytes.span.extracting(line)) { lines.append(bytes.string(in: line)) }
    }
    parts.append((rank, lines.suffix(Self.mostLines)))
  }

  /// Whether a line contains one of the words, ignoring case.
  private static func matches(_ line: Span<UInt8>) -> Bool {
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

  /// The last thousand lines; nil if there was no log.
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
