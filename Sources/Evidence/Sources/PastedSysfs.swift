/// A command that printed attributes or links of `/sys`, and what its output means.
///
/// Only some commands print the path before the value, as the sysfs document has it; for the others
/// the path is that of the command.
struct PastedSysfs: Equatable {
  private enum Form: Equatable {
    /// One value for each path, without the paths.
    case values
    /// The target of each path's link.
    case targets
    /// `ls -l`: names, links and targets.
    case names
    /// The functions of a driver: `ls /sys/bus/pci/drivers/igb`.
    case functions(driver: String)
    /// Lines with their paths.
    case lines
  }

  private let form: Form
  private let paths: [String]

  /// nil for a command that prints nothing of `/sys`.
  init?(_ command: ShellCommand) {
    let words = command.arguments.filter { !$0.hasPrefix("-") }
    let options = command.arguments.filter { $0.hasPrefix("-") }.joined()
    paths = words.filter { $0.hasPrefix("/sys/") }
    guard let path = paths.first else { return nil }
    switch command.program {
    case "cat", "head", "tail", "more", "less": form = .values
    case "grep", "egrep", "fgrep":
      let printsPaths = options.contains("H") || options.contains("r") || options.contains("R")
      form = printsPaths || paths.count > 1 ? .lines : .values
    case "readlink", "realpath": form = .targets
    case "ls":
      let parts = path.split(separator: "/")
      if parts.starts(with: ["sys", "bus", "pci", "drivers"]), parts.count == 5,
        let driver = parts.last
      {
        form = .functions(driver: String(driver))
      } else {
        form = .names
      }
    default: form = .lines
    }
  }

  /// The lines of a sysfs document, each with the index of its line in the output. Throws where the
  /// output does not show to which path a value belongs.
  func lines(of output: Bytes) throws(CaptureGap.Reason) -> [(line: Int, text: String)] {
    var result: [(line: Int, text: String)] = []
    var values: [(line: Int, text: String)] = []
    var folder = paths[0]
    var complaint: String?
    var number = -1
    for range in TextLines(output) {
      number += 1
      let text = output.string(
        in: range.lowerBound..<min(range.upperBound, range.lowerBound + 4096)
      )
      .split { $0 == " " || $0 == "\t" || $0 == "\r" }.joined(separator: " ")
      guard !text.isEmpty else {
        // Prose may follow the values.
        if values.isEmpty { continue } else { break }
      }
      // A prompt without a command.
      if text == "#" || text == ">" { continue }
      if PastedAnswer.isComplaint(text) {
        complaint = complaint ?? text
        continue
      }
      if let place = text.firstRange(of: "/sys/"), form != .targets {
        if text.hasSuffix(":"), form == .names {
          folder = String(text.dropLast())
        } else {
          result.append((number, String(text[place.lowerBound...])))
        }
        continue
      }
      switch form {
      case .values, .targets: values.append((number, text))
      case .names:
        guard text.contains(" -> "), let link = link(in: text) else { continue }
        let base = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        result.append((number, "\(base)/\(link)"))
      case .functions(let driver):
        for word in text.split(separator: " ") where PastedSysfs.isAddress(word) {
          result.append((number, "/sys/bus/pci/devices/\(word)/driver -> ../drivers/\(driver)"))
        }
      case .lines: continue
      }
    }
    if let complaint, result.isEmpty {
      throw .unrecognised("the command failed: \(complaint)")
    }
    return try result + assigned(values)
  }

  /// One value for each path, in order.
  private func assigned(
    _ values: [(line: Int, text: String)]
  ) throws(CaptureGap.Reason) -> [(line: Int, text: String)] {
    guard !values.isEmpty else { return [] }
    // A shell expands `eth*` to paths that the output does not show.
    let isExpanded = paths.contains { path in path.contains { "*?[{$".contains($0) } }
    guard !isExpanded, values.count == paths.count else {
      throw .unrecognised(
        "the values do not show their files; paste the output of grep -H '' \(paths[0])")
    }
    return zip(values, paths).map { value, path in
      (value.line, form == .targets ? "\(path) -> \(value.text)" : "\(path):\(value.text)")
    }
  }

  /// `virtfn0 -> ../0000:07:10.0` of a line of `ls -l`.
  private func link(in text: String) -> String? {
    let words = text.split(separator: " ")
    guard let arrow = words.firstIndex(of: "->"), arrow > 0, arrow + 1 < words.count else {
      return nil
    }
    return words[(arrow - 1)...(arrow + 1)].joined(separator: " ")
  }

  private static func isAddress(_ word: Substring) -> Bool {
    let fields = word.split(whereSeparator: { $0 == ":" || $0 == "." })
    return fields.count == 4 && word.contains(".")
      && fields.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
  }
}

/// Whether a text can be the output of a command.
enum PastedAnswer {
  private static let complaints = [
    "No such file or directory", "command not found", "Permission denied", "No such device",
    "does not exist", "Operation not supported", "not found.", "Is a directory",
    "Operation not permitted", "Cannot get driver information", "Connection refused",
  ]

  /// Whether a line is the message of a command that failed.
  static func isComplaint(_ line: some StringProtocol) -> Bool {
    complaints.contains { line.contains($0) }
  }

  /// The message if the whole output is one; nil for any other output.
  static func complaint(_ output: Bytes) -> String? {
    let lines = output.head(lines: 3).filter { !$0.allSatisfy(\.isWhitespace) }
    guard lines.count == 1, let line = lines.first, isComplaint(line) else { return nil }
    return line.split { $0 == " " || $0 == "\r" || $0 == "\t" }.joined(separator: " ")
  }
}
