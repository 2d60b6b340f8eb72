/// Which database was read, and how complete and current it is.
package struct DatabaseFacts: Sendable, Hashable {
  /// `xe/xapi-db.xml`, or `host/UUID/xapi-db.xml`.
  package var document: String
  /// Schema version such as `5.793`; nil if the database has no manifest.
  package var schema: String?
  /// The database's change counter; nil if it has no manifest.
  package var generation: Int?
  /// Whether it is a member's copy, which may be older than the coordinator's.
  package var isMembersCopy = false
  /// What is missing; nil if the database is complete.
  package var loss: String?
  /// Whether it shows which VIF holds which VF: all tables are complete and have these columns.
  package var hasVFHolders = false

  package init(document: String) { self.document = document }

  /// The document name of a dump of the pool's database.
  package static let dump = "xe/\(fileName)"

  /// The last component of the names of database documents.
  static let fileName = "xapi-db.xml"

  /// Whether a document with this name is a database.
  package static func isDatabase(_ name: String) -> Bool {
    // A fast path, since this is called for every piece of evidence: names of lists have no dot.
    guard name.utf8.contains(UInt8(ascii: ".")) else { return false }
    let last = name.split(separator: "/").last ?? ""
    return last == fileName || last.hasPrefix(fileName + "#")
  }
}

/// A field that has different values in two sources: input for a rule, not yet a finding.
package struct Disagreement: Sendable, Hashable {
  package struct Statement: Sendable, Hashable {
    /// As text: `true`, a uuid, `sriov; fcoe`, `<not in database>`; `listed` or `not listed`.
    package var value: String
    package var witness: Witness
    package var origin: Origin

    package init(_ value: String, by witness: Witness, at origin: Origin) {
      self.value = value
      self.witness = witness
      self.origin = origin
    }
  }

  package var xapiClass: XapiClass
  /// The object's uuid.
  package var uuid: String
  /// The field's name in `xe`; empty if one source lacks the whole object.
  package var field: String
  /// The value that is used: that of `xe`, which is the live state.
  package var believed: Statement
  package var other: Statement

  package init(
    xapiClass: XapiClass, uuid: String, field: String, believed: Statement, other: Statement
  ) {
    self.xapiClass = xapiClass
    self.uuid = uuid
    self.field = field
    self.believed = believed
    self.other = other
  }
}
