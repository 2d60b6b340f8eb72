/// Recognises the documents of a host by name or content.
enum HostText {
  /// The document's name, from the file's name and path; nil if these do not show it.
  static func name(byPath path: String, _ bytes: Bytes) -> String? {
    let parts = path.split(separator: "/")
    let name = parts.last.map { String($0) } ?? path
    if parts.dropLast().last == "modprobe.d" { return HostDocument.driverFile.name(name) }
    if isDriverFile(name), hasDriverOptions(bytes) { return HostDocument.driverFile.name(name) }
    if HostIdentity.isInventory(path) { return HostDocument.inventory.name() }
    return named(name.hasSuffix(".txt") ? String(name.dropLast(4)) : name, bytes)
  }

  private static func named(_ stem: String, _ bytes: Bytes) -> String? {
    if stem == "dmesg" { return HostDocument.kernelLog.name() }
    guard let (document, _) = HostDocument.named(stem) else { return nil }
    switch document {
    // Files of these names may be anything; their text decides.
    case .ipLink, .lspci: return name(byContent: bytes) == stem ? stem : nil
    case .sysfs: return bytes.head(lines: 20).contains { $0.contains("/sys/") } ? stem : nil
    case .inventory, .bootTime, .poolRole, .uname, .driverFile: return nil
    default: return stem
    }
  }

  /// `igb.conf`, and copies that package managers leave: `igb.conf.rpmnew`.
  private static func isDriverFile(_ name: String) -> Bool {
    name.hasSuffix(".conf") || name.contains(".conf.")
  }

  private static let directives: Set<Substring> = [
    "alias", "blacklist", "config", "include", "install", "options", "remove", "softdep",
  ]

  /// Whether the text has only comments and directives of modprobe.d.
  private static func hasDriverOptions(_ bytes: Bytes) -> Bool {
    for line in bytes.head(lines: 1000) {
      let word = line.split { $0 == " " || $0 == "\t" }.first
      if let word, !word.hasPrefix("#") { return directives.contains(word) }
    }
    return true
  }

  /// A driver file without the prose that follows it after empty lines.
  static func withoutProse(_ bytes: Bytes) -> Bytes {
    var emptyLines = 0
    var end: Int?
    for range in TextLines(bytes) {
      let word = bytes.string(in: range).split { $0 == " " || $0 == "\t" }.first
      guard let word else {
        emptyLines += 1
        continue
      }
      if word.hasPrefix("#") || directives.contains(word) {
        end = nil
      } else if emptyLines > 1, end == nil {
        end = range.lowerBound
      }
      emptyLines = 0
    }
    return end.map { bytes.slice(0..<$0) } ?? bytes
  }

  /// The document's name, from the first lines of its text; nil if these do not show it.
  static func name(byContent bytes: Bytes) -> String? {
    for line in bytes.head(lines: 20) where !line.allSatisfy(\.isWhitespace) {
      if line.hasPrefix("/sys/") || line.hasPrefix("==> /sys/") { return HostDocument.sysfs.name() }
      if isInterface(line) { return HostDocument.ipLink.name() }
      if isPCIDevice(line) { return HostDocument.lspci.name() }
      if line.hasPrefix("filename:"), let driver = moduleName(line) {
        return HostDocument.modinfo.name(driver)
      }
      return bytes.head(lines: 100).contains { $0.hasPrefix("INSTALLATION_UUID=") }
        ? HostDocument.inventory.name() : nil
    }
    return nil
  }

  /// `2: eth0: <BROADCAST,…> mtu 1500 …`
  static func isInterface(_ line: String) -> Bool {
    let number = line.prefix { $0.isASCII && $0.isNumber }
    return !number.isEmpty && line[number.endIndex...].hasPrefix(": ") && line.contains(" mtu ")
  }

  /// `07:00.0 Ethernet controller …` or `0000:07:00.0 …`
  static func isPCIDevice(_ line: String) -> Bool {
    let address = line.prefix { $0 != " " }
    let fields = address.split { $0 == ":" || $0 == "." }
    let rest = line[address.endIndex...]
    return [3, 4].contains(fields.count) && address.contains(".")
      && fields.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } } && rest.count > 1
      && (rest.contains(": ") || rest.contains("controller"))
  }

  /// `filename:       /lib/modules/4.19.0+1/updates/igb.ko`
  static func moduleName(_ line: String) -> String? {
    line.split(separator: "/").last?.split(separator: ".").first.map { String($0) }
  }
}
