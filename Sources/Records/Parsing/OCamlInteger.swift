/// Integers as OCaml's `int_of_string` accepts them, because networkd uses it to read driver files.
///
/// `4`, `-4`, `+4`, `0x4`, `0o4`, `0b100`, `0u4` and `1_0` are integers; ` 4`, `4 # note`, `_4`,
/// `0x` and an empty text are not. Range: 63 bits; a prefixed number may use the sign bit, so
/// `0x7fffffffffffffff` is -1 (OCaml 4.14, `runtime/ints.c`, `parse_intnat`).
package enum OCamlInteger {
  /// The integer; nil if OCaml would raise `Failure "int_of_string"`.
  package static func parse(_ text: String) -> Int? {
    var digits = Substring(text).utf8
    var isNegative = false
    if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      digits = digits.dropFirst()
    }
    let prefix = takePrefix(&digits)
    guard let magnitude = magnitude(of: digits, base: prefix.base) else { return nil }
    if prefix.isSigned {
      guard magnitude < (1 << 62) || (isNegative && magnitude == 1 << 62) else { return nil }
      return isNegative ? -Int(magnitude) : Int(magnitude)
    }
    guard magnitude < 1 << 63 else { return nil }
    // 63 bits, of which the highest is the sign.
    let value = Int(bitPattern: UInt(magnitude) << 1) >> 1
    return isNegative ? negated(value) : value
  }

  private static func negated(_ value: Int) -> Int {
    Int(bitPattern: UInt(bitPattern: 0 &- value) << 1) >> 1
  }

  /// Removes a prefix such as `0x`. Only decimals without prefix have the range of signed numbers.
  private static func takePrefix(
    _ digits: inout Substring.UTF8View.SubSequence
  ) -> (base: UInt64, isSigned: Bool) {
    guard digits.first == UInt8(ascii: "0"), let mark = digits.dropFirst().first else {
      return (10, true)
    }
    let base: UInt64
    switch mark {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): base = 16
    case UInt8(ascii: "o"), UInt8(ascii: "O"): base = 8
    case UInt8(ascii: "b"), UInt8(ascii: "B"): base = 2
    case UInt8(ascii: "u"), UInt8(ascii: "U"): base = 10
    default: return (10, true)
    }
    digits = digits.dropFirst(2)
    return (base, false)
  }

  private static func magnitude(
    of digits: Substring.UTF8View.SubSequence, base: UInt64
  ) -> UInt64? {
    var value: UInt64 = 0
    var isFirst = true
    for byte in digits {
      if byte == UInt8(ascii: "_"), !isFirst { continue }
      guard let digit = byte.hexadecimalDigit, UInt64(digit) < base else { return nil }
      let (product, overflowed) = value.multipliedReportingOverflow(by: base)
      let (sum, carried) = product.addingReportingOverflow(UInt64(digit))
      guard !overflowed, !carried else { return nil }
      value = sum
      isFirst = false
    }
    return isFirst ? nil : value
  }
}
