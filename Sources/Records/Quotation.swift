/// Lines quoted from a document.
package struct Quotation: Sendable, Equatable {
  package var document: String
  /// The number of each quoted line; empty if the document has no lines (a sketch).
  package var lines: [Int]
  package var text: String

  package init(document: String, lines: [Int], text: String) {
    self.document = document
    self.lines = lines
    self.text = text
  }
}

extension Quotation {
  /// In lines. Longer quotations are cut.
  private static let longestQuote = 12

  /// Quotes a record: the lines of the named fields, or its first lines if no field is named.
  ///
  /// A database row, which is one line, is quoted column by column: `device: eth0`. There too,
  /// fields are named as in `xe`.
  package init(of text: String, at origin: Origin, fields: [String] = []) {
    if DatabaseFacts.isDatabase(origin.document) {
      self.init(
        document: origin.document, lines: origin.line > 0 ? [origin.line] : [],
        text: DatabaseQuotation.text(of: text, fields: fields, limit: Self.longestQuote))
      return
    }
    let bytes = text.utf8.span
    let labels = fields.map { Array("\($0) (".utf8) }
    var numbers: [Int] = []
    var kept: [String] = []
    var start = 0
    var number = origin.line
    // A record without a document (a sketch, an assumption) has no text.
    while !text.isEmpty, start <= bytes.count, kept.count < Self.longestQuote {
      let end = bytes.firstIndex(of: .lineFeed, from: start)
      if labels.isEmpty || bytes.hasLabel(of: labels, in: start..<end) {
        numbers.append(number)
        kept.append(bytes.string(in: start..<end))
      }
      start = end + 1
      number += 1
    }
    if kept.isEmpty { numbers = origin.line > 0 ? [origin.line] : [] }
    self.init(document: origin.document, lines: numbers, text: kept.joined(separator: "\n"))
  }
}

extension Span where Element == UInt8 {
  /// Whether a line of `xe` output begins with one of these labels: `    VLAN ( RO): 10`.
  fileprivate func hasLabel(of labels: [[UInt8]], in line: Range<Int>) -> Bool {
    var start = line.lowerBound
    while start < line.upperBound, self[start].isBlank { start += 1 }
    return labels.contains { label in
      guard line.upperBound - start >= label.count else { return false }
      return label.indices.allSatisfy { self[start + $0] == label[$0] }
    }
  }
}
