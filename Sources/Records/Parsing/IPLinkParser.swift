/// Reads the VF lines of `ip link`, from iproute2 2.6 to 6:
///
///     7: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 …
///         vf 0 MAC 02:00:00:00:00:01, vlan 100, spoof checking on, link-state auto
///         vf 1     link/ether 02:00:00:00:00:02 brd ff:ff:ff:ff:ff:ff, vlan 100, spoof checking on
///
/// `ip -o` prints the same with backslashes instead of line feeds. All other lines are ignored.
enum IPLinkParser {
  static func records(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> (records: [IPLinkVFRecord], failures: [ParseFailure]) {
    var records: [IPLinkVFRecord] = []
    var failures: [ParseFailure] = []
    var interface: String?
    for line in TextLine.all(in: bytes, document: document, firstLine: firstLine) {
      for part in line.text.utf8.split(separator: UInt8(ascii: "\\")) {
        let text = String(decoding: part, as: UTF8.self)
        if let name = Self.interface(of: text) {
          interface = name
        } else if text.trimmed.hasPrefix("vf ") {
          guard let interface, let record = record(text, of: interface, at: line.origin) else {
            failures.append(
              line.failure("expected \"vf N MAC …\", found \"\(text.trimmed.excerpt)\""))
            continue
          }
          records.append(record)
        }
      }
    }
    return (records, failures)
  }

  /// `eth1` of `7: eth1: <` and of `7: eth1@if3: <`.
  private static func interface(of text: String) -> String? {
    guard text.utf8.first?.isDecimalDigit == true, let number = text.cut(at: ": "),
      number.before.utf8.allSatisfy(\.isDecimalDigit), let name = number.behind.cut(at: ": <")
    else { return nil }
    return name.before.cut(at: "@")?.before ?? name.before
  }

  private static func record(
    _ text: String, of interface: String, at origin: Origin
  ) -> IPLinkVFRecord? {
    let words = text.utf8.split { $0.isBlank || $0 == UInt8(ascii: ",") }.compactMap { String($0) }
    guard words.count > 1, let index = Int(words[1]), index >= 0 else { return nil }
    let mac = following("MAC", in: words) ?? following("link/ether", in: words)
    let tag = following("vlan", in: words)
    guard tag == nil || tag.flatMap({ Int($0) }) != nil else { return nil }
    let vlan = tag.flatMap { Int($0) } ?? 0
    return IPLinkVFRecord(
      interface: interface, index: index, mac: mac?.lowercased(), vlan: vlan,
      rateLimit: rateLimit(in: words), origin: origin)
  }

  /// `max_tx_rate 100Mbps`, or `tx rate 100 (Mbps)` in old versions; 0 if there is none.
  private static func rateLimit(in words: [String]) -> Int {
    guard let word = following("max_tx_rate", in: words) ?? following("rate", in: words) else {
      return 0
    }
    return Int(word.prefix { $0.isASCII && $0.isNumber }) ?? 0
  }

  private static func following(_ word: String, in words: [String]) -> String? {
    guard let index = words.firstIndex(of: word), index + 1 < words.count else { return nil }
    return words[index + 1]
  }
}
