import Testing

@testable import Records

@Suite struct DatabaseValueTests {
  private func decoded(_ text: String) -> String { DatabaseText.string(Array(text.utf8).span) }

  private func set(_ text: String) -> [String]? {
    DatabaseExpression.set(Array(text.utf8))?.map { String(decoding: $0, as: UTF8.self) }
  }

  private func map(_ text: String) -> [String]? {
    DatabaseExpression.map(Array(text.utf8))?.map {
      String(decoding: $0, as: UTF8.self) + "=" + String(decoding: $1, as: UTF8.self)
    }
  }

  @Test(arguments: [
    ("a%.b", "a b"), ("a%tb%nc%rd", "a\tb\nc\rd"), ("100%%", "100%"), ("%%.", "%."),
    ("a%_b", "a  b"), ("%x%", "%x%"), ("%%%.", "% "), ("old text with spaces", nil),
    ("100% sure", nil), ("%%%%", "%%"), ("%é", nil), ("", nil),
  ])
  func `the escapes of today and of old databases`(text: String, expected: String?) {
    #expect(decoded(text) == expected ?? text)
  }

  @Test func `what is written decodes to itself`() {
    let text = Array(" a\tb\nc\rd%.%%n % é".utf8)
    var written: [UInt8] = []
    DatabaseText.encode(text, into: &written)
    #expect(DatabaseText.decoded(written.span) == text)
    #expect(!written.contains(.space) && !written.contains(.lineFeed))
  }

  @Test(arguments: [
    ("()", []), ("", []), ("  ( ) ", []), ("('a' 'b')", ["a", "b"]),
    ("(\"a\" b 'c')", ["a", "b", "c"]),
    (#"('it\'s' "a\"b" '\\' '\n')"#, ["it's", "a\"b", "\\", "n"]),
    ("('a;b' ; a comment ) '\n 'c')", ["a;b", "c"]), ("(a;b\n)", ["a"]), ("('('')')", ["(", ")"]),
    ("('')", [""]),
  ])
  func `a set has strings in single quotes, double quotes and none`(
    text: String, expected: [String]
  ) {
    #expect(set(text) == expected)
  }

  @Test(arguments: ["('a'", "'a'", "('a') 'b'", "(('a' 'b'))", "('a", ")", "a", "(a))"])
  func `what is no set is nil`(text: String) { #expect(set(text) == nil) }

  @Test(arguments: [
    ("()", []), ("", []), ("(('k' 'v') ('k2' ''))", ["k=v", "k2="]),
    ("((\"name\" \"a|b;c\")(k v))", ["name=a|b;c", "k=v"]),
    (#"(('pci' '0/0000:07:10.0') ('q' 'it\'s \\'))"#, ["pci=0/0000:07:10.0", #"q=it's \"#]),
  ])
  func `a map has pairs of strings`(text: String, expected: [String]) {
    #expect(map(text) == expected)
  }

  @Test(arguments: ["('k' 'v')", "(('k'))", "(('k' 'v' 'w'))", "(('k' ('v')))", "(('k' 'v')"])
  func `what is no map is nil`(text: String) { #expect(map(text) == nil) }

  @Test func `a map that is written is read as it was`() throws {
    let text = #"(('a\'b' 'c\\d') ('e' '( f ; g )'))"#
    let pairs = try #require(DatabaseExpression.map(Array(text.utf8)))
    #expect(String(decoding: DatabaseExpression.written(pairs), as: UTF8.self) == text)
  }

  @Test(arguments: [
    (
      #"<restrictions><a x="1"/><restriction%.field="allow-network-sriov"%.value="1"/><b/>"#,
      #"<restrictions><restriction%.field="allow-network-sriov"%.value="1"/></restrictions>"#
    ), (#"<restrictions><a field="allow-gpu"/></restrictions>"#, ""), ("<<<", ""), ("a > b", ""),
    (#"< "allow-network-sriov" <"#, ""), ("", ""),
  ])
  func `of recommendations one restriction is kept`(text: String, expected: String) {
    let element = DatabaseRestriction.element(
      of: "allow-network-sriov", in: Array(text.utf8).span)
    #expect(String(decoding: element, as: UTF8.self) == expected)
  }
}
