/// A part of a pasted text whose lines have one form, such as a list or the output of `ip link`.
struct PastedRun {
  enum Form: Equatable {
    /// Records of one class: those whose labels are these.
    case list
    case ipLink
    case lspci
    case sysfs
    case modinfo
    /// What `ip -j` prints.
    case json
    case ethtool
  }

  var form: Form
  var bytes: Bytes
  /// The number of its first line in the whole text.
  var firstLine: Int

  /// The runs of a text, in order. A run begins with a line of its form; prose before the first one
  /// is left out.
  static func runs(of bytes: Bytes, firstLine: Int) -> [PastedRun] {
    var starts: [(form: Form, offset: Int, line: Int)] = []
    var number = firstLine - 1
    for range in TextLines(bytes) {
      number += 1
      guard let form = form(of: range, in: bytes), starts.last?.form != form else { continue }
      starts.append((form, range.lowerBound, number))
    }
    return starts.indices.map { index in
      let end = index + 1 < starts.count ? starts[index + 1].offset : bytes.count
      return PastedRun(
        form: starts[index].form, bytes: bytes.slice(starts[index].offset..<end),
        firstLine: starts[index].line)
    }
  }

  /// The form that begins in a line; nil for a line that may belong to any form.
  private static func form(of range: Range<Int>, in bytes: Bytes) -> Form? {
    if PastedText.isField(range, in: bytes) { return .list }
    let span = bytes.span
    var start = range.lowerBound
    while start < range.upperBound, span[start].isBlank { start += 1 }
    guard start < range.upperBound else { return nil }
    switch span[start] {
    case UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "{"),
      UInt8(ascii: "\""),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
      break
    default: return nil
    }
    let line = bytes.string(in: start..<min(range.upperBound, start + 512))
    if line.hasPrefix("/sys/") || line.hasPrefix("==> /sys/") { return .sysfs }
    if HostText.isInterface(line) { return .ipLink }
    if HostText.isPCIDevice(line) { return .lspci }
    if line.hasPrefix("filename:") { return .modinfo }
    if line.hasPrefix("driver:") { return .ethtool }
    let isJSON = ["[", "{", "\""].contains { line.hasPrefix($0) }
    return isJSON && line.contains("\"ifname\"") ? .json : nil
  }

  /// The run without the indentation of its first line.
  var withoutIndent: PastedRun {
    var run = self
    let span = bytes.span
    var width = 0
    while width < span.count, span[width].isBlank { width += 1 }
    run.bytes = bytes.withoutIndent(width)
    return run
  }

  /// Whether a line shows a VF: `vf 0 MAC …`.
  var showsVFs: Bool { hasLine("vf ") }

  /// Whether it is the output of `ip addr`.
  var showsAddresses: Bool { hasLine("inet") }

  private func hasLine(_ beginning: String) -> Bool {
    let sign = Array(beginning.utf8)
    let span = bytes.span
    for range in TextLines(bytes) {
      var start = range.lowerBound
      while start < range.upperBound, span[start].isBlank { start += 1 }
      if span.begins(with: sign, at: start) { return true }
    }
    return false
  }
}
