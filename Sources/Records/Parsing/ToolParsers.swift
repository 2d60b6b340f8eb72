// Small documents of one host with `name: value` or `NAME='value'` lines. Missing values are nil;
// parsing never fails.

/// Reads `ethtool -i eth0`:
///
///     driver: igb
///     version: 5.13.20
///     firmware-version: 1.63, 0x800009fa
///     bus-info: 0000:07:00.0
enum EthtoolParser {
  static func record(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> EthtoolRecord {
    var record = EthtoolRecord()
    for line in TextLine.all(in: bytes, document: document, firstLine: firstLine) {
      guard let pair = line.text.trimmed.cut(at: ":") else { continue }
      let value = pair.behind.trimmed
      guard !value.isEmpty else { continue }
      let captured = Sourced(value, line.origin)
      switch pair.before {
      case "driver": record.driver = record.driver ?? captured
      case "version": record.version = record.version ?? captured
      case "firmware-version": record.firmwareVersion = record.firmwareVersion ?? captured
      case "bus-info": record.busInfo = record.busInfo ?? Sourced(value.lowercased(), line.origin)
      default: break
      }
    }
    return record
  }
}

/// Reads `modinfo igb`, where parameters follow `parm:`, and `modinfo --parameter igb`, where they
/// have no prefix:
///
///     version:        5.13.20
///     parm:           max_vfs:Maximum number of virtual functions … (array of int)
///
///     max_vfs:Maximum number of virtual functions … (array of int)
enum ModinfoParser {
  static func record(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> ModinfoRecord {
    var record = ModinfoRecord()
    let lines = TextLine.all(in: bytes, document: document, firstLine: firstLine)
    let isWhole = lines.contains { $0.text.hasPrefix("filename:") || $0.text.hasPrefix("parm:") }
    for line in lines {
      guard let pair = line.text.cut(at: ":") else { continue }
      switch (isWhole, pair.before) {
      case (true, "version"): record.version = Sourced(pair.behind.trimmed, line.origin)
      case (true, "parm"): addParameter(pair.behind.trimmed, to: &record)
      case (true, _): break
      case (false, _): addParameter(line.text.trimmed, to: &record)
      }
    }
    return record
  }

  /// The type is what stands in the last parentheses of the line.
  private static func addParameter(_ text: String, to record: inout ModinfoRecord) {
    guard let pair = text.cut(at: ":"), !pair.before.isEmpty,
      !pair.before.utf8.contains(where: \.isBlank)
    else { return }
    let isTyped = pair.behind.last == ")"
    let type = isTyped ? pair.behind.dropLast().split(separator: "(").last ?? "" : ""
    record.parameters.append(.init(pair.before, type: String(type)))
  }
}

/// Reads /etc/xensource-inventory:
///
///     INSTALLATION_UUID='7f4c1a52-…'
enum InventoryFileParser {
  static func record(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> InventoryFileRecord {
    var record = InventoryFileRecord()
    for line in TextLine.all(in: bytes, document: document, firstLine: firstLine) {
      guard let pair = line.text.trimmed.cut(at: "="), pair.before == "INSTALLATION_UUID" else {
        continue
      }
      let quotes: Set<Character> = ["'", "\""]
      let uuid = pair.behind.filter { !quotes.contains($0) }.trimmed.lowercased()
      if !uuid.isEmpty { record.installationUUID = Sourced(uuid, line.origin) }
    }
    return record
  }
}

/// Reads the boot time from /proc/stat:
///
///     btime 1761900000
enum BootTimeParser {
  /// The boot time, in seconds since 1970; nil if there is no `btime` line.
  static func time(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> Sourced<Instant>? {
    for line in TextLine.all(in: bytes, document: document, firstLine: firstLine) {
      let words = line.text.words
      if words.count == 2, words[0] == "btime", let seconds = Int(words[1]) {
        return Sourced(Instant(seconds: seconds), line.origin)
      }
    }
    return nil
  }
}
