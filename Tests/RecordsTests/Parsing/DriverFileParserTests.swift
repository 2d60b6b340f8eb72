import Testing

@testable import Records

@Suite struct DriverFileParserTests {
  private func parse(_ text: String) -> DriverFileRecord {
    DriverFileParser.record(Array(text.utf8).span, document: "host/-/modprobe.d/igb.conf")
  }

  private func keys(_ text: String) -> [String: String] {
    Dictionary(
      parse(text).keys.map { ($0.name, $0.value.value) }, uniquingKeysWith: { first, _ in first })
  }

  @Test("the file as it is installed")
  func installed() {
    let text =
      "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\n# VFs-maxvfs-by-user:\noptions igb max_vfs=0\n"
    let record = parse(text)
    #expect(record.fileName == "igb.conf")
    #expect(keys(text) == ["VFs-param": "max_vfs", "VFs-maxvfs-by-default": "7"])
    #expect(record.ignoredKeys.map(\.reason) == [.emptyKeyOrValue])
    #expect(record.options.map(\.driver) == ["igb"])
    #expect(record.options.first?.parameters == [.init(name: "max_vfs", value: "0")])
    #expect(record.options.first?.isComment == false)
  }

  @Test("a note behind a number is part of the value, and so it is no integer")
  func note() {
    let value = keys("# VFs-maxvfs-by-user: 4 <--- added a 4 here\n")["VFs-maxvfs-by-user"]
    #expect(value == "4 <--- added a 4 here")
    #expect(value.flatMap(OCamlInteger.parse) == nil)
  }

  @Test(
    "a key needs one hash and a blank",
    arguments: ["## VFs-param: max_vfs", "#VFs-param: max_vfs", "#\tVFs-param: max_vfs"])
  func otherHashes(_ line: String) {
    let record = parse(line)
    #expect(record.keys.isEmpty)
    #expect(record.ignoredKeys.map(\.reason) == [.noHashAndBlank])
    #expect(record.ignoredKeys.first?.text.value == line)
  }

  @Test("blanks around line, key and value do not matter")
  func blanks() {
    #expect(keys("  \t#   VFs-param \t:\t max_vfs  \r\n") == ["VFs-param": "max_vfs"])
  }

  @Test("the first colon ends the key")
  func firstColon() {
    #expect(keys("# VFs-param: a: b") == ["VFs-param": "a: b"])
  }

  @Test("the first of equal keys counts, and the others are told")
  func repeatedKey() {
    let text = "# VFs-maxvfs-by-user: 4\n# VFs-maxvfs-by-user: 6"
    #expect(keys(text) == ["VFs-maxvfs-by-user": "4"])
    #expect(parse(text).ignoredKeys.map(\.reason) == [.repeatedKey])
    #expect(parse(text).ignoredKeys.map(\.text.origin.line) == [2])
  }

  @Test("an empty key does not take the place of a later one")
  func emptyFirst() {
    #expect(keys("# VFs-maxvfs-by-user:\n# VFs-maxvfs-by-user: 3") == ["VFs-maxvfs-by-user": "3"])
  }

  @Test("comments that are no keys are left alone")
  func otherComments() {
    let record = parse("# a comment\n## another: one\n#\n\n")
    #expect(record.keys.isEmpty && record.ignoredKeys.isEmpty && record.options.isEmpty)
  }

  @Test("options are looked for anywhere in a line, in comments too")
  func optionsAnywhere() {
    let record = parse("# options igb max_vfs=4\nx options\tigbvf debug=1\noptionsigb a=1\n")
    #expect(record.options.map(\.driver) == ["igb", "igbvf"])
    #expect(record.options.map(\.isComment) == [true, false])
  }

  @Test("a word without an equals sign has an empty value")
  func words() {
    let parameters = parse("options igb max_vfs=4,4 debug a=b=c").options.first?.parameters
    #expect(
      parameters == [
        .init(name: "max_vfs", value: "4,4"), .init(name: "debug", value: ""),
        .init(name: "a", value: "b=c"),
      ])
  }

  @Test("a backslash joins lines")
  func backslash() {
    let record = parse("options igb \\\n  max_vfs=4\noptions x y=1")
    #expect(record.options.map(\.driver) == ["igb", "x"])
    #expect(record.options.first?.parameters == [.init(name: "max_vfs", value: "4")])
    #expect(record.options.map(\.origin.line) == [1, 3])
  }

  @Test("CR and LF end lines, and the last may have no end")
  func lineEnds() {
    let record = parse("# VFs-param: max_vfs\r\noptions igb max_vfs=4,4,4,4")
    #expect(record.keys.map(\.value.value) == ["max_vfs"])
    #expect(record.options.first?.parameters == [.init(name: "max_vfs", value: "4,4,4,4")])
  }

  @Test("an empty file has nothing and is no failure")
  func empty() {
    let record = parse("")
    #expect(record.keys.isEmpty && record.options.isEmpty && record.origin.line == 0)
  }
}
