/// Reads a file of /etc/modprobe.d as networkd does (xen-api `network_utils.ml`, `Modprobe`).
///
///     # VFs-param: max_vfs
///     # VFs-maxvfs-by-default: 7
///     # VFs-maxvfs-by-user:
///     options igb max_vfs=0
///
/// A trimmed line that begins with `# ` has a key and a value, separated by its first colon, if
/// neither is empty; of equal keys the first one is used. `options` is found anywhere in a line,
/// also in comments, because networkd rewrites these too. Any text is valid: parsing never fails.
package enum DriverFileParser {
  package static func record(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> DriverFileRecord {
    let lines = TextLine.all(in: bytes, document: document, firstLine: firstLine)
    let fileName = document.split(separator: "/").last.map(String.init) ?? document
    let origin = Origin(
      document: document, line: lines.isEmpty ? 0 : firstLine, offset: 0, length: bytes.count)
    var record = DriverFileRecord(fileName: fileName, origin: origin)
    for line in lines { readKey(line, into: &record) }
    for line in joined(lines) { readOptions(line, into: &record) }
    return record
  }

  private static func readKey(_ line: TextLine, into record: inout DriverFileRecord) {
    let text = line.text.trimmed
    guard text.utf8.first == UInt8(ascii: "#") else { return }
    let captured = Sourced(text, line.origin)
    if text.hasPrefix("# ") {
      readPair(text, captured, into: &record)
    } else if looksLikeKey(text) {
      record.ignoredKeys.append(.init(text: captured, reason: .noHashAndBlank))
    }
  }

  /// Reads `# key: value`.
  private static func readPair(
    _ text: String, _ captured: Sourced<String>, into record: inout DriverFileRecord
  ) {
    guard let pair = text.dropFirst(2).cut(at: ":") else { return }
    let (name, value) = (pair.before.trimmed, pair.behind.trimmed)
    guard !name.isEmpty, !value.isEmpty else {
      if looksLikeKey(text) {
        record.ignoredKeys.append(.init(text: captured, reason: .emptyKeyOrValue))
      }
      return
    }
    if record.keys.contains(where: { $0.name == name }) {
      if looksLikeKey(text) {
        record.ignoredKeys.append(.init(text: captured, reason: .repeatedKey))
      }
    } else {
      record.keys.append(.init(name: name, value: Sourced(value, captured.origin)))
    }
  }

  /// Whether a user would read it as a key: `VFs-` followed by a colon.
  private static func looksLikeKey(_ text: String) -> Bool {
    text.cut(at: "VFs-")?.behind.utf8.contains(.colon) ?? false
  }

  /// Joins lines that end in a backslash, as modprobe does. networkd does not join lines, but finds
  /// nothing in the parts that is not in the joined line.
  private static func joined(_ lines: [TextLine]) -> [TextLine] {
    var result: [TextLine] = []
    var open = false
    for line in lines {
      if open {
        let last = result.count - 1
        result[last].text = String(result[last].text.dropLast()) + " " + line.text
        let end = line.origin.offset + line.origin.length
        result[last].origin.length = end - result[last].origin.offset
      } else {
        result.append(line)
      }
      open = line.text.utf8.last == UInt8(ascii: "\\")
    }
    return result
  }

  /// Reads a line that contains `options[ \t]+<driver>`, at any position.
  private static func readOptions(_ line: TextLine, into record: inout DriverFileRecord) {
    guard let words = optionWords(in: line.text), let driver = words.first else { return }
    let parameters = words.dropFirst().map { word in
      guard let pair = word.cut(at: "=") else {
        return DriverFileRecord.Parameter(name: word, value: "")
      }
      return DriverFileRecord.Parameter(name: pair.before, value: pair.behind)
    }
    record.options.append(
      .init(
        driver: driver, isComment: line.text.trimmed.utf8.first == UInt8(ascii: "#"),
        parameters: parameters, origin: line.origin))
  }

  /// The words after the first `options` that is followed by blanks.
  private static func optionWords(in text: String) -> [String]? {
    let cuts = [text.cut(at: "options "), text.cut(at: "options\t")].compactMap { $0 }
    let first = cuts.min { $0.before.utf8.count < $1.before.utf8.count }
    guard let words = first?.behind.words, !words.isEmpty else { return nil }
    return words
  }
}
