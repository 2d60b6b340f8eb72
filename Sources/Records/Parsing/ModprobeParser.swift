/// A line of a file in /etc/modprobe.d, as kmod reads it when a module is loaded.
package struct ModprobeDirective: Sendable, Equatable {
  package enum Command: Sendable, Equatable {
    /// `options MODULE TEXT`: the text is given to the kernel with the module.
    case options
    /// `blacklist MODULE`: the module is not loaded because a device is there.
    case blacklist
    /// `install MODULE TEXT`: the text is run as a command instead of loading the module.
    case install
  }

  package var command: Command
  /// With `_` for every `-`, as the kernel names modules.
  package var module: String
  /// The rest of the line, without the line ends that a backslash removes. Bytes, because the
  /// kernel compares bytes.
  package var text: [UInt8]
  /// The first line of a directive that continues over several.
  package var origin: Origin

  package init(command: Command, module: String, text: [UInt8], origin: Origin) {
    self.command = command
    self.module = module
    self.text = text
    self.origin = origin
  }
}

/// Reads a file of /etc/modprobe.d as kmod does (kmod, `libkmod-config.c`: `kmod_config_parse`;
/// `libkmod-util.c`: `freadline_wrapped`, `underscores`).
///
/// A line that begins with `#` is a comment; other lines that do not begin with a known word are
/// ignored. A backslash before a line end joins two lines, also in a comment; before any other
/// character it is dropped. Cost grows linearly with the bytes.
package enum ModprobeParser {
  /// Directives that decide whether and how a module is loaded, in file order. `alias`, `softdep`
  /// and `remove` are left out.
  package static func directives(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> [ModprobeDirective] {
    var found: [ModprobeDirective] = []
    var line: [UInt8] = []
    var start = 0
    var number = 0
    var ended = 0
    var index = 0
    let add = { (line: [UInt8], origin: Origin) in
      if let directive = directive(line, at: origin) { found.append(directive) }
    }
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == .lineFeed {
        ended += 1
        add(
          line,
          Origin(
            document: document, line: firstLine + number, offset: start, length: index - 1 - start))
        line.removeAll(keepingCapacity: true)
        (start, number) = (index, ended)
      } else if byte == UInt8(ascii: "\\"), index < bytes.count {
        let next = bytes[index]
        index += 1
        if next == .lineFeed { ended += 1 } else { line.append(next) }
      } else {
        line.append(byte)
      }
    }
    if !line.isEmpty {
      add(
        line,
        Origin(
          document: document, line: firstLine + number, offset: start, length: bytes.count - start))
    }
    return found
  }

  private static func directive(_ line: [UInt8], at origin: Origin) -> ModprobeDirective? {
    guard line.first != UInt8(ascii: "#") else { return nil }
    var rest = line[...]
    let command: ModprobeDirective.Command
    switch takeWord(&rest) {
    case Array("options".utf8): command = .options
    case Array("blacklist".utf8): command = .blacklist
    case Array("install".utf8): command = .install
    default: return nil
    }
    guard let module = moduleName(takeWord(&rest)) else { return nil }
    if command != .blacklist, rest.isEmpty { return nil }
    return ModprobeDirective(command: command, module: module, text: Array(rest), origin: origin)
  }

  /// The next word, as `strtok` with blank and tab takes it: one separator after it is dropped, too.
  private static func takeWord(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
    rest = rest.drop(while: \.isBlank)
    let word = rest.prefix { !$0.isBlank }
    rest = rest[word.endIndex...].dropFirst()
    return Array(word)
  }

  /// nil for an empty name, and for one with brackets that do not match.
  private static func moduleName(_ word: [UInt8]) -> String? {
    guard !word.isEmpty else { return nil }
    var name = word
    var isInBrackets = false
    for index in name.indices {
      switch name[index] {
      case UInt8(ascii: "]") where !isInBrackets: return nil
      case UInt8(ascii: "]"): isInBrackets = false
      case UInt8(ascii: "["): isInBrackets = true
      case UInt8(ascii: "-") where !isInBrackets: name[index] = UInt8(ascii: "_")
      default: break
      }
    }
    return isInBrackets ? nil : String(decoding: name, as: UTF8.self)
  }
}
