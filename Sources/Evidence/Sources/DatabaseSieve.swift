/// Reads a xapi database piece by piece and passes on only what may be kept.
///
/// A database is large and contains secrets; it enters a snapshot only in the reduced form that
/// the sieve produces. This module cannot read XML, so the caller that opens a source provides
/// the sieve.
package protocol DatabaseSieve {
  /// Takes the next piece, which may end anywhere; throws if the text is not a xapi database.
  mutating func take(_ bytes: Span<UInt8>) throws

  /// Ends the text; called once. The reduced text itself records that a database ends early.
  ///
  /// Throws if the text is not a xapi database; the message does not name the file.
  mutating func finish() throws -> Bytes
}

/// Creates the sieve for a database; nil if databases are not read.
package typealias SieveMaker = @Sendable () -> any DatabaseSieve
