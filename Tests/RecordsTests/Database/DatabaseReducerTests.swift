import Testing

@testable import Records

@Suite struct DatabaseReducerTests {
  private let whole = """
    <?xml version='1.0' encoding='UTF-8'?>
    <database><manifest><pair key="schema_major_vsn" value="5"/><pair key="pool_token" \
    value="s3cret"/></manifest><table name="secret"><row ref="r9" value="s3cret"/></table>\
    <table name="Bond"/><table name="VLAN"><row ref="OpaqueRef:1" __ctime="1" _ref="OpaqueRef:1" \
    uuid="u1" tag="10" other_config="(('a'%.'b'))"/><row _ref="OpaqueRef:2" tag="&lt;&quot;&amp;%n'" \
    uuid="u2"/></table><table name="VM"><row ref="OpaqueRef:3" \
    other_config="(('pci'%.'0/0000:07:10.0')%.('password'%.'s3cret'))" name__label="a%.b"/></table>\
    </database>
    """
  private let reduced = """
    <?xml version="1.0" encoding="UTF-8"?>
    <database>
    <manifest>
    <pair key="schema_major_vsn" value="5"/>
    </manifest>
    <table name="Bond">
    </table>
    <table name="VLAN">
    <row ref="OpaqueRef:1" tag="10" uuid="u1"/>
    <row ref="OpaqueRef:2" tag="&lt;&quot;&amp;%n'" uuid="u2"/>
    </table>
    <table name="VM">
    <row ref="OpaqueRef:3" name__label="a%.b" other_config="(('pci'%.'0/0000:07:10.0'))"/>
    </table>
    </database>

    """

  @Test func `one row a line, wanted tables, columns and keys, sorted`() throws {
    #expect(try reduce(whole) == Reduced(text: reduced, loss: nil))
  }

  @Test func `a reduced database reduces to itself`() throws {
    #expect(try reduce(reduced) == Reduced(text: reduced, loss: nil))
  }

  @Test(arguments: [1, 2, 3, 7, 64])
  func `pieces may end anywhere`(pieces: Int) throws {
    #expect(try reduce(whole, pieces: pieces) == Reduced(text: reduced, loss: nil))
  }

  @Test func `a byte order mark and indentation change nothing`() throws {
    let pretty = "\u{FEFF}" + whole.split(separator: "><").joined(separator: ">\r\n    <")
    #expect(try reduce(pretty) == Reduced(text: reduced, loss: nil))
    #expect(try reduce(pretty, pieces: 1) == Reduced(text: reduced, loss: nil))
  }

  @Test func `neither a declaration nor a manifest is needed`() throws {
    let text = "<database><table name='pool'><row ref='a' uuid='u'/></table></database>"
    #expect(try reduce(text).text.contains("<row ref=\"a\" uuid=\"u\"/>\n"))
  }

  @Test func `a line feed in a value stays one, and the row one line`() throws {
    let text =
      "<database><table name='VM'><row ref='a' name__label='b&#10;c&#9;d'/></table></database>"
    let once = try reduce(text).text
    #expect(once.contains("name__label=\"b&#10;c&#9;d\"/>\n"))
    #expect(try reduce(once).text == once)
  }

  @Test func `a map that cannot be read is left out`() throws {
    let text = "<database><table name='VM'><row ref='a' other_config='((pci'/></table></database>"
    #expect(try reduce(text).text.contains("<row ref=\"a\"/>\n"))
  }

  // MARK: what is damaged

  @Test func `a text that breaks off keeps its whole rows and says where it ended`() throws {
    let end = try #require(whole.range(of: "name__label"))
    let text = String(whole[..<end.lowerBound])
    let result = try reduce(text)
    #expect(
      result.loss
        == "the text ends too early, after \(text.utf8.count) bytes in table VM")
    #expect(result.text.contains("uuid=\"u2\"/>\n</table>\n<table name=\"VM\">\n</table>\n<loss"))
    #expect(result.text.hasSuffix("</database>\n"))
    #expect(try reduce(result.text) == result)
  }

  @Test func `every cut of a database can be read, and loses nothing twice`() throws {
    let bytes = Array(whole.utf8)
    let start = try #require(whole.range(of: "<table"))
    for end in whole.utf8.distance(from: whole.startIndex, to: start.upperBound) + 2..<bytes.count
    where end < bytes.count - 1 {
      let result = try reduce(Array(bytes[..<end]))
      #expect(result.loss != nil)
      for line in result.text.split(separator: "\n") where line.hasPrefix("<row") {
        #expect(reduced.contains(line), "cut at \(end)")
      }
      #expect(try reduce(result.text) == result)
    }
  }

  @Test func `a fault in the middle ends the reading without quoting the text`() throws {
    let text = whole.replacing("name__label=\"a%.b\"", with: "name__label=\"a\"s3cret\"")
    let result = try reduce(text)
    #expect(result.loss?.hasPrefix("the text is not well-formed XML from line 2, column ") == true)
    #expect(!result.text.contains("s3cret"))
    #expect(result.text.contains("uuid=\"u2\""))
  }

  @Test func `of two databases in one text the first is read`() throws {
    let result = try reduce(whole + "\n" + whole)
    #expect(result.loss == "more text follows the end of the database; it was not read")
    #expect(result.text.replacing(/<loss.*\n/, with: "") == reduced)
  }

  @Test(arguments: [
    ("<html><table name='VM'/></html>", "another XML document"),
    ("", "an empty text"), ("uuid ( RO) : 5", "a text that is not XML, or that has a DOCTYPE"),
    ("<database></database>", "<database> without any table"),
    ("<database><tables/>", "<database> without any table"),
    (
      "<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><database><x y='&b;'/></database>",
      "a text that is not XML, or that has a DOCTYPE"
    ),
  ])
  func `what is no database is refused`(text: String, found: String) {
    let expected = "expected a xapi database (<database> with tables), found \(found)"
    #expect(refusal(of: text) == expected)
    #expect(refusal(of: text, pieces: 1) == expected)
  }

  @Test func `an entity is a fault, not a text`() throws {
    let result = try reduce(
      "<database><table name='VM'><row ref='&a;' uuid='u'/></table></database>")
    #expect(result.loss != nil && !result.text.contains("<row"))
  }

  @Test func `depth is bounded`() throws {
    let deep = String(repeating: "<a>", count: 10_000)
    let result = try reduce("<database><table name='VM'>" + deep)
    #expect(result.loss?.contains("in table VM") == true)
  }
}

extension String {
  /// The first place of a piece of text.
  fileprivate func range(of piece: String) -> Range<String.Index>? {
    self.firstRange(of: piece)
  }
}
