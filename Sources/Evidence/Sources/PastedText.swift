/// A text with pasted commands, each with its output.
///
///     [root@xenserver8 ~]# xe vif-list vm-uuid=2645c03e-…
///     uuid ( RO)          : fc3d70c2-…
enum PastedText {
  /// The output of one command.
  struct Piece {
    /// The command after the prompt; empty where no command stands above the text.
    var command = ""
    /// Whether a prompt stands before the command, so that somebody typed it.
    var hasPrompt = false
    /// The output, without the prompt's line.
    var bytes: Bytes
    /// The line number at which the output begins in the whole text.
    var firstLine: Int
    /// The blanks before the command's line.
    var indent = 0
    /// Whether no prompt and no fence ends it, so that prose may follow.
    var isLast = false

    /// The line of the command, or of the text where there is none.
    var line: Int { command.isEmpty ? firstLine : firstLine - 1 }
  }

  /// Cuts a text at its command lines and at its code fences. Text above the first command becomes a
  /// piece without a command.
  static func pieces(of text: PastedMarkup) -> [Piece] {
    let bytes = text.bytes
    var pieces: [Piece] = []
    var prompt = PastedPrompt()
    var lines = TextLines(bytes)
    var number = 0
    var open = Piece(bytes: bytes, firstLine: 1)
    var start = 0
    func close(at end: Int) {
      open.bytes = bytes.slice(min(start, end)..<end)
      // Most pasted texts end in a prompt without a command.
      let isEmpty = open.command.isEmpty && open.bytes.isBlank
      if !isEmpty { pieces.append(open) }
    }
    while let range = lines.next() {
      number += 1
      let isFence = text.fences.contains(number)
      let line = isFence || isField(range, in: bytes) ? nil : prompt.command(at: range, in: bytes)
      guard isFence || line != nil else { continue }
      // A command may stand above the fence that holds its output.
      if isFence, !open.command.isEmpty,
        mayGoOn(open.command, after: bytes.slice(start..<range.lowerBound))
      {
        continue
      }
      close(at: range.lowerBound)
      var command = line?.command ?? ""
      // The shell reads on after a backslash.
      while command.hasSuffix("\\"), let next = lines.next() {
        number += 1
        let rest = bytes.string(in: next).drop { " \t>".contains($0) }
        command = String(command.dropLast()) + rest
      }
      open = Piece(
        command: command, hasPrompt: line?.hasPrompt ?? false, bytes: bytes,
        firstLine: number + 1, indent: bytes.indent(of: range))
      start = min(lines.position, bytes.count)
    }
    open.isLast = true
    close(at: bytes.count)
    return pieces
  }

  /// Whether the output of a command may begin after a code fence: so far there is none, only prose.
  private static func mayGoOn(_ command: String, after bytes: Bytes) -> Bool {
    if bytes.isBlank { return true }
    // The output of other commands may have any form.
    let program = ShellCommand.commands(in: command).first?.program ?? ""
    return bytes.count < 1000 && ["xe", "ip", "lspci"].contains(program)
      && PastedRun.runs(of: bytes, firstLine: 1).isEmpty
  }

  /// A quick test for a field of a list, because nearly all lines of a large text are fields.
  static func isField(_ range: Range<Int>, in bytes: Bytes) -> Bool {
    label(range, in: bytes) != nil
  }

  /// The name in `   device ( RO): eth0`; nil for a line that is no field of a list.
  static func label(_ line: Range<Int>, in bytes: Bytes) -> Range<Int>? {
    let span = bytes.span
    let end = line.upperBound
    var place = blanks(from: line.lowerBound, to: end, in: span)
    let start = place
    while place < end, isNameByte(span[place]) { place += 1 }
    let name = start..<place
    guard !name.isEmpty else { return nil }
    place = blanks(from: place, to: end, in: span)
    guard place < end, span[place] == UInt8(ascii: "(") else { return nil }
    place = blanks(from: place + 1, to: end, in: span)
    if place < end, span[place] == UInt8(ascii: "S") || span[place] == UInt8(ascii: "M") {
      place += 1
    }
    guard place + 2 < end, span[place] == UInt8(ascii: "R"),
      span[place + 1] == UInt8(ascii: "O") || span[place + 1] == UInt8(ascii: "W"),
      span[place + 2] == UInt8(ascii: ")")
    else { return nil }
    place = blanks(from: place + 3, to: end, in: span)
    let mark = Array("[DEPRECATED]".utf8)
    if span.begins(with: mark, at: place) {
      place = blanks(from: place + mark.count, to: end, in: span)
    }
    return place < end && span[place] == UInt8(ascii: ":") ? name : nil
  }

  /// The offset after spaces, tabs and non-breaking spaces.
  private static func blanks(from start: Int, to end: Int, in span: Span<UInt8>) -> Int {
    var place = start
    while place < end {
      if span[place].isBlank {
        place += 1
      } else if span[place] == 0xC2, place + 1 < end, span[place + 1] == 0xA0 {
        place += 2
      } else {
        break
      }
    }
    return place
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension Bytes {
  /// The number of blanks at the beginning of a line.
  func indent(of line: Range<Int>) -> Int {
    let span = span
    return line.first { !span[$0].isBlank }.map { $0 - line.lowerBound } ?? line.count
  }

  /// Whether it has only blanks and line ends.
  var isBlank: Bool {
    let span = span
    for index in span.indices where !span[index].isBlank {
      guard span[index] == 0x0A || span[index] == 0x0D else { return false }
    }
    return true
  }
}
