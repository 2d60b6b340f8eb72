/// Extracts one element from `VM.recommendations`.
///
///     <restrictions><restriction field="allow-network-sriov" value="1"/>…</restrictions>
enum DatabaseRestriction {
  /// In bytes. Longer elements are not restrictions.
  private static let longest = 200

  /// `<restrictions>` with only this element, its escapes unchanged; empty if there is none.
  static func element(of field: String, in text: Span<UInt8>) -> [UInt8] {
    let name = Array("\"\(field)\"".utf8)
    var place = text.firstIndex(of: UInt8(ascii: "<"), from: 0)
    while place < text.count {
      let end = text.firstIndex(of: UInt8(ascii: ">"), from: place)
      guard end < text.count else { return [] }
      // If there are several `<` before a `>`, the last one begins the element.
      let start = lastOpening(in: text, place..<end)
      if end - start < longest, contains(name, in: text, start..<end) {
        return Array("<restrictions>".utf8) + (start...end).map { text[$0] }
          + Array("</restrictions>".utf8)
      }
      place = text.firstIndex(of: UInt8(ascii: "<"), from: end)
    }
    return []
  }

  private static func lastOpening(in text: Span<UInt8>, _ range: Range<Int>) -> Int {
    range.last { text[$0] == UInt8(ascii: "<") } ?? range.lowerBound
  }

  private static func contains(
    _ word: [UInt8], in text: Span<UInt8>, _ range: Range<Int>
  ) -> Bool {
    guard range.count >= word.count else { return false }
    for start in range.lowerBound...(range.upperBound - word.count)
    where word.indices.allSatisfy({ text[start + $0] == word[$0] }) {
      return true
    }
    return false
  }
}
