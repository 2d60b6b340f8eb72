import Testing
import XML

/// What a stream hands over of a document that breaks off.
@Suite struct StreamEndTests {
  private func tags(of text: String) -> [String] {
    var tags: [String] = []
    let stream = XML.Stream(
      name: "x",
      onStart: { tag in
        tags.append(tag.name + (0..<tag.count).map { " \(tag.name($0))" }.joined())
      })
    do {
      try stream.feed(Array(text.utf8).span)
      try stream.finish()
    } catch { tags.append("error") }
    return tags
  }

  @Test(arguments: [
    "<a><b c='1' ", "<a><b c='1' d", "<a><b c='1' d='", "<a><b c='1'", "<a><b c='1'/", "<a><b",
    "<a><b c='1' 2='3'/>", "<a><b c='1' d=e/>", "<a><b c='1' d='<'/>",
  ])
  func `half a start tag is none`(text: String) { #expect(tags(of: text) == ["a", "error"]) }

  @Test func `a whole one is handed over before the end is missed`() {
    #expect(tags(of: "<a><b c='1'/>") == ["a", "b c", "error"])
    #expect(tags(of: "<a><b c='1'  >") == ["a", "b c", "error"])
  }

  @Test func `a tag knows the line in which it ends`() throws {
    var lines: [Int] = []
    let stream = XML.Stream(name: "x", onStart: { lines.append($0.line) })
    try stream.feed(Array("<a>\n<b\nc='1'/><d/>\n\n<e/></a>".utf8).span)
    try stream.finish()
    #expect(lines == [1, 3, 3, 5])
  }
}
