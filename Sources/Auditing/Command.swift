/// A command for an administrator to run, as a list of arguments; quoted only when shown.
package struct Command: Sendable, Hashable {
  package var words: [String]

  package init(_ words: String...) { self.words = words }
  package init(words: [String]) { self.words = words }

  /// The command, quoted for a shell.
  package var shell: String { quoted.joined(separator: " ") }

  /// Each argument, quoted for a shell.
  package var quoted: [String] { words.map(Self.quote) }

  /// Words of letters, digits and harmless punctuation stay as they are; others get single quotes.
  ///
  /// Line feeds and control characters could end the command when it is pasted, and some characters
  /// change the order of the displayed text. They are written as octal bytes inside `$'…'`, which
  /// bash and ash understand.
  package static func quote(_ word: String) -> String {
    let isBare: (UInt8) -> Bool = { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "-_./:=,@%+".utf8.contains(byte)
      }
    }
    if !word.isEmpty, word.utf8.allSatisfy(isBare) { return word }
    // NAME=value is easier to read with only the value quoted.
    if let equals = word.firstIndex(of: "="), equals != word.startIndex,
      word[..<equals].utf8.allSatisfy(isBare)
    {
      return word[...equals] + quoteWhole(String(word[word.index(after: equals)...]))
    }
    return quoteWhole(word)
  }

  private static func quoteWhole(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnseen) else {
      return "'"
        + text.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
    }
    var quoted = "$'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "'": quoted += "\\'"
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case _ where isUnseen(scalar):
        for byte in String(scalar).utf8 {
          let octal = String(byte, radix: 8)
          quoted += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
        }
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "'"
  }

  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}

/// One step of a remedy: a sentence and its commands.
package struct RemedyStep: Sendable, Hashable {
  package var text: String
  package var commands: [Command]

  package init(_ text: String, _ commands: Command...) {
    self.text = text
    self.commands = commands
  }

  package init(_ text: String, commands: [Command]) {
    self.text = text
    self.commands = commands
  }
}
