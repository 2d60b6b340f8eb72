package import Evidence
import XML

/// Reduces a xapi database to the tables, columns and keys that vfaudit reads, one row a line.
///
/// Takes what `xe pool-dump-database` writes, a host's `state.db`, and the `xapi-db.xml` of a
/// status report, of any schema. Gives
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
/// Rows stand in the order read, `ref` first and then columns in byte order, so equal databases
/// give equal bytes, and a reduced database reduces to itself. Memory holds what is kept and one
/// row of the text. What is not kept is never copied; `DatabaseTable` lists what is.
///
/// A text that breaks off keeps its whole rows and has an element `<loss>` at its end, which says
/// where it broke off; so does one that is followed by other text.
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

  /// Takes the next piece, which may end anywhere; throws where the text is no xapi database.
  package mutating func take(_ bytes: Span<UInt8>) throws {
    taken += bytes.count
    guard !isLost else { return }
    do { try stream.feed(bytes) } catch { try lose(error, isAtEnd: false) }
  }

  /// Where the database broke off, once it is finished; nil where it was whole. The reduced text
  /// says the same at its end.
  package var loss: String? { sifter.loss }

  /// The reduced database.
  package mutating func finish() throws -> Bytes {
    guard taken > 0 else { throw DatabaseFailure(found: "no text at all") }
    if !isLost {
      do { try stream.finish() } catch { try lose(error, isAtEnd: true) }
    }
    guard sifter.hasContent else { throw DatabaseFailure(found: "<database> without any table") }
    sifter.close()
    return Bytes(sifter.output)
  }

  /// Once a database has begun, what was read of it is kept. Of libxml2's own words nothing is
  /// repeated, as they may quote the text.
  private mutating func lose(_ error: any Error, isAtEnd: Bool) throws {
    if let failure = error as? DatabaseFailure { throw failure }
    guard sifter.hasBegun else {
      throw DatabaseFailure(found: "a text that is no XML, or has a DOCTYPE")
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
      sifter.loss = "the text is no well-formed XML from \(place) on\(table)"
    }
    sifter.lostTable = sifter.tableName
  }
}
