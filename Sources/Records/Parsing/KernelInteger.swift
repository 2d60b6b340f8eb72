/// Numbers as the kernel reads module parameters: decimal, `0x…`, or octal with a leading 0
/// (lib/kstrtox.c); quotes around the value are removed (kernel/params.c, lib/cmdline.c).
package enum KernelInteger {
  /// A number of VFs; nil for other text, and for numbers outside of `VFCount.range`.
  package static func parse(_ text: Substring) -> Int? {
    var digits = text.drop { $0 == "\"" }
    while digits.last == "\"" { digits.removeLast() }
    if digits.hasPrefix("+") { digits.removeFirst() }
    let value: Int?
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      value = Int(digits.dropFirst(2), radix: 16)
    } else {
      value = Int(digits, radix: digits.hasPrefix("0") ? 8 : 10)
    }
    return value.flatMap { VFCount.range.contains($0) ? $0 : nil }
  }
}
