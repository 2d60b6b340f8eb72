/// Reads a file of /etc/modprobe.d: the keys that xcp-networkd reads, and the directives that kmod
/// obeys.
///
///     # VFs-param: max_vfs
///     # VFs-maxvfs-by-default: 7
///     # VFs-maxvfs-by-user:
///     options igb max_vfs=0
///
/// Any text is valid: parsing never fails.
package enum DriverFileParser {
  package static func record(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> DriverFileRecord {
    let fileName = document.split(separator: "/").last.map(String.init) ?? document
    let origin = Origin(
      document: document, line: bytes.isEmpty ? 0 : firstLine, offset: 0, length: bytes.count)
    var record = DriverFileRecord(fileName: fileName, origin: origin)
    record.contents = bytes.withUnsafeBufferPointer { Array($0) }
    record.directives = ModprobeParser.directives(bytes, document: document, firstLine: firstLine)
    var names: Set<String> = []
    for line in ToolstackFile(record.contents).lines {
      let text = Sourced(String(decoding: line.bytes, as: UTF8.self), record.origin(of: line))
      if line.bytes.first == UInt8(ascii: "#") { readKey(line, text, &names, into: &record) }
    }
    return record
  }

  private static func readKey(
    _ line: ToolstackFile.Line, _ text: Sourced<String>, _ names: inout Set<String>,
    into record: inout DriverFileRecord
  ) {
    guard line.bytes.starts(with: "# ".utf8) else {
      if looksLikeKey(text.value) {
        record.ignoredKeys.append(.init(text: text, reason: .noHashAndBlank))
      }
      return
    }
    guard let pair = ToolstackFile.pair(in: line) else { return }
    if pair.key.isEmpty || pair.value.isEmpty {
      if looksLikeKey(text.value) {
        record.ignoredKeys.append(.init(text: text, reason: .emptyKeyOrValue))
      }
      return
    }
    let name = String(decoding: pair.key, as: UTF8.self)
    if names.insert(name).inserted {
      let value = Sourced(String(decoding: pair.value, as: UTF8.self), text.origin)
      record.keys.append(.init(name: name, value: value))
    } else if looksLikeKey(text.value) {
      record.ignoredKeys.append(.init(text: text, reason: .repeatedKey))
    }
  }

  /// Whether a user would read it as a key: `VFs-` followed by a colon.
  private static func looksLikeKey(_ text: String) -> Bool {
    text.cut(at: "VFs-")?.behind.utf8.contains(.colon) ?? false
  }
}
