/// The lines of a host's kernel log that bear on SR-IOV, oldest first.
///
/// A log is large and says much else: nothing else is kept.
struct HostLog {
  private var parts: [(rank: Int, lines: [String])] = []
  private(set) var source = ""
  private static let mostLines = 1000

  /// Words of drivers of network cards that can do SR-IOV, and of SR-IOV itself.
  private static let words = [
    "sr-iov", "sriov", "max_vfs", " vf ", " vfs", "vf(", "spoof", "igb ", "igb:", "ixgbe", "i40e",
    "ice 0000", "mlx4_core", "mlx5_core", "bnxt_en", "qede",
  ]

  /// Takes one log; a higher rank is older.
  mutating func add(_ bytes: Bytes, rank: Int, at path: String) {
    if source.isEmpty { source = path }
    var lines: [String] = []
    for range in TextLines(bytes) {
      let line = bytes.string(in: range.lowerBound..<min(range.upperBound, range.lowerBound + 1024))
      let lower = line.lowercased()
      if Self.words.contains(where: { lower.contains($0) }) { lines.append(line) }
    }
    parts.append((rank, lines.suffix(Self.mostLines)))
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
