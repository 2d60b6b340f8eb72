/// A uuid, a MAC or an IP address in a text, recognised by its form.
struct Address: Equatable {
  var kind: RedactionMap.Kind
  /// The index after its last character.
  var end: Int

  init?(in text: [Unicode.Scalar], at start: Int) {
    if let end = Self.uuid(text, start) {
      self.init(.uuid, end, text)
    } else if let end = Self.mac(text, start) {
      self.init(.mac, end, text)
    } else if let end = Self.ipv4(text, start) ?? Self.ipv6(text, start) {
      self.init(.address, end, text)
    } else {
      return nil
    }
  }

  private init?(_ kind: RedactionMap.Kind, _ end: Int, _ text: [Unicode.Scalar]) {
    guard text.isBoundary(end) else { return nil }
    self.kind = kind
    self.end = end
  }

  /// 8-4-4-4-12 hexadecimal digits.
  private static func uuid(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
    groups([8, 4, 4, 4, 12], between: "-", text, start)
  }

  private static func mac(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
    groups([2, 2, 2, 2, 2, 2], between: ":", text, start)
  }

  private static func groups(
    _ lengths: [Int], between sign: Unicode.Scalar, _ text: [Unicode.Scalar], _ start: Int
  ) -> Int? {
    var index = start
    for (number, length) in lengths.enumerated() {
      if number > 0 {
        guard index < text.count, text[index] == sign else { return nil }
        index += 1
      }
      guard index + length <= text.count, text[index..<index + length].allSatisfy(\.isHexDigit)
      else { return nil }
      index += length
    }
    return index
  }

  /// Four numbers up to 255 without a fifth. Version numbers mostly have a different form.
  private static func ipv4(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
    guard start == 0 || text[start - 1] != "." else { return nil }
    var index = start
    for number in 0..<4 {
      if number > 0 {
        guard index < text.count, text[index] == "." else { return nil }
        index += 1
      }
      let digits = text[index...].prefix { (0x30...0x39).contains($0.value) }
      guard (1...3).contains(digits.count),
        let value = Int(String(String.UnicodeScalarView(digits))), value <= 255
      else { return nil }
      index += digits.count
    }
    let goesOn = index + 1 < text.count && text[index] == "." && text[index + 1].isHexDigit
    return goesOn ? nil : index
  }

  /// Eight groups of hexadecimal digits, or fewer with one `::`.
  private static func ipv6(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
    let all = text[start...].prefix { $0.isHexDigit || $0 == ":" }
    let groups = all.split(separator: ":", omittingEmptySubsequences: false)
    let empty = groups.indices.dropFirst().dropLast().count { groups[$0].isEmpty }
    guard groups.allSatisfy({ $0.count <= 4 }), groups.contains(where: { !$0.isEmpty }),
      empty == 0 ? groups.count == 8 && !groups.contains(where: \.isEmpty) : groups.count <= 9
    else { return nil }
    return empty > 1 || all.last == ":" && !(groups.suffix(2).allSatisfy(\.isEmpty))
      ? nil : start + all.count
  }
}

extension Unicode.Scalar {
  fileprivate var isHexDigit: Bool {
    switch value {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
  }
}
