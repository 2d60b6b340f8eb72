/// One command of a shell's line: its program and arguments, without quotes, redirections, and what
/// only says how or where to run it, such as `sudo` and `ssh HOST`.
struct ShellCommand: Equatable {
  var program: String
  var arguments: [String]
  /// Whether its output went through another program, or into a file.
  var isCutOff = false

  /// The commands of a line that print something.
  static func commands(in line: some StringProtocol) -> [ShellCommand] {
    commands(in: String(line), depth: 0)
  }

  private static func commands(in line: String, depth: Int) -> [ShellCommand] {
    guard depth < 4 else { return [] }
    var result: [ShellCommand] = []
    var pipeline: [[Token]] = [[]]
    for token in tokens(of: line) + [.control(";")] {
      guard case .control(let sign) = token else {
        pipeline[pipeline.count - 1].append(token)
        continue
      }
      if sign == "|" {
        pipeline.append([])
        continue
      }
      result += commands(ofPipeline: pipeline, depth: depth)
      pipeline = [[]]
    }
    return result
  }

  /// Programs that print nothing.
  private static let silent: Set<String> = [
    "cd", "export", "set", "clear", "unset", "umask", "true",
  ]
  /// Programs that print what they read.
  private static let transparent: Set<String> = ["cat", "less", "more", "tee"]

  private static func commands(ofPipeline parts: [[Token]], depth: Int) -> [ShellCommand] {
    guard let first = parts.first else { return [] }
    var isCutOff = parts.dropFirst().contains { part in
      guard case .word(let program)? = part.first else { return true }
      return !transparent.contains(program)
    }
    var words: [String] = []
    var isTarget = false
    for token in first {
      switch token {
      case .redirection(let takesOutput, let hasTarget):
        isCutOff = isCutOff || takesOutput
        isTarget = hasTarget
      case .word(let word):
        if !isTarget { words.append(word) }
        isTarget = false
      case .control: break
      }
    }
    return unwrapped(words, depth: depth).map { command in
      var command = command
      command.isCutOff = command.isCutOff || isCutOff
      return command
    }
  }

  /// Options of ssh that have a value.
  private static let sshOptions: Set<String> = [
    "-B", "-b", "-c", "-D", "-E", "-e", "-F", "-I", "-i", "-J", "-L", "-l", "-m", "-O", "-o", "-p",
    "-Q", "-R", "-S", "-W", "-w",
  ]

  private static func unwrapped(_ words: [String], depth: Int) -> [ShellCommand] {
    var rest = words[...]
    while let word = rest.first {
      let name = word.split(separator: "/").last.map { String($0) } ?? word
      switch name {
      case _ where isAssignment(word): rest.removeFirst()
      case "sudo", "time", "env", "nohup", "command", "exec", "watch", "nice":
        rest.removeFirst()
        while rest.first?.hasPrefix("-") == true {
          let takesValue = name != "time" && ["-u", "-n", "-g"].contains(rest.first)
          rest.removeFirst(min(rest.count, takesValue ? 2 : 1))
        }
      case "timeout": rest.removeFirst(min(rest.count, 2))
      case "ssh":
        rest.removeFirst()
        while let option = rest.first, option.hasPrefix("-") {
          rest.removeFirst(min(rest.count, sshOptions.contains(option) ? 2 : 1))
        }
        // The words after the host are joined and parsed again there.
        return commands(in: rest.dropFirst().joined(separator: " "), depth: depth + 1)
      case "sh" where rest.dropFirst().first == "-c", "bash" where rest.dropFirst().first == "-c":
        let script = rest.dropFirst(2).first ?? ""
        let zero = rest.dropFirst(3).first ?? ""
        return commands(
          in: script.replacing("\"$0\"", with: zero).replacing("$0", with: zero), depth: depth + 1)
      case "":
        rest.removeFirst()
      case _ where silent.contains(name): return []
      default:
        return [ShellCommand(program: name, arguments: Array(rest.dropFirst()))]
      }
    }
    return []
  }

  /// `LANG=C`
  private static func isAssignment(_ word: String) -> Bool {
    guard let name = word.split(separator: "=", maxSplits: 1).first, word.contains("=") else {
      return false
    }
    return name.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }
  }
}

extension ShellCommand {
  private enum Token {
    case word(String)
    /// `|`, or any sign that ends a pipeline.
    case control(String)
    /// `>` and its kin. `2>` takes no output; `2>&1` has no target.
    case redirection(takesOutput: Bool, hasTarget: Bool)
  }

  private static func tokens(of line: String) -> [Token] {
    var tokens: [Token] = []
    var word = ""
    var hasWord = false
    var quote: Character?
    var rest = Substring(line)
    func flush() {
      if hasWord { tokens.append(.word(word)) }
      (word, hasWord) = ("", false)
    }
    while let sign = rest.popFirst() {
      if let open = quote {
        if sign == open {
          quote = nil
        } else if sign == "\\", open == "\"", let next = rest.first, "\"\\$`".contains(next) {
          word.append(next)
          rest.removeFirst()
        } else {
          word.append(sign)
        }
        continue
      }
      switch sign {
      case "'", "\"":
        // An apostrophe of prose has no end.
        guard rest.contains(sign) else {
          word.append(sign)
          continue
        }
        quote = sign
        hasWord = true
      case "\\":
        if let next = rest.popFirst() {
          word.append(next)
          hasWord = true
        }
      case " ", "\t", "\r", "\r\n", "\u{A0}": flush()
      case "#" where !hasWord: return tokens
      case "|", ";", "&", "\n":
        if sign == "&", rest.first == ">" { continue }
        flush()
        let isDouble = rest.first == sign
        if isDouble { rest.removeFirst() }
        tokens.append(.control(sign == "|" && !isDouble ? "|" : ";"))
      case ">", "<":
        let takesOutput = sign == ">" && word != "2"
        if hasWord, word == "1" || word == "2" { (word, hasWord) = ("", false) }
        flush()
        if rest.first == sign { rest.removeFirst() }
        let isCopy = rest.first == "&"
        if isCopy { rest = rest.dropFirst().drop { $0.isNumber || $0 == "-" } }
        tokens.append(.redirection(takesOutput: takesOutput, hasTarget: !isCopy))
      default:
        word.append(sign)
        hasWord = true
      }
    }
    flush()
    return tokens
  }
}
