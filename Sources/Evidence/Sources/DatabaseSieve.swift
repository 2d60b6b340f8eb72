/// Reads a xapi database piece by piece and lets through only what may be kept.
///
/// A database holds secrets and is large: what the sieve gives is the only form in which one
/// enters a snapshot.
package protocol DatabaseSieve {
  /// Takes the next piece, which may end anywhere; throws where the text is no xapi database.
  mutating func take(_ bytes: Span<UInt8>) throws

  /// Ends the text; called once.
  ///
  /// `loss` is nil where the database was whole, and otherwise says where it ended. Throws where
  /// the text is no xapi database; no message names the file.
  mutating func finish() throws -> (bytes: Bytes, loss: String?)
}
