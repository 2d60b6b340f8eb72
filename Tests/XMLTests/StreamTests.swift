import Testing
import XML

/// What a stream reported, one line an event.
private final class Events {
  var lines: [String] = []
  var text = ""
}

private struct Stop: Error, Equatable {}

private func events(of text: String, piece: Int? = nil) throws -> [String] {
  let seen = Events()
  func flush() {
    if !seen.text.isEmpty { seen.lines.append("\"\(seen.text)\"") }
    seen.text = ""
  }
  let stream = Stream(
    name: "db.xml",
    onStart: { tag in
      flush()
      let attributes = (0..<tag.count).map { "\(tag.name($0))=\(tag.string($0))" }
      seen.lines.append("<" + ([tag.name] + attributes).joined(separator: " "))
    },
    onEnd: {
      flush()
      seen.lines.append(">")
    },
    onText: { seen.text += $0.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } })
  let bytes = Array(text.utf8)
  let pieces = piece.map { [bytes[..<$0], bytes[$0...]] } ?? [bytes[...]]
  for part in pieces { try stream.feed(Array(part).span) }
  try stream.finish()
  return seen.lines
}

private func failure(_ text: String) throws -> Failure? {
  do {
    _ = try events(of: text)
    return nil
  } catch let failure as Failure {
    return failure
  }
}

@Suite struct StreamTests {
  @Test func `tags, attributes and text come in order, references replaced`() throws {
    #expect(
      try events(of: "<a x='1&amp;2&lt;&#65;' y=''><b>t&amp;u<![CDATA[<]]></b><c/></a>")
        == ["<a x=1&2<A y=", "<b", "\"t&u<\"", ">", "<c", ">", ">"])
  }

  @Test func `a piece may end at every byte`() throws {
    let text = "<?xml version='1.0'?>\n<a é='漢&amp;🙂'><b/>é&lt;z<!-- c --></a>\n"
    let whole = try events(of: text)
    #expect(whole.count == 5)
    for border in 0...text.utf8.count {
      // Text next to a border may come in other pieces, but is the same text.
      #expect(try events(of: text, piece: border) == whole)
    }
  }

  @Test func `equal names have equal identities`() throws {
    let seen = Events()
    var identities: [UInt] = []
    let stream = Stream(
      name: "s",
      onStart: { tag in
        identities.append(tag.nameID)
        for index in 0..<tag.count { identities.append(tag.nameID(index)) }
        seen.lines.append(tag.name)
      })
    try stream.feed(Array("<a b='1'><b a='1'/></a>".utf8).span)
    try stream.finish()
    #expect(identities[0] == identities[3])
    #expect(identities[1] == identities[2])
    #expect(identities[0] != identities[1])
    #expect(seen.lines == ["a", "b"])
  }

  @Test(arguments: [
    "\n<!DOCTYPE a><a/>", "\n<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
    "\n<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
  ])
  func `any DOCTYPE is refused`(text: String) throws {
    #expect(try failure(text)?.message.contains("<!DOCTYPE …>") == true)
    #expect(try failure(text)?.line == 2)
  }

  @Test func `an error says document and line`() throws {
    let found = try failure("<a>\n<b>\n</a>")
    #expect(found?.name == "db.xml")
    #expect(found?.line == 3)
    #expect(try failure("<a>\n<b>")?.description == "db.xml:2:4: the document ends too early")
  }

  @Test(arguments: ["", "<a>", "<a x='1", "<a>&e;</a>", "<a>\u{1}</a>", "<a/><b/>", "<a/>\u{0}"])
  func `what is not well-formed is an error`(text: String) throws {
    #expect(try failure(text) != nil)
  }

  @Test func `depth is bounded`() throws {
    let text = String(repeating: "<a>", count: 10_000)
    #expect(try failure(text)?.message == "elements are nested deeper than 256")
  }

  @Test func `what a callback throws comes out as it is, and again`() throws {
    let stream = Stream(name: "s", onStart: { _ in throw Stop() })
    #expect(throws: Stop()) { try stream.feed(Array("<a><b/>".utf8).span) }
    #expect(throws: Stop()) { try stream.feed(Array("</a>".utf8).span) }
    #expect(throws: Stop()) { try stream.finish() }
  }

  @Test func `feeding from inside a callback is an error`() throws {
    var inner: Stream?
    let stream = Stream(name: "s", onStart: { _ in try inner?.feed(Array("<b/>".utf8).span) })
    inner = stream
    #expect(throws: Failure.self) { try stream.feed(Array("<a></a>".utf8).span) }
    inner = nil
  }

  @Test func `a line of 30 MB passes, read in one piece`() throws {
    var count = 0
    let row = "<row ref='OpaqueRef:1' name='x &amp; y'/>"
    let stream = Stream(name: "s", onStart: { _ in count += 1 })
    try stream.feed(Array(("<t>" + String(repeating: row, count: 750_000)).utf8).span)
    try stream.feed(Array("</t>".utf8).span)
    try stream.finish()
    #expect(count == 750_001)
  }
}
