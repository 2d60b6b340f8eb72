import PoolModel

extension Redaction {
  /// Redacts quoted lines of a document. A value whose label shows that it is a name is replaced as
  /// a whole, even if it is not known; so is the host name at the start of a log line.
  mutating func redact(quote text: String) -> String {
    // A name can span several lines, so known names are replaced first.
    redact(text).split(separator: "\n", omittingEmptySubsequences: false).map { redact(line: $0) }
      .joined(separator: "\n")
  }

  private mutating func redact(line: Substring) -> String {
    if let match = line.firstMatch(of: #/^\s*([A-Za-z0-9_-]+)(?: \([A-Z ]+\))?\s*: (.+)$/#),
      let kind = Self.kind(ofField: match.output.1)
    {
      let value = String(match.output.2)
      guard !map.hasToken(value), !Self.nothings.contains(value) else { return String(line) }
      return line[..<match.output.2.startIndex] + redact(whole: value, kind)
    }
    if let match = line.firstMatch(of: #/^[A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d (\S+) /#) {
      let name = match.output.1
      guard !map.hasToken(String(name)) else { return String(line) }
      return line[..<name.startIndex] + redact(whole: String(name), .host) + line[name.endIndex...]
    }
    return String(line)
  }

  /// What `xe` prints instead of a value.
  private static let nothings: Set<String> = [
    "<not in database>", "<unknown>", "<expensive field>",
  ]

  /// nil for a field without a name or an address, or with an address that is recognised by its
  /// form.
  private static func kind(ofField label: Substring) -> RedactionMap.Kind? {
    switch label {
    case "name-label", "vm-name-label", "name-description", "tags", "user-version", "bios-strings":
      .text
    case "network-name-label": .network
    case "host-name-label", "hostname": .host
    case "IP", "IPv6", "gateway", "ipv6-gateway", "netmask", "DNS", "address": .address
    default: nil
    }
  }
}
