/// Who says a fact. Several speak of the same port; where they differ, that is a finding.
package enum Witness: String, Sendable, Hashable, CaseIterable {
  case xapi
  /// xapi's database, read as a file: what xapi had stored when it was written.
  case database
  case sysfs
  case lspci
  case ipLink = "ip link"
  case ethtool
  case driverFile = "driver file"
  /// What the hypervisor says of itself.
  case xlInfo = "xl info"
  case kernelLog = "kernel log"
  case modinfo
  /// `stat` of driver files and the initrd.
  case fileTimes = "file times"
  case commandLine = "kernel command line"
  /// Not read anywhere in this pool: known of the card's model.
  case catalogue = "card catalogue"
}

extension Witness {
  /// Who speaks in a document of xapi's words: `xe`, or the database.
  package static func ofXapi(at origin: Origin) -> Witness {
    DatabaseFacts.isDatabase(origin.document) ? .database : .xapi
  }
}

/// A value with the witness who says it and the place where that can be read.
package struct Fact<Value: Sendable>: Sendable {
  package var value: Value
  package var witness: Witness
  package var origin: Origin

  package init(_ value: Value, by witness: Witness, at origin: Origin) {
    self.value = value
    self.witness = witness
    self.origin = origin
  }

  package init(_ captured: Sourced<Value>, by witness: Witness) {
    self.init(captured.value, by: witness, at: captured.origin)
  }
}

/// Something that could not be learnt, why, and the command that would tell.
package struct Gap: Sendable, Hashable, Comparable {
  /// Completes "not known: …": `the VF counts of xenserver8/eth1`.
  package var what: String
  package var why: String
  /// The document that would say it.
  package var document: String
  /// The words of the command that closes the gap; empty where none would.
  package var closedBy: [String]

  package init(what: String, why: String, document: String, closedBy: [String] = []) {
    self.what = what
    self.why = why
    self.document = document
    self.closedBy = closedBy
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.document, left.what, left.why) < (right.document, right.what, right.why)
  }
}
