import XML

/// Writes the reduced database while the parser reads the complete one.
final class DatabaseSifter {
  /// The output so far.
  private var writer = DatabaseWriter()
  private(set) var hasBegun = false
  private(set) var hasEnded = false
  /// Whether the text had a manifest or a table.
  private(set) var hasContent = false
  /// The table that the parser is reading, even if it is not kept.
  private(set) var tableName: String?
  var loss: String?
  /// The table at which the database is truncated.
  var lostTable: String?

  private var depth = 0
  private var table: DatabaseTable?
  private var isInManifest = false
  private var rowName: UInt = 0

  var output: [UInt8] { writer.output }

  // MARK: elements

  func start(_ tag: borrowing StartTag) throws {
    defer { depth += 1 }
    switch depth {
    case 0: try begin(tag)
    case 1: startSection(tag)
    case 2 where table != nil: if isRow(tag) { writer.take(tag) }
    case 2 where isInManifest: takePair(tag)
    default: break
    }
  }

  func end() {
    depth -= 1
    if depth == 1 { endSection() }
    if depth == 0 { hasEnded = true }
  }

  private func begin(_ tag: borrowing StartTag) throws {
    guard tag.name == "database" else {
      throw DatabaseFailure(found: "another XML document")
    }
    hasBegun = true
    writer.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<database>\n")
  }

  private func startSection(_ tag: borrowing StartTag) {
    switch tag.name {
    case "manifest":
      hasContent = true
      isInManifest = true
      writer.write("<manifest>\n")
    case "table":
      hasContent = true
      tableName = tag.value(named: "name")?.excerpt
      startTable(tag.value(named: "name").flatMap { DatabaseTable(rawValue: $0) })
    case "loss":
      loss = loss ?? tag.value(named: "text") ?? "an unknown part is missing"
      lostTable = lostTable ?? tag.value(named: "table")
    default: break
    }
  }

  private func startTable(_ next: DatabaseTable?) {
    guard let next else { return }
    table = next
    writer.begin(next)
    writer.write("<table name=\"\(next.rawValue)\">\n")
  }

  private func endSection() {
    if table != nil { writer.write("</table>\n") }
    if isInManifest { writer.write("</manifest>\n") }
    table = nil
    tableName = nil
    isInManifest = false
  }

  /// Ends the table at which the text is truncated, and the database.
  func close() {
    endSection()
    if let loss {
      writer.write("<loss")
      if let lostTable { writer.writeAttribute("table", Array(lostTable.utf8).span) }
      writer.writeAttribute("text", Array(loss.utf8).span)
      writer.write("/>\n")
    }
    writer.write("</database>\n")
  }

  private func takePair(_ tag: borrowing StartTag) {
    guard tag.name == "pair", let key = tag.value(named: "key"),
      DatabaseManifest.keys.contains(key), let value = tag.value(named: "value")
    else { return }
    writer.write("<pair")
    writer.writeAttribute("key", Array(key.utf8).span)
    writer.writeAttribute("value", Array(value.utf8).span)
    writer.write("/>\n")
  }

  private func isRow(_ tag: borrowing StartTag) -> Bool {
    if tag.nameID == rowName { return true }
    guard tag.name == "row" else { return false }
    rowName = tag.nameID
    return true
  }
}
