import PoolModel

extension Redaction {
  /// Lines as they were read. Where the label says that a value names something, all of it goes, be
  /// it known or not; and the name of the machine that stands at the head of a log's lines.
  mutating func redact(quote text: String) -> String {
    // A name may go over several lines, so what is known goes first.
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

  /// What `xe` prints where there is no value.
  private static let nothings: Set<String> = [
    "<not in database>", "<unknown>", "<expensive field>",
  ]

  /// nil for a field that holds no name and no address, or one that is known by its form.
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
