import Auditing
import Reporting
import Testing

/// Templates of a user's own: what they can say, and what is said of a broken one.
@Suite struct TemplateTests {
  private func page(_ body: String, style: String = "", report: AuditReport = SampleReport.make())
    throws -> String
  {
    let template = """
      <html xmlns="http://www.w3.org/1999/xhtml" xmlns:tal="http://xml.zope.org/namespaces/tal">
      \(body)
      </html>
      """
    let renderer = HTMLRenderer(
      template: try PageTemplate(
        page: Array(template.utf8), name: "mine.html", style: Array(style.utf8)),
      styleHash: { _ in "hash" })
    return String(decoding: try renderer.render(report), as: UTF8.self)
  }

  private func failure(_ body: String, style: String = "") -> String {
    do {
      return "no failure: " + (try page(body, style: style))
    } catch {
      return "\(error)"
    }
  }

  @Test func `content and replace put text, never markup`() throws {
    let page = try page(
      "<p tal:content=\"pool/@name\">x</p><b tal:replace=\"pool/@name\">y</b>",
      report: SampleReport.make("<i>"))
    #expect(page.contains("<p>&lt;i&gt;</p>&lt;i&gt;"))
  }

  @Test func `repeat evaluates at its item, with position and last`() throws {
    let page = try page(
      "<i tal:repeat=\"f findings/finding\" tal:content=\"concat(position(), '/', last(), @severity)\"/>"
    )
    #expect(page.contains("<i>1/2error</i>\n<i>2/2note</i>"))
  }

  @Test func `condition decides before repeat, and takes the blanks in front along`() throws {
    #expect(try page("<p>a</p>  <p tal:condition=\"nothing\">b</p>.").contains("<p>a</p>."))
  }

  @Test func `an attribute without a node is left out, a true one is named`() throws {
    let page = try page(
      "<p class=\"was\" tal:attributes=\"class pool/@uuid; title pool/@name; hidden true()\">a</p>")
    #expect(page.contains("<p title=\"desk-1\" hidden=\"hidden\">a</p>"))
  }

  @Test func `alternatives are tried until one yields something`() throws {
    #expect(try page("<p tal:content=\"pool/@uuid || 'a || b'\"/>").contains("<p>a || b</p>"))
  }

  @Test func `omit-tag leaves the content`() throws {
    #expect(try page("<tal:x>bare</tal:x><b tal:omit-tag=\"true()\">c</b>").contains("\nbarec\n"))
  }

  @Test func `the style is put in where its link stands`() throws {
    let page = try page(
      "<link rel=\"stylesheet\" href=\"style.css\"/>", style: "p > b { color: red }")
    #expect(page.contains("<style>p > b { color: red }</style>"))
  }

  @Test(
    "what is broken is named with its line",
    arguments: [
      ("<p tal:repaet=\"a b\"/>", "mine.html:2: unknown tal attribute \"tal:repaet\""),
      ("<p tal:content=\"count(\"/>", "mine.html:2: "),
      ("<p tal:content=\"no-such-function()\"/>", "unknown function no-such-function()"),
      ("<p tal:content=\"$nobody\"/>", "unknown variable $nobody"),
      ("<p tal:content=\"a\" tal:replace=\"b\"/>", "cannot be combined"),
      ("<p>", "mine.html:"),
      ("<link rel=\"stylesheet\" href=\"https://example.org/a.css\"/>", "would be a request"),
    ])
  func namesFaults(_ body: String, _ message: String) {
    #expect(failure(body).contains(message), "\(failure(body))")
  }

  @Test func `a style that would end its element is refused`() {
    #expect(failure("<p/>", style: "a::after { content: '</style>' }").contains("style.css: found"))
  }
}
