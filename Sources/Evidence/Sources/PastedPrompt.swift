/// Recognises the lines of a pasted terminal in which a command was typed, after any prompt or none.
///
/// A prompt of a usual form may be followed by any command. Where the text before is of no usual
/// form, or empty, only a command that vfaudit reads is recognised, and only if all of its words fit:
/// `xe vm-list shows two VMs` is prose. What stood before such a command is a prompt from then on.
struct PastedPrompt {
  /// A command that was typed.
  struct Line: Equatable {
    /// Empty after a prompt without a command.
    var command: String
    var hasPrompt: Bool
  }

  /// The prompts of no usual form that were seen before.
  private var learned: Set<String> = []

  /// The command in a line of the text; nil for a line of output.
  mutating func command(at range: Range<Int>, in bytes: Bytes) -> Line? {
    guard PastedPrompt.mayHaveCommand(range, in: bytes) else { return nil }
    let line = bytes.string(in: range.lowerBound..<min(range.upperBound, range.lowerBound + 4096))
    return command(in: line)
  }

  mutating func command(in line: String) -> Line? {
    let text = PastedPrompt.trimmed(line)
    guard !text.isEmpty, XeList.field(in: String(text)) == nil else { return nil }
    if let rest = PastedPrompt.afterUsualPrompt(text) {
      return Line(command: String(PastedPrompt.trimmed(rest)), hasPrompt: true)
    }
    if PastedPrompt.isReadable(text) {
      let command = text.last == ":" ? text.dropLast() : text
      return Line(command: String(command), hasPrompt: false)
    }
    for prompt in learned where text.hasPrefix(prompt) {
      let command = PastedPrompt.trimmed(text.dropFirst(prompt.count))
      return Line(command: String(command), hasPrompt: true)
    }
    // `#` alone may be a comment, and `>` a quotation.
    if text.count == 1, text != "#", text != ">",
      text.first.map(PastedPrompt.signs.contains) == true
    {
      return Line(command: "", hasPrompt: true)
    }
    if text.hasPrefix("$ ") || text.hasPrefix("% ") {
      return Line(command: String(PastedPrompt.trimmed(text.dropFirst())), hasPrompt: true)
    }
    for sign in ["#", "$", "%"] where text.hasPrefix(sign) {
      let command = PastedPrompt.trimmed(text.dropFirst())
      let isCommand = PastedPrompt.isCommand(command) || PastedPrompt.isReadable(command)
      if isCommand { return Line(command: String(command), hasPrompt: true) }
      guard command.hasPrefix("#") else { return nil }
    }
    return afterUnusualPrompt(text)
  }

  /// Commands that may follow a bare `#`; any other word after it begins a comment.
  private static let knownCommands: Set<Substring> = [
    "xe", "lspci", "modinfo", "ethtool", "dmesg", "lsmod", "modprobe", "uname", "reboot", "exit",
    "xl", "vi", "nano", "echo", "sudo", "ssh", "readlink", "xe-toolstack-restart", "rmmod",
    "dracut",
  ]
  /// Commands that are also words of comments: they need a path, an option or an object.
  private static let ambiguousCommands: Set<Substring> = [
    "cat", "ls", "grep", "head", "tail", "stat", "ip", "for", "cd", "find", "less", "more",
  ]

  /// Whether a text after `#` is a command, not a comment.
  private static func isCommand(_ text: Substring) -> Bool {
    let words = text.split(separator: " ")
    guard let program = words.first else { return false }
    if knownCommands.contains(program) { return true }
    guard ambiguousCommands.contains(program) else { return false }
    guard let next = words.dropFirst().first else { return program == "ls" }
    switch program {
    case "ip":
      return next.hasPrefix("-")
        || ["link", "l", "a", "addr", "address", "r", "route", "neigh"].contains(next)
    case "for": return text.contains(" in ") && text.contains("do")
    default: return next.contains("/") || next.hasPrefix("-") || next.hasPrefix("'")
    }
  }

  private static func trimmed(_ text: some StringProtocol) -> Substring {
    var text = Substring(text)
    let blanks: Set<Character> = [" ", "\t", "\r", "\u{A0}", "\r\n"]
    while let first = text.first, blanks.contains(first) { text.removeFirst() }
    while let last = text.last, blanks.contains(last) { text.removeLast() }
    return text
  }

  // MARK: prompts

  private static let signs: Set<Character> = ["#", "$", "%", ">", "❯", "➜", "λ", "»"]

  private static func isPromptSign(_ character: Character) -> Bool {
    signs.contains(character)
  }

  /// The text after a prompt of a usual form:
  ///
  ///     [root@xen1 ~]# …      root@xen1:~# …      xen1:~ # …      ~ # …      bash-4.2# …
  private static func afterUsualPrompt(_ text: Substring) -> Substring? {
    if text.hasPrefix("[") {
      for end in ["]#", "]$", "]%", "]>"] {
        guard let place = text.firstRange(of: end) else { continue }
        let rest = text[place.upperBound...]
        if rest.isEmpty || rest.first == " " || isReadable(trimmed(rest)) { return rest }
      }
    }
    // The sign is near the beginning of a line.
    var place = text.startIndex
    var words = 1
    var length = 0
    while place < text.endIndex, length < 120, words < 6 {
      let character = text[place]
      if signs.contains(character) {
        let rest = text[text.index(after: place)...]
        let isEnd = rest.isEmpty || rest.first == " " || isReadable(trimmed(rest))
        if isEnd, isUsual(text[..<place]) { return rest }
        if character == "#" || character == ">" { return nil }
      }
      if character == " " { words += 1 }
      if "<=,\"'`{}".contains(character) { return nil }
      place = text.index(after: place)
      length += 1
    }
    return nil
  }

  /// Whether this is the part of a prompt before its sign.
  private static func isUsual(_ text: Substring) -> Bool {
    let words = text.split(separator: " ")
    guard let first = words.first, let last = words.last, words.count < 5 else { return false }
    if words.contains(where: { $0.contains("@") && $0.first != "@" && $0.last != "@" }) {
      return !text.contains(": ")
    }
    // `xen1:~ #`, `xen1:/etc #`
    if words.count == 1, let colon = first.firstIndex(of: ":"), colon != first.startIndex {
      let path = first[first.index(after: colon)...]
      if path.hasPrefix("~") || path.hasPrefix("/") || path.hasPrefix("\\") { return true }
    }
    if words.count < 3, last == "~" || last.hasPrefix("~/") { return true }
    if first == "PS", words.count == 2, last.contains(":\\") { return true }
    return words.count == 1 && ["bash-", "sh-", "zsh-"].contains { first.hasPrefix($0) }
  }

  /// A command that vfaudit reads, after a text that ends in a sign, or after a list's bullet.
  private mutating func afterUnusualPrompt(_ text: Substring) -> Line? {
    var place = text.startIndex
    var previous: Character = " "
    var length = 0
    while place < text.endIndex, length < 160 {
      let character = text[place]
      let isStart = !previous.isLetter && !previous.isNumber && !"-_./=".contains(previous)
      if place > text.startIndex, isStart, character.isASCII,
        character.isLetter || character == "/",
        PastedPrompt.isPromptOfAnyForm(text[..<place]), PastedPrompt.isReadable(text[place...])
      {
        let prompt = PastedPrompt.trimmed(text[..<place])
        // `### xe vm-list` is a heading.
        let hasSign =
          [prompt.first, prompt.last].contains { $0.map(PastedPrompt.isPromptSign) == true }
          && !prompt.allSatisfy { $0 == "#" }
        if prompt.count > 1, hasSign { learned.insert(String(prompt)) }
        let command = text.last == ":" ? text[place...].dropLast() : text[place...]
        return Line(command: String(command), hasPrompt: hasSign)
      }
      previous = character
      place = text.index(after: place)
      length += 1
    }
    return nil
  }

  private static func isPromptOfAnyForm(_ text: Substring) -> Bool {
    let text = trimmed(text)
    guard let last = text.last else { return false }
    if ["-", "*", "+", "•"].contains(text) { return true }
    if last == "." || last == ")" { return text.dropLast().allSatisfy(\.isNumber) }
    return !last.isLetter && !last.isNumber && !"(\"'`,;-_/=*<|&!?".contains(last)
  }

  // MARK: commands

  /// Whether the whole text is a command whose output vfaudit reads, or refuses by name.
  static func isReadable(_ text: Substring) -> Bool {
    guard let first = text.first, first.isASCII, first.isLetter || "/.".contains(first) else {
      return false
    }
    guard mayBeReadable(text) else { return false }
    // `xe vm-list:` is a heading.
    let commands = ShellCommand.commands(in: text.last == ":" ? text.dropLast() : text)
    return !commands.isEmpty && commands.allSatisfy(isReadable)
  }

  private static let programs = [
    "xe ", "ip ", "lspci", "cat ", "grep ", "head ", "tail ", "more ", "less ", "readlink ", "ls ",
    "modinfo ", "ethtool ", "dmesg", "xl ", "stat ",
  ]

  private static let programBytes = programs.map { Array($0.utf8) }

  private static func mayBeReadable(_ text: Substring) -> Bool {
    programs.contains { text.contains($0) }
  }

  private static func isReadable(_ command: ShellCommand) -> Bool {
    let arguments = command.arguments
    let words = arguments.filter { !$0.hasPrefix("-") }
    switch command.program {
    case "xe":
      guard let (_, place) = XeCommand.list(in: arguments) else { return false }
      return arguments[(place + 1)...].allSatisfy { $0.hasPrefix("-") || $0.contains("=") }
    case "ip": return isReadableIP(words)
    case "lspci":
      var rest = arguments[...]
      while let word = rest.popFirst() {
        guard word.hasPrefix("-") else { return false }
        if ["-s", "-d", "-i"].contains(word) { rest = rest.dropFirst() }
      }
      return true
    case "cat", "head", "tail", "more", "less", "readlink", "ls", "stat":
      let paths = words.filter { $0.hasPrefix("/") }
      return !paths.isEmpty && paths.contains(where: isReadPath)
        && words.allSatisfy { $0.hasPrefix("/") || $0.allSatisfy(\.isNumber) || $0.contains("%") }
    case "grep":
      // ssh drops an empty pattern.
      let paths = words.filter(isReadPath)
      return !paths.isEmpty && words.count - paths.count < 2
    case "modinfo": return words.count == 1 && words.allSatisfy(isName)
    case "ethtool": return arguments.contains("-i") && words.count == 1
    case "dmesg": return words.isEmpty
    case "xl": return words == ["info"] || words == ["dmesg"]
    default: return false
    }
  }

  private static func isReadableIP(_ words: [String]) -> Bool {
    guard let object = words.first,
      "link".hasPrefix(object) || "address".hasPrefix(object) || object == "addr"
    else { return false }
    let known: Set<String> = [
      "show", "sh", "list", "ls", "lst", "dev", "up", "type", "vf", "master",
    ]
    return words.count < 6
      && words.dropFirst().allSatisfy { word in
        known.contains(word) || (isName(word) && word.contains(where: \.isNumber))
      }
  }

  private static func isReadPath(_ path: String) -> Bool {
    ["/sys/", "/etc/modprobe.d/", "/proc/cmdline", "/proc/stat", "/etc/xensource-inventory"]
      .contains { path.hasPrefix($0) }
  }

  private static func isName(_ word: String) -> Bool {
    word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.@:".contains($0)) }
  }

  // MARK: speed

  /// A quick test, because a text may have two million lines: whether a sign of a prompt, or the name
  /// of a program that is read, is in the line's beginning.
  private static func mayHaveCommand(_ range: Range<Int>, in bytes: Bytes) -> Bool {
    let span = bytes.span
    var index = range.lowerBound
    while index < range.upperBound, span[index].isBlank { index += 1 }
    let end = min(range.upperBound, index + 200)
    var isStart = true
    while index < end {
      let byte = span[index]
      switch byte {
      case UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: ">"):
        return true
      case UInt8(ascii: "a")...UInt8(ascii: "z") where isStart:
        if programBytes.contains(where: { span.begins(with: $0, at: index) }) { return true }
        isStart = false
      case 0x80...: return true
      default:
        let isLetter = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
        isStart = !isLetter && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
      index += 1
    }
    // `lspci` and `dmesg` may end the line.
    return range.count < 8
      && ["lspci", "dmesg"].contains(bytes.string(in: range).split(separator: " ").first ?? "")
  }
}
