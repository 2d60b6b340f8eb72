import Evidence

@testable import Records

/// A reduced database as a test compares it.
struct Reduced: Equatable {
  var text: String
  var loss: String?
}

/// Reduces a text that comes in pieces of so many bytes.
func reduce(_ text: String, pieces: Int = 1 << 16) throws -> Reduced {
  try reduce(Array(text.utf8), pieces: pieces)
}

func reduce(_ bytes: [UInt8], pieces: Int = 1 << 16) throws -> Reduced {
  var reducer = DatabaseReducer()
  var start = 0
  while start < bytes.count {
    let end = min(start + pieces, bytes.count)
    try reducer.take(bytes.span.extracting(start..<end))
    start = end
  }
  let reduced = try reducer.finish()
  return Reduced(text: reduced.description, loss: reducer.loss)
}

/// What a text that is no database is told, or nil.
func refusal(of text: String, pieces: Int = 1 << 16) -> String? {
  do {
    _ = try reduce(text, pieces: pieces)
    return nil
  } catch { return "\(error)" }
}

/// A reduced document of a snapshot.
func databaseDocument(_ text: String, named name: String = DatabaseFacts.dump) throws -> Document {
  Document(name: DocumentName(name), bytes: Bytes(try reduce(text).text))
}

/// A table of rows, each with a reference that ends as its uuid does.
func table(_ name: String, _ rows: [[(String, String)]]) -> String {
  "<table name=\"\(name)\">"
    + rows.map { row in
      "<row " + row.map { "\($0)=\"\(attribute($1))\"" }.joined(separator: " ") + "/>"
    }.joined() + "</table>"
}

private func attribute(_ value: String) -> String {
  var escaped: [UInt8] = []
  DatabaseText.escape(Array(value.utf8).span, into: &escaped)
  return String(decoding: escaped, as: UTF8.self)
}
