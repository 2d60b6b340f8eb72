/// One `name=value` of the text that the kernel gets with a module.
package struct KernelArgument: Sendable, Equatable {
  /// As written.
  package var name: [UInt8]
  /// nil for a word without an equals sign.
  package var value: [UInt8]?
  /// Where the word begins in the text.
  package var offset: Int

  /// The parameter that it sets, with `_` for every `-`: the kernel takes them for the same
  /// (kernel/params.c, `parameq`).
  package var parameter: String {
    String(decoding: name.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
  }

  /// `max_vfs=4,4`, for people.
  package var text: String {
    String(decoding: name + (value.map { [UInt8(ascii: "=")] + $0 } ?? []), as: UTF8.self)
  }
}

/// Reads a module's arguments as the kernel does (lib/cmdline.c, `next_arg`; kernel/params.c,
/// `parse_args`).
package enum KernelArguments {
  /// In order. Words after `--` are ignored, as the kernel ignores them.
  package static func all(in text: [UInt8]) -> [KernelArgument] {
    // A zero byte ends the text.
    let text = text.prefix { $0 != 0 }
    var found: [KernelArgument] = []
    var index = skipSpaces(text, from: 0)
    while index < text.count {
      let argument = next(text, &index)
      if argument.value == nil, argument.name == Array("--".utf8) { break }
      found.append(argument)
      index = skipSpaces(text, from: index)
    }
    return found
  }

  private static let quote = UInt8(ascii: "\"")

  private static func next(_ text: ArraySlice<UInt8>, _ index: inout Int) -> KernelArgument {
    var start = index
    let offset = index
    let isQuoted = text[start] == quote
    if isQuoted { start += 1 }
    var isInQuotes = isQuoted
    var equals: Int?
    var end = start
    while end < text.count, isInQuotes || !isSpace(text[end]) {
      // The kernel takes an equals sign at the very beginning as part of the name.
      if equals == nil, text[end] == UInt8(ascii: "="), end > start { equals = end }
      if text[end] == quote { isInQuotes.toggle() }
      end += 1
    }
    index = end + 1
    let endsQuoted = end > start && text[end - 1] == quote
    guard let equals else {
      let last = isQuoted && endsQuoted ? end - 1 : end
      return KernelArgument(name: Array(text[start..<last]), value: nil, offset: offset)
    }
    var first = equals + 1
    var last = end
    if first < end, text[first] == quote {
      first += 1
      if endsQuoted { last = end - 1 }
    }
    if isQuoted, endsQuoted { last = end - 1 }
    return KernelArgument(
      name: Array(text[start..<equals]), value: Array(text[first..<max(first, last)]),
      offset: offset)
  }

  private static func skipSpaces(_ text: ArraySlice<UInt8>, from start: Int) -> Int {
    var index = start
    while index < text.count, isSpace(text[index]) { index += 1 }
    return index
  }

  /// lib/ctype.c: also the no-break space of Latin-1.
  private static func isSpace(_ byte: UInt8) -> Bool {
    (0x09...0x0D).contains(byte) || byte == 0x20 || byte == 0xA0
  }
}
