package import Auditing

/// Writes the report as plain text, for a terminal, a mail, or a ticket without HTML.
///
/// Lines have at most 72 columns; longer commands continue after a backslash, as a shell reads
/// them. Only a single word can be longer than a line. Unless `saysAll` is set, the text has at
/// most 25 000 bytes, because RT cuts ticket bodies at 25 KiB. It then omits quotations first,
/// shows the least severe findings in one line each, and then only counts them. The text notes
/// this.
package struct TextRenderer: Renderer {
  private let style: TextStyle
  private let limit: Int

  /// `usesColour` adds terminal escapes; the text is the same without them.
  /// `saysAll` removes the size limit: for a terminal, not for a ticket.
  package init(usesColour: Bool, saysAll: Bool = false) {
    style = TextStyle(isOn: usesColour)
    limit = saysAll ? .max : 25_000
  }

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    let whole = TextSections(report, style: style, extent: .whole).all
    // Escapes are not counted, so that the text is the same with and without colours.
    let isShort = Self.size(of: whole, in: style) <= limit
    guard !isShort else { return Array(Self.joined(whole).utf8) }
    let text = Self.joined(shortened(report))
    guard text.utf8.count > limit, !style.isOn else { return Array(text.utf8) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return Array((ByteBudget.cut(lines, to: limit - 1).joined(separator: "\n") + "\n").utf8)
  }

  /// As much as fits, the most severe findings first.
  private func shortened(_ report: AuditReport) -> [[String]] {
    let sections = TextSections(report, style: style, extent: .short)
    let (head, tail) = (sections.head, sections.tail)
    let all = (report.findings + report.waived).map {
      TextFinding($0, style: style, extent: .short)
    }
    let room = ByteBudget(
      limit - Self.size(of: head + tail, in: style) - 400,
      for: all.map { finding in
        (
          Self.size(of: [finding.lines], in: style), Self.size(of: [finding.brief], in: style)
        )
      })
    var findings = [[style.heading("FINDINGS")]]
    var briefs: [String] = []
    for (finding, isWhole) in zip(all, room.isWhole) {
      guard isWhole else {
        briefs += finding.brief
        continue
      }
      findings += [briefs, finding.lines]
      briefs = []
    }
    findings.append(briefs)
    findings.append(
      wrapped(
        "This text has at most 25 KB: \(room.sentence(of: all.count)). Quotations and rules"
          + " without findings are omitted. The formats html and xml have more details."))
    return head + findings + tail
  }

  private static func joined(_ sections: [[String]]) -> String {
    sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private static func size(of sections: [[String]], in style: TextStyle) -> Int {
    let text = joined(sections)
    return (style.isOn ? TextStyle.plain(text) : text).utf8.count + 1
  }
}

/// How much of a report is written as text.
enum TextExtent {
  case whole
  case short

  /// The maximum number of lines of a table.
  var rows: Int { self == .whole ? .max : 25 }
}
