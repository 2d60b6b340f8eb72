import Auditing
import Reporting
import Testing
import XML

@Suite struct XMLReportTests {
  private func document(_ report: AuditReport) throws -> Document {
    try Document(parsing: try XMLRenderer().render(report), name: "report.xml")
  }

  private func value(_ path: String, in document: Document) throws -> Value {
    try XPath(compiling: path).evaluate(
      at: document.root, namespaces: ["r": ReportSchema.namespace])
  }

  @Test func `it is valid under the schema that is shipped`() throws {
    let schema = try Schema(parsing: ReportSchema.bytes, name: "report.xsd")
    #expect(schema.validate(try document(SampleReport.make())).isEmpty)
    #expect(schema.validate(try document(SampleReport.make(findings: []))).isEmpty)
  }

  @Test func `the schema refuses a severity that is none`() throws {
    let text = String(decoding: try XMLRenderer().render(SampleReport.make()), as: UTF8.self)
    let wrong = text.replacing(#"severity="error""#, with: #"severity="critical""#)
    let schema = try Schema(parsing: ReportSchema.bytes, name: "report.xsd")
    let violations = schema.validate(try Document(parsing: Array(wrong.utf8), name: "report.xml"))
    #expect(violations.first?.message.contains("critical") == true)
  }

  @Test func `a command is words, each beside what a shell takes`() throws {
    let document = try document(SampleReport.make("it's"))
    #expect(try value("//r:finding[1]//r:command/r:word[3]", in: document).text == "vm=it's")
    #expect(
      try value("//r:finding[1]//r:command/r:word[3]/@shell", in: document).text
        == #"vm='it'\''s'"#)
  }

  @Test func `characters that XML forbids are visible`() throws {
    let document = try document(SampleReport.make("a\u{0}b"))
    #expect(try value("r:pool/@name", in: document).text == #"a\u{0}b"#)
  }

  @Test func `evidence keeps its lines and their numbers`() throws {
    let document = try document(SampleReport.make())
    #expect(try value("//r:finding[1]//r:item/@lines", in: document).text == "2–3, 9")
    #expect(try value("//r:finding[1]//r:line[3]/@number", in: document).text == "9")
  }

  @Test func `a gap is written once, however many rules lack it`() throws {
    let document = try document(SampleReport.make())
    #expect(try value("count(//r:gaps/r:gap)", in: document).text == "1")
    #expect(try value("//r:undetermined//r:gap/@ref = //r:gaps/r:gap/@id", in: document).isTrue)
  }
}
