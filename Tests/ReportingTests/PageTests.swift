import Auditing
import Evidence
import Reporting
import Testing

/// The built-in page, as a browser and a ticket system see it.
@Suite struct PageTests {
  private let page: String

  init() throws {
    let renderer = HTMLRenderer(styleHash: { Digest.sha256Base64(Bytes($0)) })
    page = String(decoding: try renderer.render(SampleReport.make()), as: UTF8.self)
  }

  private func values(_ attribute: String) -> [String] {
    page.split(separator: " \(attribute)=\"").dropFirst()
      .map { String($0.prefix { $0 != "\"" }) }
  }

  @Test func `it asks for nothing and runs nothing`() {
    for forbidden in ["<script", "<link", "<img", "<iframe", " src=", "url(", "@import", "data:"] {
      #expect(!page.contains(forbidden), "\(forbidden)")
    }
    #expect(!page.contains(#/\son[a-z]+="/#))
  }

  @Test func `its policy admits its own two styles and nothing else`() throws {
    let styles = page.matches(of: #/<style>([\s\S]*?)</style>/#).map { String($0.output.1) }
    let hashes = styles.map { "'sha256-\(Digest.sha256Base64(Bytes($0)))'" }
    #expect(
      page.contains(
        """
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
        style-src \(hashes.joined(separator: " ")); base-uri 'none'; form-action 'none'">
        """))
    // The house's, and the filter of this report's hosts and rules.
    #expect(styles.count == 2)
    #expect(page.matches(of: #/<style/#).count == 2)
  }

  @Test func `a VLAN without traffic is broken in the drawing, in words too`() throws {
    let drawing = try #require(page.firstMatch(of: #/<svg class="card"[\s\S]*?</svg>/#)?.output)
    #expect(drawing.contains("<rect class=\"tag cut\""))
    #expect(drawing.contains("<path class=\"cross\""))
    #expect(drawing.contains("<tspan class=\"broken\">no traffic</tspan>"))
    #expect(drawing.contains("VLAN 10 desk-1, 1 running VM, traffic: none."))
    // Who hangs on it, for whoever points at it.
    #expect(drawing.contains("<title>desk-1</title>"))
  }

  /// WCAG 2.2: 3 to 1 for what a drawing says by lines and fills.
  @Test(arguments: ["ink", "line", "error", "warning"])
  func `lines have contrast on paper and on wash`(_ token: String) throws {
    for scheme in try schemes() {
      let line = try #require(scheme[token])
      for ground in ["paper", "wash"] {
        let ratio = contrast(line, try #require(scheme[ground]))
        #expect(ratio >= 3, "\(token) on \(ground): \(ratio)")
      }
    }
  }

  @Test func `the filter knows severities, hosts and rules, and hides where it is unknown`() {
    #expect(page.contains("<form class=\"filter\" hidden=\"hidden\""))
    #expect(page.contains("<option id=\"show-rule-vf-lost\">vf-lost (2)</option>"))
    #expect(
      page.contains(
        """
        body:has(#show-rule-vf-lost:checked) [data-rule]:not([data-rule="vf-lost"], :target) \
        { display: none; }
        """))
    #expect(page.matches(of: #/<article [^>]*data-rule="vf-lost"/#).count == 2)
    for severity in Severity.allCases {
      #expect(page.contains("#show-\(severity.rawValue):not(:checked)"))
      #expect(page.contains("<input type=\"checkbox\" id=\"show-\(severity.rawValue)\" checked"))
    }
  }

  @Test func `the first thing in the source is a summary in plain words`() throws {
    let start = try #require(page.firstRange(of: "<!--\nSR-IOV AUDIT of desk-1"))
    #expect(page.utf8.distance(from: page.startIndex, to: start.lowerBound) < 200)
    let end = try #require(page.firstRange(of: "-->"))
    #expect(page[start.upperBound..<end.lowerBound].contains("ERROR    desk-1: desk-1 has no VF"))
  }

  @Test func `the character set is told within the first 1024 bytes`() throws {
    #expect(
      String(decoding: page.utf8.prefix(1024), as: UTF8.self).contains("<meta charset=\"UTF-8\">"))
  }

  @Test func `no id stands twice, and every link inside the page leads somewhere`() {
    let ids = values("id")
    #expect(Set(ids).count == ids.count)
    for target in values("href") where target.hasPrefix("#") {
      #expect(ids.contains(String(target.dropFirst())), "\(target)")
    }
  }

  @Test func `there is one h1, and no level of heading is left out`() throws {
    let levels = page.matches(of: #/<h([1-6])[ >]/#).compactMap { Int($0.output.1) }
    #expect(levels.count { $0 == 1 } == 1)
    for (level, next) in zip(levels, levels.dropFirst()) { #expect(next <= level + 1) }
  }

  @Test func `every table has a caption, and every head cell a scope`() {
    #expect(page.matches(of: #/<table/#).count == page.matches(of: #/<caption/#).count)
    #expect(!page.contains("<th>"))
    #expect(page.matches(of: #/<th[ >]/#).count == page.matches(of: #/<th [^>]*scope="/#).count)
  }

  @Test func `a finding is never inside a fold`() throws {
    let open = page.split(separator: "<details").dropFirst()
    for fold in open {
      let inside = fold.prefix(upTo: fold.firstRange(of: "</details>")?.lowerBound ?? fold.endIndex)
      #expect(!inside.contains("<article"))
    }
  }

  @Test func `one click takes a command whole, and no more than it`() {
    #expect(page.contains(".commands code { user-select: all;"))
    #expect(
      page.contains("<code><span>xe</span> <span>vm-shutdown</span> <span>vm=desk-1</span></code>"))
  }

  @Test func `nothing of the template's own language is left`() {
    #expect(!page.contains("tal:"))
    #expect(!page.contains("xmlns:tal"))
    #expect(!page.contains("-sample\""))
  }

  /// WCAG 2.2: 4.5 to 1 for text, in both schemes, from the tokens of the style itself.
  @Test(arguments: ["ink", "muted", "link", "error", "warning", "note"])
  func `text has contrast on paper and on wash`(_ token: String) throws {
    for scheme in try schemes() {
      let text = try #require(scheme[token])
      for ground in ["paper", "wash"] {
        let ratio = contrast(text, try #require(scheme[ground]))
        #expect(ratio >= 4.5, "\(token) on \(ground): \(ratio)")
      }
    }
  }

  /// Light, then dark: the colours of the first two `:root` blocks.
  private func schemes() throws -> [[String: Int]] {
    let blocks = page.matches(of: #/:root \{([^}]*)\}/#).prefix(2)
    #expect(blocks.count == 2)
    return blocks.map { block in
      var colours: [String: Int] = [:]
      for colour in String(block.output.1).matches(of: #/--([a-z]+): #([0-9a-f]{6})/#) {
        colours[String(colour.output.1)] = Int(colour.output.2, radix: 16)
      }
      return colours
    }
  }

  private func contrast(_ one: Int, _ other: Int) -> Double {
    let lights = [luminance(one), luminance(other)].sorted()
    return (lights[1] + 0.05) / (lights[0] + 0.05)
  }

  /// Relative luminance; the 2.4th power by its square and a root.
  private func luminance(_ colour: Int) -> Double {
    zip([16, 8, 0], [0.2126, 0.7152, 0.0722]).reduce(0) { sum, part in
      let value = Double(colour >> part.0 & 0xFF) / 255
      return sum + part.1 * (value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055))
    }
  }

  private func power(_ base: Double) -> Double {
    // x^2.4 = x² · x^0.4, and x^0.4 is the fifth root of x²: Newton's method finds it.
    var root = 1.0
    for _ in 0..<60 {
      root -= (root * root * root * root * root - base * base) / (5 * root * root * root * root)
    }
    return base * base * root
  }
}
