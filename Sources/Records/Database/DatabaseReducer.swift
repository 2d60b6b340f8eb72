package import Evidence
import XML

/// Reduces a xapi database to the tables, columns and keys that vfaudit reads, one row per line.
///
/// The input is the output of `xe pool-dump-database`, a host's `state.db`, or the `xapi-db.xml` of
/// a status report, with any schema. The output is
///
///     <?xml version="1.0" encoding="UTF-8"?>
///     <database>
///     <manifest>
///     <pair key="schema_minor_vsn" value="793"/>
///     </manifest>
///     <table name="VLAN">
///     <row ref="OpaqueRef:b7…" tag="10" tagged_PIF="OpaqueRef:c1…" untagged_PIF="…" uuid="…"/>
///     </table>
///     </database>
///
/// Rows keep their order, with `ref` first and then the columns in byte order. So equal databases
/// give equal bytes, and a reduced database reduces to itself. `DatabaseTable` lists what is kept;
/// nothing else is copied. Memory is needed only for what is kept and one row of the text.
///
/// Of a truncated text, the complete rows are kept, and an element `<loss>` at the end says where
/// the text is truncated. The same applies if other text follows the database.
package struct DatabaseReducer: DatabaseSieve {
  private let sifter = DatabaseSifter()
  private let stream: XML.Stream
  private var taken = 0
  private var isLost = false

  /// Begins a database.
  package init() {
    let sifter = sifter
    stream = XML.Stream(
      name: "", onStart: { try sifter.start($0) }, onEnd: { sifter.end() })
  }

  /// Takes the next piece, which may end anywhere; throws if the text is not a xapi database.
  package mutating func take(_ bytes: Span<UInt8>) throws {
    taken += bytes.count
    guard !isLost else { return }
    do { try stream.feed(bytes) } catch { try lose(error, isAtEnd: false) }
  }

  /// Where the database is truncated, known after `finish`; nil if it is complete. The reduced text
  /// has the same information at its end.
  package var loss: String? { sifter.loss }

  /// The reduced database.
  package mutating func finish() throws -> Bytes {
    guard taken > 0 else { throw DatabaseFailure(found: "an empty text") }
    if !isLost {
      do { try stream.finish() } catch { try lose(error, isAtEnd: true) }
    }
    guard sifter.hasContent else { throw DatabaseFailure(found: "<database> without any table") }
    sifter.close()
    return Bytes(sifter.output)
  }

  /// Keeps what was read if the text began as a database. libxml2's messages are not passed on,
  /// since they may quote the text.
  private mutating func lose(_ error: any Error, isAtEnd: Bool) throws {
    if let failure = error as? DatabaseFailure { throw failure }
    guard sifter.hasBegun else {
      throw DatabaseFailure(found: "a text that is not XML, or that has a DOCTYPE")
    }
    isLost = true
    guard sifter.loss == nil else { return }
    if sifter.hasEnded {
      sifter.loss = "more text follows the end of the database; it was not read"
      return
    }
    let table = sifter.tableName.map { " in table \($0)" } ?? ""
    if isAtEnd {
      sifter.loss = "the text ends too early, after \(taken) bytes\(table)"
    } else {
      let failure = error as? Failure
      let place = failure.map { "line \($0.line), column \($0.column)" } ?? "an unknown place"
      sifter.loss = "the text is not well-formed XML from \(place) on\(table)"
    }
    sifter.lostTable = sifter.tableName
  }
}
