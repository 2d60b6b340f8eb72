/// Numbers as the kernel reads module parameters: decimal, `0x…`, or octal with a leading 0, with
/// one sign (lib/kstrtox.c, `kstrtoint` with base 0).
package enum KernelInteger {
  /// The number; nil where the kernel answers -EINVAL or, outside of 64 bits, -ERANGE.
  package static func parse(_ text: some Collection<UInt8>) -> Int? {
    var digits = text[...]
    let sign = digits.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits = digits.dropFirst() }
    let base = takePrefix(&digits)
    // One line end is allowed behind the number.
    var value: Int?
    while let byte = digits.first, let digit = byte.hexadecimalDigit, Int(digit) < base {
      let (product, overflowed) = (value ?? 0).multipliedReportingOverflow(by: base)
      let (sum, carried) = product.addingReportingOverflow(Int(digit))
      guard !overflowed, !carried else { return nil }
      value = sum
      digits = digits.dropFirst()
    }
    if digits.first == .lineFeed { digits = digits.dropFirst() }
    guard digits.isEmpty else { return nil }
    return value.map { sign == UInt8(ascii: "-") ? -$0 : $0 }
  }

  /// Removes `0x` before a hexadecimal digit. A leading 0 alone means octal.
  private static func takePrefix<Digits: Collection<UInt8>>(_ digits: inout Digits) -> Int
  where Digits.SubSequence == Digits {
    guard digits.first == UInt8(ascii: "0") else { return 10 }
    let rest = digits.dropFirst()
    guard let mark = rest.first, mark | 0x20 == UInt8(ascii: "x"),
      rest.dropFirst().first?.hexadecimalDigit != nil
    else { return 8 }
    digits = rest.dropFirst()
    return 16
  }
}
