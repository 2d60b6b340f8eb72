/// Lines of a document as they were read.
package struct Quotation: Sendable, Equatable {
  package var document: String
  /// The number of each quoted line; empty where the document has none (a sketch).
  package var lines: [Int]
  package var text: String

  package init(document: String, lines: [Int], text: String) {
    self.document = document
    self.lines = lines
    self.text = text
  }
}

extension Inventory {
  /// In lines: more is not read as evidence.
  private static let longestQuote = 12

  /// Quotes a record: the lines of the named fields, or its first lines where none is named.
  ///
  /// A row of a database, which is one line, is quoted column by column: `device: eth0`. Fields
  /// are named as `xe` does there, too.
  package func quote(_ origin: Origin, fields: [String] = []) -> Quotation {
    if DatabaseFacts.isDatabase(origin.document) {
      return Quotation(
        document: origin.document, lines: origin.line > 0 ? [origin.line] : [],
        text: DatabaseQuotation.text(of: text(origin), fields: fields, limit: Self.longestQuote))
    }
    var numbers: [Int] = []
    var kept: [Substring] = []
    // By bytes: a large pool has thousands of findings with long records.
    let text = text(origin)
    let labels = fields.map { ($0 + " (").utf8 }
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (offset, line) in lines.enumerated() where kept.count < Self.longestQuote {
      guard labels.isEmpty || labels.contains(where: { line.begins(with: $0) }) else { continue }
      numbers.append(origin.line + offset)
      kept.append(Substring(line))
    }
    if kept.isEmpty { numbers = origin.line > 0 ? [origin.line] : [] }
    return Quotation(
      document: origin.document, lines: numbers, text: kept.joined(separator: "\n"))
  }
}

extension Substring.UTF8View {
  /// Whether this line of `xe` output begins with a label: `    VLAN ( RO): 10`.
  fileprivate func begins(with label: String.UTF8View) -> Bool {
    drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.starts(with: label)
  }
}
