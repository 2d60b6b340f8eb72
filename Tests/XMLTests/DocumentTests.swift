import Testing
import XML

/// The failure that parsing text gives; nil when it parses.
private func failure(_ text: String) -> Failure? { failure(Array(text.utf8)) }

private func failure(_ bytes: [UInt8]) -> Failure? {
  do throws(Failure) {
    _ = try Document(parsing: bytes, name: "in.xml")
    return nil
  } catch {
    return error
  }
}

private func document(_ text: String) throws -> Document {
  try Document(parsing: Array(text.utf8), name: "in.xml")
}

@Suite struct DocumentTests {
  @Test func `bytes become a tree with names, attributes, text and lines`() throws {
    let root = try document("<a x='1' y=''>\n<b>one</b> two<!--c--><b/></a>").root
    #expect(root.name == "a")
    #expect(root.line == 1)
    #expect(root.attribute("x") == "1")
    #expect(root.attribute("y") == "")
    #expect(root.attribute("z") == nil)
    #expect(root.elements.map(\.name) == ["b", "b"])
    #expect(root.elements.map(\.line) == [2, 2])
    #expect(root.text == "\none two")
    #expect(root.elements.first?.parent?.isSame(as: root) == true)
    #expect(root.parent == nil)
    #expect(root.document.name == "in.xml")
  }

  @Test func `children come in order, CDATA as text, instructions not at all`() throws {
    let root = try document("<a>x<b/><!-- c --><?p i?><![CDATA[<y>]]></a>").root
    let seen = root.children.map { node in
      switch node {
      case .element(let element): "<\(element.name)>"
      case .text(let text): text
      case .comment(let text): "#\(text)"
      }
    }
    #expect(seen == ["x", "<b>", "# c ", "<y>"])
  }

  @Test func `attributes keep order, namespace and replaced references`() throws {
    let root = try document("<a xmlns='u:a' xmlns:p='u:p' p:x='&lt;&amp;&#65;' y='é'/>").root
    #expect(root.namespace == "u:a")
    #expect(
      root.attributes == [
        Attribute(name: "x", namespace: "u:p", value: "<&A"), Attribute(name: "y", value: "é"),
      ])
    #expect(root.attribute("x") == nil)
    #expect(root.attribute("x", namespace: "u:p") == "<&A")
  }

  @Test func `an error says document, line and column`() {
    let found = failure("<a>\n<b>\n</a>")
    #expect(found?.line == 3)
    #expect(
      found?.description == "in.xml:3:5: opening and ending tag mismatch: b line 2 and a")
  }

  @Test(arguments: [
    ("", "in.xml: the document is empty"), ("<a>\n<b>", "in.xml:2:4: the document ends too early"),
    ("text", "in.xml:1:1: not an XML document: no tag at its start"),
    ("<a/>\n<b/>", "in.xml:2:1: extra content at the end of the document"),
  ])
  func `input that is no whole document says so`(text: String, message: String) {
    #expect(failure(text)?.description == message)
  }

  @Test func `lines above 65 535 are exact`() throws {
    let breaks = String(repeating: "\n", count: 70_000)
    #expect(try document("<a>\(breaks)<b>x</b></a>").root.elements.first?.line == 70_001)
    #expect(failure("<a>\(breaks)<b></a>")?.line == 70_001)
  }

  @Test(arguments: [
    "", " ", "<", "<a", "<a>", "<a><b/>", "<a/><b/>", "text", "<a>&nbsp;</a>", "<p:a/>",
    "<a x='1' x='2'/>", "<a>&#0;</a>", "<a>&#27;</a>", "<a x=1/>", "<a/>x", "<?xml version='1.0'?>",
  ])
  func `what is not well-formed is an error`(text: String) {
    #expect(failure(text) != nil)
    #expect(failure(text)?.name == "in.xml")
  }

  @Test(
    arguments: [
      [0x3C, 0x61, 0x3E, 0xFF, 0xFE, 0x3C, 0x2F, 0x61, 0x3E],
      [0x3C, 0x61, 0x3E, 0xC3, 0x3C, 0x2F, 0x61, 0x3E],
      [0x3C, 0x61, 0x3E, 0x00, 0x3C, 0x2F, 0x61, 0x3E],
      [0x3C, 0x61, 0x2F, 0x3E, 0x00],
      [0x00], [0xFF, 0xFE], [0x3C, 0x61, 0x3E, 0x1B, 0x3C, 0x2F, 0x61, 0x3E],
    ] as [[UInt8]])
  func `bad UTF-8, NUL and controls are errors`(bytes: [UInt8]) {
    #expect(failure(bytes) != nil)
  }

  @Test(arguments: [
    "<!DOCTYPE a>\n<a/>",
    "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
    "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
    "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>",
    "<!DOCTYPE html><html/>",
  ])
  func `any DOCTYPE is refused`(text: String) {
    #expect(failure(text)?.line == 1)
    #expect(failure(text)?.message.contains("<!DOCTYPE …>") == true)
  }

  @Test func `256 levels are accepted, 10 000 refused`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    }
    #expect(failure(nested(256)) == nil)
    #expect(failure(nested(10_000))?.message == "elements are nested deeper than 256")
  }

  @Test func `a document of one 24 MB line is accepted`() throws {
    let text = "<a>" + String(repeating: "<b x='1234567890'/>", count: 1_200_000) + "</a>"
    #expect(failure(text) == nil)
  }

  @Test func `an error's message has nothing that a terminal obeys`() {
    let found = failure("<a>\u{9B}31m<b\u{202E}></a>")
    #expect(found?.message.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\n" } == false)
  }

  @Test func `nodes outlive the variable of their document`() throws {
    func inner() throws -> Element {
      let built = Document(root: "a").root.append("b", text: "built")
      #expect(built.text == "built")
      return try #require(try document("<a><b>kept</b></a>").root.elements.first)
    }
    let element = try inner()
    #expect(element.text == "kept")
    #expect(element.parent?.name == "a")
  }
}

@Suite struct TemplateTests {
  @Test(arguments: ["<!DOCTYPE html>\n<html/>", "\n <!DOCTYPE html>\n<html/>", "<html/>"])
  func `a template may begin with the doctype of HTML`(text: String) throws {
    let template = try Document(parsingTemplate: Array(text.utf8), name: "t.html")
    #expect(template.root.name == "html")
    #expect(
      template.root.line == text.split(separator: "<html", maxSplits: 1)[0].count { $0 == "\n" } + 1
    )
  }

  @Test func `an error in a template keeps its line and column`() {
    #expect(
      throws: Failure(
        name: "t.html", line: 1, column: 23, message: "specification mandates value for attribute x"
      )
    ) {
      try Document(parsingTemplate: Array("<!DOCTYPE html><html x</html>".utf8), name: "t.html")
    }
  }

  @Test(arguments: [
    "<!DOCTYPE html [<!ENTITY e 'x'>]><html>&e;</html>", "<!doctype html><html/>",
    "<!DOCTYPE html SYSTEM 'about:legacy-compat'><html/>", "<!DOCTYPE html><!DOCTYPE html><html/>",
    "<html>&nbsp;</html>", "",
  ])
  func `any other doctype or entity in a template is refused`(text: String) {
    #expect(throws: Failure.self) {
      try Document(parsingTemplate: Array(text.utf8), name: "t.html")
    }
  }
}
