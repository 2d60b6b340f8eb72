/// The kind of source of a fact. Several sources describe the same port; if they differ, that is a
/// finding.
package enum Witness: String, Sendable, Hashable, CaseIterable {
  case xapi
  /// xapi's database, read as a file: the state that xapi had stored when the file was written.
  case database
  case sysfs
  case lspci
  case ipLink = "ip link"
  case ethtool
  case driverFile = "driver file"
  /// The hypervisor's own data.
  case xlInfo = "xl info"
  case kernelLog = "kernel log"
  case modinfo
  /// `stat` of driver files and the initrd.
  case fileTimes = "file times"
  case commandLine = "kernel command line"
  /// Not read from this pool: vfaudit's knowledge of the card's model.
  case catalogue = "card catalogue"
}

extension Witness {
  /// The witness of a document with xapi's data: `xe`, or the database.
  package static func ofXapi(at origin: Origin) -> Witness {
    DatabaseFacts.isDatabase(origin.document) ? .database : .xapi
  }
}

/// A value with its witness and the place where it was read.
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

/// Missing data, the reason, and the command that captures it.
package struct Gap: Sendable, Hashable, Comparable {
  /// Completes "not known: …": `the VF counts of xenserver8/eth1`.
  package var what: String
  package var why: String
  /// The document that would contain it.
  package var document: String
  /// The command that closes the gap, split into words; empty if there is none.
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
