/// A text with pasted commands, each with its output.
///
///     [root@xenserver8 ~]# xe vif-list vm-uuid=2645c03e-…
///     uuid ( RO)          : fc3d70c2-…
enum PastedText {
  /// The output of one command.
  struct Piece {
    /// The command after the prompt.
    let command: String
    /// The output, without the prompt's line.
    let bytes: Bytes
    /// The line number at which the output begins in the whole text.
    let firstLine: Int
  }

  /// Cuts a text at its prompts; empty if it has none.
  ///
  /// A list above the first prompt becomes a piece without a command; other text there is prose.
  static func pieces(of bytes: Bytes) -> [Piece] {
    var pieces: [Piece] = []
    var lines = TextLines(bytes)
    var number = 0
    var open = (command: "", start: 0, line: 1)
    while let range = lines.next() {
      number += 1
      guard let command = command(at: range, in: bytes) else { continue }
      let piece = Piece(
        command: open.command, bytes: bytes.slice(open.start..<range.lowerBound),
        firstLine: open.line)
      if !open.command.isEmpty || XeList.isListing(piece.bytes) { pieces.append(piece) }
      open = (command, lines.position, number + 1)
    }
    // Most pasted texts end in a prompt without a command.
    let rest = Piece(
      command: open.command, bytes: bytes.slice(min(open.start, bytes.count)..<bytes.count),
      firstLine: open.line)
    let isOutput = !open.command.isEmpty || (open.line > 1 && XeList.isListing(rest.bytes))
    return isOutput ? pieces + [rest] : pieces
  }

  /// Commands that may follow a bare `#` or `$`; any other word after `#` begins a comment.
  private static let knownCommands: Set<Substring> = [
    "xe", "ip", "lspci", "cat", "modinfo", "ethtool", "dmesg", "ls", "lsmod", "modprobe", "uname",
    "reboot", "exit", "grep", "xl", "vi", "nano", "echo",
  ]

  /// The command in a line that begins with a prompt.
  private static func command(at range: Range<Int>, in bytes: Bytes) -> String? {
    guard mayBePrompt(range, in: bytes) else { return nil }
    let line = bytes.string(in: range.lowerBound..<min(range.upperBound, range.lowerBound + 4096))
    let text = line.drop { $0 == " " || $0 == "\t" }
    for sign in ["# ", "$ "] {
      if text.hasPrefix(sign) {
        let command = text.dropFirst(2).drop { $0 == " " }
        let word = command.prefix { $0 != " " }
        return knownCommands.contains(word) ? String(command) : nil
      }
      if text.hasPrefix("["), let end = text.firstRange(of: "]" + sign) {
        return String(text[end.upperBound...].drop { $0 == " " })
      }
      if let end = text.firstRange(of: sign), text[..<end.lowerBound].contains("@"),
        !text[..<end.lowerBound].contains(" ")
      {
        return String(text[end.upperBound...].drop { $0 == " " })
      }
    }
    return nil
  }

  /// A quick test of the first word, because a text may have two million lines.
  private static func mayBePrompt(_ range: Range<Int>, in bytes: Bytes) -> Bool {
    let span = bytes.span
    var index = range.lowerBound
    while index < range.upperBound && (span[index] == 0x20 || span[index] == 0x09) { index += 1 }
    guard index < range.upperBound else { return false }
    switch span[index] {
    case UInt8(ascii: "["), UInt8(ascii: "#"), UInt8(ascii: "$"): return true
    default: break
    }
    let end = min(range.upperBound, index + 128)
    while index < end && span[index] != 0x20 {
      if span[index] == UInt8(ascii: "@") { return true }
      index += 1
    }
    return false
  }
}
