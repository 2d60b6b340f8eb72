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
    #expect(options(text) == ["igb max_vfs=0"])
    #expect(record.contents == Array(text.utf8))
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
    #expect(record.keys.isEmpty && record.ignoredKeys.isEmpty && record.directives.isEmpty)
  }

  private func options(_ text: String) -> [String] {
    parse(text).directives.filter { $0.command == .options }
      .map { "\($0.module) \(String(decoding: $0.text, as: UTF8.self))" }
  }

  @Test("kmod reads a line only by its first word")
  func firstWord() {
    #expect(options("# options igb max_vfs=4\nx options\tigbvf debug=1\noptionsigb a=1\n").isEmpty)
    #expect(options("  options\tigb-x  a=1") == ["igb_x  a=1"])
    #expect(options("options igb\noptions igb \n").isEmpty)
  }

  @Test("a backslash joins lines, also a comment with the line after it")
  func backslash() {
    let record = parse("options igb \\\n  max_vfs=4\noptions x y=1")
    #expect(record.directives.map(\.module) == ["igb", "x"])
    #expect(record.directives.map(\.origin.line) == [1, 3])
    #expect(options("options igb max_\\\nvfs=4") == ["igb max_vfs=4"])
    #expect(options("# remark \\\noptions igb max_vfs=4").isEmpty)
    #expect(options("options igb a\\b=1") == ["igb ab=1"])
  }

  @Test("CR and LF end the toolstack's lines; kmod leaves the CR to the kernel")
  func lineEnds() {
    let record = parse("# VFs-param: max_vfs\r\noptions igb max_vfs=4,4,4,4\r\n")
    #expect(record.keys.map(\.value.value) == ["max_vfs"])
    let arguments = KernelArguments.all(in: record.directives.first?.text ?? [])
    #expect(arguments.map(\.text) == ["max_vfs=4,4,4,4"])
  }

  @Test("the kernel's words: quotes, dashes, and words without a value")
  func arguments() {
    let words = KernelArguments.all(in: Array("max-vfs=\"4\"  debug a=b=c \"x=1 2\" -- y=1".utf8))
    #expect(words.map(\.text) == ["max-vfs=4", "debug", "a=b=c", "x=1 2"])
    #expect(words.first?.parameter == "max_vfs")
    #expect(words.map { $0.value == nil } == [false, true, false, false])
  }

  @Test("an empty file has nothing and is no failure")
  func empty() {
    let record = parse("")
    #expect(record.keys.isEmpty && record.directives.isEmpty && record.origin.line == 0)
  }
}
