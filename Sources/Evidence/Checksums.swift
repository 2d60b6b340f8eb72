/// SHA256SUMS: the digests of a snapshot's files, as `sha256sum` writes and checks them.
struct Checksums {
  static let fileName = "SHA256SUMS"

  /// Digest in lower-case hexadecimal by path, in the order of the file.
  private(set) var entries: [(path: String, digest: String)] = []
  private(set) var gaps: [CaptureGap] = []

  /// Reads `<64 digits>  <path>` lines; any other line becomes a gap that names the line.
  init(_ bytes: Bytes) {
    var number = 0
    for range in TextLines(bytes) {
      number += 1
      let line = bytes.string(in: range)
      if line.isEmpty || line.hasPrefix("#") { continue }
      let digest = line.prefix(64)
      let rest = line.dropFirst(64)
      guard digest.utf8.count == 64, digest.allSatisfy(\.isHexDigit),
        rest.hasPrefix("  ") || rest.hasPrefix(" *"), rest.count > 2
      else {
        gaps.append(
          CaptureGap(
            DocumentName("\(Checksums.fileName):\(number)"),
            .unrecognised("expected 64 hexadecimal digits and a path")))
        continue
      }
      let path = rest.dropFirst(2)
      entries.append(
        (String(path.hasPrefix("./") ? path.dropFirst(2) : path), digest.lowercased()))
    }
  }

  /// One line of the file.
  static func line(path: String, bytes: Bytes) -> String {
    "\(Digest.sha256Hex(bytes))  \(path)\n"
  }
}
