import Testing
import XML

private let report = """
  <r:report xmlns:r='urn:r' n='3'><r:finding id='a'><title>A</title></r:finding>
  <r:finding id='b'><title>B</title></r:finding><n>4</n></r:report>
  """

private let names = ["r": "urn:r"]

private func root(_ text: String = report) throws -> Element {
  try Document(parsing: Array(text.utf8), name: "in.xml").root
}

private func value(_ expression: String, _ variables: [String: Value] = [:]) throws -> Value {
  try XPath(compiling: expression).evaluate(
    at: root(), variables: variables, namespaces: names)
}

private func failure(_ expression: String) throws -> String {
  do throws(Failure) {
    let path = try XPath(compiling: expression)
    _ = try path.evaluate(at: Document(root: "a").root)
    return ""
  } catch {
    return error.description
  }
}

@Suite struct XPathTests {
  @Test(arguments: [
    ("r:finding/@id", "a"), ("count(r:finding)", "2"), ("'x'", "x"), ("1 div 4", "0.25"),
    ("0 div 0", "NaN"), ("1 div 0", "Infinity"), ("-0", "0"), ("r:finding = 'A'", "true"),
    ("none", ""), ("false()", "false"), ("/", "A\nB4"), ("@n + n", "7"),
    ("12345678901", "12345678901"),
    ("string(r:finding[2]/title)", "B"), ("position() + last()", "2"), ("//title/text()", "A"),
    ("concat('é', \"'\")", "é'"), ("0.1", "0.1"), ("-1.5", "-1.5"),
  ])
  func `a value as text is what string() says`(expression: String, text: String) throws {
    #expect(try value(expression).text == text)
  }

  @Test(arguments: [
    ("r:finding", true), ("none", false), ("''", false), ("'false'", true), ("0", false),
    ("0 div 0", false), ("-1", true), ("true()", true),
  ])
  func `a value as truth is what boolean() says`(expression: String, truth: Bool) throws {
    #expect(try value(expression).isTrue == truth)
  }

  @Test func `nodes come in document order, elements as elements`() throws {
    #expect(try value("r:finding[2]/@id | r:finding[1]/@id").items.map(\.text) == ["a", "b"])
    #expect(try value("//title").items.map { $0.element?.name } == ["title", "title"])
    #expect(try value("//@id").items.allSatisfy { $0.element == nil })
    #expect(try value("'x'").items.isEmpty)
  }

  @Test func `variables hold nodes, text, numbers and truth`() throws {
    let findings = try value("r:finding")
    #expect(try value("$f[2]/title", ["f": findings]).text == "B")
    #expect(
      try value("concat($s, $n, $b)", ["s": .string("x"), "n": .number(2), "b": .boolean(true)])
        .text == "x2true")
    let second = try #require(findings.items.last)
    #expect(try value("$f/title", ["f": .nodes([second])]).text == "B")
    #expect(try value("count($f)", ["f": .nodes([])]).text == "0")
    let built = Document(root: "a").root.append("title", text: "built")
    #expect(try value("$e", ["e": .nodes([Item(built)])]).text == "built")
  }

  @Test func `nodes of another document stay alive in a result`() throws {
    let path = try XPath(compiling: "$f/title")
    let result = try path.evaluate(
      at: Document(root: "a").root, variables: ["f": value("r:finding")])
    #expect(result.items.map(\.text) == ["A", "B"])
    #expect(result.items.first?.element?.document.name == "in.xml")
  }

  @Test func `position and size are the caller's`() throws {
    let path = try XPath(compiling: "concat(position(), '/', last())")
    #expect(try path.evaluate(at: root(), position: 3, size: 9).text == "3/9")
  }

  @Test func `one expression serves many documents, prefixes change`() throws {
    let path = try XPath(compiling: "count(p:a)")
    let one = try root("<x><a xmlns='u:1'/><a xmlns='u:2'/><a xmlns='u:2'/></x>")
    #expect(try path.evaluate(at: one, namespaces: ["p": "u:1"]).text == "1")
    #expect(try path.evaluate(at: one, namespaces: ["p": "u:2"]).text == "2")
    #expect(try path.evaluate(at: root(), namespaces: ["p": "u:2"]).text == "0")
    #expect(throws: Failure.self) { try path.evaluate(at: one) }
  }

  @Test func `a bad expression says what, where and the expression`() throws {
    #expect(try failure("a[") == "XPath: invalid expression at character 3 of \"a[\"")
    #expect(try failure("") == "XPath: invalid expression at character 1 of \"\"")
    #expect(
      try failure("concat('a'") == "XPath: invalid expression at character 11 of \"concat('a'\"")
    #expect(try failure("a b").contains("of \"a b\""))
    #expect(try failure("'open").contains("of \"'open\""))
    #expect(try failure("a\u{0}").contains("a\\u{0}"))
  }

  @Test func `what is unknown is named`() throws {
    #expect(try failure("$nope/x") == "XPath: unknown variable $nope, in \"$nope/x\"")
    #expect(
      try failure("count(nope(1))") == "XPath: unknown function nope(), in \"count(nope(1))\"")
    #expect(try failure("p:a") == "XPath: unknown namespace prefix, in \"p:a\"")
    #expect(try failure("document('/etc/passwd')").contains("unknown function document()"))
    #expect(try failure("count('x')").contains("a value has the wrong type"))
  }

  @Test func `an error leaves nothing behind`() throws {
    let element = try root()
    let bad = try XPath(compiling: "$nope")
    let good = try XPath(compiling: "count(//title)")
    for _ in 0..<3 {
      #expect(throws: Failure.self) { try bad.evaluate(at: element) }
      #expect(try good.evaluate(at: element).text == "2")
    }
  }

  @Test func `deep nesting of an expression is an error, not a crash`() throws {
    let deep = String(repeating: "(", count: 100_000) + "1"
    #expect(try failure(deep).hasPrefix("XPath: "))
  }

  @Test func `namespace nodes are refused`() throws {
    #expect(throws: Failure.self) { try value("namespace::*") }
  }

  @Test func `what is appended later is found`() throws {
    let document = Document(root: "a")
    let path = try XPath(compiling: "count(b)")
    for count in 0..<3 {
      #expect(try path.evaluate(at: document.root).text == "\(count)")
      document.root.append("b")
    }
  }

  @Test func `many threads may parse and evaluate, each its own document`() async {
    await withTaskGroup(of: Bool.self) { group in
      for index in 0..<50 {
        group.addTask {
          let text = "<a><b>\(index)</b></a>"
          let path = try? XPath(compiling: "number(b)")
          let document = try? Document(parsing: Array(text.utf8), name: "t")
          guard let document, let path else { return false }
          return (try? path.evaluate(at: document.root))?.text == "\(index)"
            && (try? XPath(compiling: "a[")) == nil
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}
