import Testing
import XML

private func page(_ fill: (Element) -> Void) -> String {
  let document = Document(root: "html")
  fill(document.root)
  return String(decoding: document.html(), as: UTF8.self)
}

@Suite struct HTMLTests {
  @Test func `a page begins with its doctype and has no other declaration`() {
    #expect(page { _ in } == "<!DOCTYPE html>\n<html></html>\n")
  }

  @Test func `the page's own charset is the only one`() {
    let html = page {
      let head = $0.append("head")
      head.append("meta", [("charset", "utf-8")])
      head.append("title", text: "T")
    }
    #expect(html.contains("<head><meta charset=\"utf-8\"><title>T</title></head>"))
    #expect(!html.lowercased().contains("http-equiv"))
  }

  @Test func `other characters than ASCII stay UTF-8 in text, attribute, style and comment`() {
    let html = page {
      $0.append("style", text: "p::before{content:\"→\"}")
      $0.append("p", [("title", "é→漢🙂")], text: "é\u{A0}–漢🙂")
      $0.append(comment: "é→")
    }
    #expect(html.contains("<style>p::before{content:\"→\"}</style>"))
    #expect(html.contains("<p title=\"é→漢🙂\">é\u{A0}–漢🙂</p>"))
    #expect(html.contains("<!--é→-->"))
  }

  @Test func `text and attributes are escaped`() {
    let html = page {
      $0.append("p", [("title", "it's <b> & \"c\"")], text: "it's <b> & </script> ]]>")
    }
    #expect(html.contains(">it's &lt;b&gt; &amp; &lt;/script&gt; ]]&gt;</p>"))
    #expect(html.contains("<p title=\"it's &lt;b&gt; &amp; &quot;c&quot;\">"))
  }

  @Test func `style is raw, and data in it cannot end it`() {
    let html = page {
      $0.append("style", text: "a > b { content: \"&\" } ")
      let style = $0.append("STYLE", text: "x<")
      style.append(text: "/style><script>alert(1)</script>")
      $0.append("p", text: "a</b")
    }
    #expect(html.contains("<style>a > b { content: \"&\" } </style>"))
    #expect(html.contains("<STYLE>x<\\/style><script>alert(1)<\\/script></STYLE>"))
    #expect(html.contains("<p>a&lt;/b</p>"))
  }

  @Test(arguments: ["br", "hr", "img", "meta", "link", "input", "col"])
  func `a void element has no end tag`(name: String) {
    #expect(page { $0.append("p").append(name) }.contains("<p><\(name)></p>"))
  }

  @Test(arguments: ["p", "div", "td", "span", "script", "a", "details", "section", "tr"])
  func `any other empty element has one`(name: String) {
    #expect(page { $0.append("div").append(name) }.contains("<\(name)></\(name)>"))
  }

  @Test func `SVG keeps its names and its namespace attribute`() {
    let html = page {
      let svg = $0.append("svg", [("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", "0 0 1 1")])
      svg.append("linearGradient").append("path", [("d", "M0 0")])
    }
    #expect(
      html.contains(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><linearGradient>"
          + "<path d=\"M0 0\"></path></linearGradient></svg>"))
  }

  @Test func `blanks stay where they are and none are added`() {
    let html = page {
      let body = $0.append("body")
      body.append("pre", text: " a\n  b ")
      body.append("p").append("b", text: "x")
    }
    #expect(html.contains("<body><pre> a\n  b </pre><p><b>x</b></p></body>"))
  }

  @Test func `empty and boolean attributes are there`() {
    let html = page { $0.append("details", [("open", "")]).append("img", [("alt", "")]) }
    #expect(html.contains("<details open"))
    #expect(html.contains("<img alt"))
  }

  @Test func `a link's address is spelled as URLs are`() {
    let html = page { $0.append("a", [("href", "#é?a=1&b=%20 \"")], text: "x") }
    #expect(html.contains("<a href=\"#%C3%A9?a=1&amp;b=%20%20%22\">"))
  }
}
