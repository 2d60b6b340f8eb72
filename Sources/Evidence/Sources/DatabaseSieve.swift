/// Reads a xapi database piece by piece and lets through only what may be kept.
///
/// A database holds secrets and is large: what the sieve gives is the only form in which one
/// enters a snapshot. Evidence cannot read XML; whoever opens a source lends the sieve.
package protocol DatabaseSieve {
  /// Takes the next piece, which may end anywhere; throws where the text is no xapi database.
  mutating func take(_ bytes: Span<UInt8>) throws

  /// Ends the text; called once. Of a database that ends early the text says so itself.
  ///
  /// Throws where the text is no xapi database; no message names the file.
  mutating func finish() throws -> Bytes
}

/// Makes the sieve for a database; nil where none is to be read.
package typealias SieveMaker = @Sendable () -> any DatabaseSieve
