import Testing
import XML

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

@Suite struct BuildingTests {
  @Test func `a built document is written with its namespace`() {
    let report = Document(root: "report", namespace: "urn:vfaudit:report:1")
    report.root.append("finding", [("id", "a"), ("on", "")], text: "it's <b> & \"c\"")
    #expect(
      text(report.bytes()) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <report xmlns="urn:vfaudit:report:1"><finding id="a" on="">it's &lt;b&gt; &amp; "c"\
        </finding></report>

        """)
  }

  @Test func `children inherit the namespace when read back`() throws {
    let report = Document(root: "report", namespace: "urn:r")
    report.root.append("a").append("b")
    let root = try Document(parsing: report.bytes(), name: "r").root
    #expect(root.elements.first?.elements.first?.namespace == "urn:r")
  }

  @Test func `indenting puts each element on a line and leaves text alone`() {
    let document = Document(root: "a")
    document.root.append("b", text: " x ").append("c")
    document.root.append("d")
    #expect(text(document.bytes(indented: true)).contains("<a>\n  <b> x <c/></b>\n  <d/>\n</a>"))
  }

  @Test(arguments: [
    "it's <b>", "&lt;", "]]>", "a\r\nb\tc", "é 漢 🙂", "\"'", "<![CDATA[x]]>", " ", "a\u{2028}b",
  ])
  func `text and attributes come back as they went in`(value: String) throws {
    let document = Document(root: "a")
    document.root.append("b", [("v", value)], text: value)
    let back = try Document(parsing: document.bytes(), name: "back").root.elements.first
    #expect(back?.text == value)
    #expect(back?.attribute("v") == value)
  }

  @Test func `every forbidden or unseen character becomes a visible escape`() throws {
    let codes =
      [0...8, 0xB...0xC, 0xE...0x1F, 0x7F...0x9F, 0x200E...0x200F, 0x202A...0x202E].joined()
      + [0x61C, 0x2066, 0x2069, 0xFFFE, 0xFFFF]
    let scalars = codes.compactMap(Unicode.Scalar.init)
    let hostile = String(String.UnicodeScalarView(scalars))
    let document = Document(root: "a")
    document.root.append("b", [("v", hostile)], text: hostile)
    document.root.append(comment: hostile)
    let back = try Document(parsing: document.bytes(), name: "back").root.elements.first
    #expect(back?.text == visible(hostile))
    #expect(back?.attribute("v") == visible(hostile))
    #expect(back?.text.hasPrefix("\\u{0}\\u{1}") == true)
    #expect(back?.text.hasSuffix("\\u{FFFE}\\u{FFFF}") == true)
  }

  @Test func `visible leaves ordinary text alone`() {
    for plain in ["", "a\tb\r\nc", "é – “x” 漢 🙂 العربية \u{FFFD}\u{A0}"] {
      #expect(visible(plain) == plain)
    }
    #expect(visible("\u{1B}[31m") == "\\u{1B}[31m")
    #expect(visible("a\u{202E}b\u{85}") == "a\\u{202E}b\\u{85}")
  }

  @Test(arguments: ["--", "-->", "a---b", "-", ">", "->", "a-", "--!>", "<!--", "x -- y -"])
  func `a comment's text cannot end it`(value: String) throws {
    let document = Document(root: "a")
    document.root.append(comment: value)
    let root = try Document(parsing: document.bytes(), name: "back").root
    guard case .comment(let back) = root.children.first else {
      Issue.record("no comment")
      return
    }
    #expect(!back.contains("--"))
    #expect(!back.hasPrefix(">") && !back.hasPrefix("-") && !back.hasSuffix("-"))
    let words = value.filter { $0 != " " }.replacing("<", with: "\\u{3C}")
    #expect(back.filter { $0 != " " } == words)
  }

  @Test(arguments: ["", "a b", "1", "<x>", "a=b", "é", "x\u{0}y"])
  func `a name that markup cannot carry is made safe`(name: String) throws {
    let document = Document(root: name)
    document.root.append(name, [(name, "v")])
    #expect(try Document(parsing: document.bytes(), name: "back").root.elements.count == 1)
  }

  @Test func `text after text is joined, an attribute set twice has its last value`() {
    let root = Document(root: "a").root
    root.append(text: "x")
    root.append(text: "")
    root.append(text: "y")
    root.setAttribute("k", "1")
    root.setAttribute("k", "2")
    #expect(root.children.count == 1)
    #expect(root.text == "xy")
    #expect(root.attributes == [Attribute(name: "k", value: "2")])
  }

  @Test func `documents that differ in spelling alone have one canonical form`() throws {
    func canonical(_ text: String) throws -> [UInt8] {
      try Document(parsing: Array(text.utf8), name: "c").canonical()
    }
    let one = try canonical("<?xml version='1.0'?><a y='2' x='1'><b/><!--c--></a>")
    #expect(text(one) == "<a x=\"1\" y=\"2\"><b></b></a>")
    #expect(try canonical("<a x='1'  y='&#50;' ><b></b></a>") == one)
    #expect(try canonical("<a x='1' y='3'><b/></a>") != one)
  }

  @Test func `a document without canonical form is an error, not empty bytes`() {
    #expect(throws: Failure.self) { try Document(root: "a", namespace: "relative").canonical() }
  }
}
