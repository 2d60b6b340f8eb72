/// A driver's file in /etc/modprobe.d as xcp-networkd reads and rewrites it (xen-api,
/// `ocaml/networkd/lib/network_utils.ml`, `Modprobe`).
///
/// It matches text, not kmod's grammar: it also takes `# options igb …` and `; options igb …` for
/// options of the driver, which kmod ignores.
package struct ToolstackFile: Sendable {
  /// A line, trimmed as OCaml trims it.
  package struct Line: Sendable {
    package var bytes: ArraySlice<UInt8>
    /// Counted from 0.
    package var index: Int
    /// The place of the whole line in the file.
    package var place: Range<Int>
  }

  package let lines: [Line]

  package init(_ contents: [UInt8]) {
    var lines: [Line] = []
    var start = 0
    while start < contents.count {
      let end = contents[start...].firstIndex(of: .lineFeed) ?? contents.count
      lines.append(
        Line(bytes: Self.trim(contents[start..<end]), index: lines.count, place: start..<end))
      start = end + 1
    }
    self.lines = lines
  }

  /// The key and the value of a line such as `# VFs-param: max_vfs`. nil for a line that does not
  /// begin with `# `, or without a colon; each of the two may be empty.
  package static func pair(in line: Line) -> (key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)? {
    guard line.bytes.starts(with: "# ".utf8) else { return nil }
    let text = line.bytes.dropFirst(2)
    guard let colon = text.firstIndex(of: .colon) else { return nil }
    return (trim(text[..<colon]), trim(text[(colon + 1)...]))
  }

  /// The value of a key: of its first line, if neither part is empty. nil if there is none.
  package func value(of key: String) -> ArraySlice<UInt8>? {
    for line in lines {
      guard let pair = Self.pair(in: line), !pair.value.isEmpty else { continue }
      if pair.key.elementsEqual(key.utf8) { return pair.value }
    }
    return nil
  }

  /// Lines that it takes for options of a driver: those that contain `options`, blanks, and then
  /// text that begins with the driver's name.
  package func optionLines(of driver: String) -> [Line] {
    lines.filter { Self.takes($0.bytes, forOptionsOf: Array(driver.utf8)) }
  }

  /// The words of a line that set a parameter, with their values.
  package static func values(
    of parameter: ArraySlice<UInt8>, in line: Line
  ) -> [ArraySlice<UInt8>] {
    words(of: line.bytes).compactMap { word in
      guard let equals = word.firstIndex(of: UInt8(ascii: "=")),
        word[..<equals].elementsEqual(parameter)
      else { return nil }
      return word[(equals + 1)...]
    }
  }

  /// The file after the toolstack has set the parameter, without a line end at its end. nil if it
  /// leaves the file alone, because each word that sets the parameter has that value already.
  package func setting(
    _ parameter: ArraySlice<UInt8>, ofDriver driver: String, to value: String
  ) -> [UInt8]? {
    let driver = Array(driver.utf8)
    let wanted = Array(parameter) + [UInt8(ascii: "=")] + Array(value.utf8)
    var isThere = false
    var isChanged = false
    var written = lines.map { line in
      guard Self.takes(line.bytes, forOptionsOf: driver) else { return Array(line.bytes) }
      let words = Self.words(of: line.bytes).map { word in
        guard let equals = word.firstIndex(of: UInt8(ascii: "=")),
          word[..<equals].elementsEqual(parameter)
        else { return word }
        isThere = true
        if !word.elementsEqual(wanted) { isChanged = true }
        return wanted[...]
      }
      return Array(words.joined(separator: [.space]))
    }
    if isThere, !isChanged { return nil }
    if !isThere { written.append(Array("options ".utf8) + driver + [.space] + wanted) }
    return Array(written.joined(separator: [.lineFeed]))
  }

  private static func words(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.split { $0.isBlank }
  }

  private static func takes(_ line: ArraySlice<UInt8>, forOptionsOf driver: [UInt8]) -> Bool {
    let word = Array("options".utf8)
    var rest = line
    while let start = rest.firstIndex(of: word[0]) {
      let found = rest[start...]
      if found.starts(with: word) {
        let behind = found.dropFirst(word.count)
        let name = behind.drop(while: \.isBlank)
        if name.startIndex > behind.startIndex, name.starts(with: driver) { return true }
      }
      rest = found.dropFirst()
    }
    return false
  }

  /// OCaml's `String.trim`: blanks, tabs, line ends and form feeds.
  private static func trim(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in
      byte.isBlank || byte == .lineFeed || byte == .carriageReturn || byte == 0x0C
    }
    var rest = text.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return rest
  }
}
