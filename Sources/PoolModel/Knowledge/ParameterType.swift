import Records

/// The type of a module parameter, as `modinfo` prints it: `array of int`, `uint`, `charp`.
package struct ParameterType: Sendable, Equatable {
  package var isArray: Bool
  /// `int`; empty where it is not known.
  package var element: String
  /// The most values of an array; nil where it is not known. Intel's drivers have room for 32 cards
  /// and one more value (igb_param.c, `IGB_MAX_NIC + 1`).
  package var mostValues: Int?

  package init(_ text: String, mostValues: Int? = nil) {
    isArray = text.contains("array of")
    element = text.split(separator: " ").last.map(String.init) ?? ""
    self.mostValues = mostValues
  }

  /// The integers of a value; nil in place of one that the kernel does not accept, which makes it
  /// refuse the whole module (kernel/params.c, `param_array`; lib/kstrtox.c).
  package func integers(in value: [UInt8]) -> [Int?] {
    (isArray
      ? value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) : [value[...]])
      .map { text in KernelInteger.parse(text).flatMap { range.contains($0) ? $0 : nil } }
  }

  /// Whether the kernel accepts a value; nil for a word without an equals sign.
  package func accepts(_ value: [UInt8]?) -> Bool {
    guard let value else { return element == "bool" && !isArray }
    switch element {
    case "int", "uint", "byte", "short", "ushort", "long", "ulong", "ullong", "hexint":
      let integers = integers(in: value)
      return integers.allSatisfy { $0 != nil } && integers.count <= mostValues ?? Int.max
    case "bool", "invbool":
      // strtobool reads the first letter, and the second after an o.
      let parts =
        isArray
        ? value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) : [value[...]]
      return parts.allSatisfy { part in
        let text = String(decoding: part.prefix(2), as: UTF8.self).lowercased()
        return text == "on" || text == "of" || "yn10".contains(text.first ?? " ")
      }
    default: return true
    }
  }

  /// The least and the most that the type holds.
  private var range: ClosedRange<Int> {
    switch element {
    case "byte": 0...255
    case "short": -32_768...32_767
    case "ushort": 0...65_535
    case "uint", "hexint": 0...4_294_967_295
    case "ulong", "ullong": 0...Int.max
    case "long": Int.min...Int.max
    default: -2_147_483_648...2_147_483_647
    }
  }
}
