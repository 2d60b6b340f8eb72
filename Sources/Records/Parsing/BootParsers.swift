/// Reads `stat -c "%Y %s %n"` of files: seconds since 1970, bytes, path.
///
///     1761900000 118 /etc/modprobe.d/igb.conf
///     1761900042 31457280 /boot/initrd-4.19.0+1.img
enum FileTimesParser {
  /// In the document's order; lines in another format are omitted.
  static func records(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> [FileTimeRecord] {
    TextLine.all(in: bytes, document: document, firstLine: firstLine).compactMap { line in
      guard let slash = line.text.cut(at: " /") else { return nil }
      let numbers = slash.before.words.compactMap { Int($0) }
      guard numbers.count == 2 else { return nil }
      return FileTimeRecord(
        path: "/" + slash.behind.trimmed, modifiedAt: Instant(seconds: numbers[0]),
        origin: line.origin)
    }
  }
}

/// Reads module parameters from the kernel command line:
///
///     root=LABEL=root-abcdef ro igb.max_vfs=4,4 quiet
package enum CommandLineParser {
  /// In the line's order. Words without a dot before the equals sign are the kernel's own.
  package static func records(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> [ModuleSettingRecord] {
    TextLine.all(in: bytes, document: document, firstLine: firstLine).flatMap { line in
      line.text.words.compactMap { word in
        let pair = word.cut(at: "=")
        guard let name = (pair?.before ?? word).cut(at: "."), !name.before.isEmpty,
          !name.behind.isEmpty
        else { return nil }
        return ModuleSettingRecord(
          module: name.before, parameter: name.behind, value: pair?.behind, origin: line.origin)
      }
    }
  }
}
