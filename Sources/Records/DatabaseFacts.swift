/// Which database was read, and how far it can be trusted.
package struct DatabaseFacts: Sendable, Hashable {
  /// `xe/xapi-db.xml`, or `host/UUID/xapi-db.xml`.
  package var document: String
  /// `5.793`; nil where it has no manifest.
  package var schema: String?
  /// How many changes it has seen; nil where it has no manifest.
  package var generation: Int?
  /// Whether it is a member's copy, which may be older than the coordinator's.
  package var isMembersCopy = false
  /// What of it is missing; nil where it is whole.
  package var loss: String?
  /// Whether it says which VIF holds which VF: all of the tables, and a schema that has the columns.
  package var hasVFHolders = false

  package init(document: String) { self.document = document }

  /// The document that a dump of the pool's database becomes.
  package static let dump = "xe/\(fileName)"

  /// The last part of the names of such documents.
  static let fileName = "xapi-db.xml"

  /// Whether a document of this name is a database.
  package static func isDatabase(_ name: String) -> Bool {
    // Asked of every piece of evidence: the names of lists end here.
    guard name.utf8.contains(UInt8(ascii: ".")) else { return false }
    let last = name.split(separator: "/").last ?? ""
    return last == fileName || last.hasPrefix(fileName + "#")
  }
}

/// A field that two witnesses tell differently: a fact for a rule, not yet a judgement.
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
  /// The field as `xe` calls it; empty where one witness does not know the object at all.
  package var field: String
  /// Whose word counts: `xe`, which was asked live.
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
