import Evidence

/// A list that `xe` can print; the raw value is part of the document's name.
package enum XapiClass: String, Sendable, Hashable, CaseIterable {
  case pool
  case host
  case pif
  case network
  case networkSRIOV = "network-sriov"
  case vlan
  case bond
  case vm
  case vif
  case vmGuestMetrics = "vm-guest-metrics"
  case template
  case snapshot
  case pci

  /// `xe/pif-list`.
  package var document: String { "xe/\(rawValue)-list" }

  /// The words of the command that prints the document.
  package var command: [String] { XeList.named(rawValue)?.closingCommand ?? [] }
}

/// All data read from one pool, not yet linked. If a class is in `captured` but has no records, the
/// pool has no such objects.
package struct PoolRecords: Sendable {
  package var captured: Set<XapiClass> = []
  /// Classes of which only a part was captured, such as a filtered list.
  package var partial: Set<XapiClass> = []
  /// Classes in whose list some records were rejected, and why.
  package var losses: [XapiClass: String] = [:]
  package var pools: [PoolRecord] = []
  package var hosts: [HostRecord] = []
  package var pifs: [PIFRecord] = []
  package var networks: [NetworkRecord] = []
  package var networkSRIOVs: [NetworkSRIOVRecord] = []
  package var vlans: [VLANRecord] = []
  package var bonds: [BondRecord] = []
  package var vms: [VMRecord] = []
  package var templates: [VMRecord] = []
  /// Snapshots, with or without memory. A snapshot with memory keeps attached VIFs (xen-api,
  /// `Xapi_vif_helpers.copy`).
  package var snapshots: [VMRecord] = []
  package var vmGuestMetrics: [VMGuestMetricsRecord] = []
  package var vifs: [VIFRecord] = []
  package var pcis: [PCIRecord] = []
  package var remainingCapacities: [RemainingCapacityRecord] = []
  /// By host uuid, `-` for documents without a host.
  package var hostFacts: [String: HostFacts] = [:]
  /// Capture times by host uuid, `-` for the pool's lists.
  package var captureTimes: [String: Instant] = [:]
  /// Data that could not be read, with the reason.
  package var gaps: [Gap] = []
  package var documents: [DocumentFacts] = []
  /// The database that was read in addition to `xe`, or instead of it.
  package var database: DatabaseFacts?
  /// Differences between `xe` and the database, in the order of classes and uuids.
  package var disagreements: [Disagreement] = []

  package init() {}
}

/// How a document was captured, and whether its text can be trusted.
package struct DocumentFacts: Sendable, Hashable {
  package var name: String
  package var exitStatus: Int?
  package var milliseconds: Int?
  package var command: String?
  package var bytes: Int
  /// Number of records or lines read from it.
  package var records: Int
  /// Places where a value may have forged lines: fields that repeat or are out of order.
  package var ambiguities: [Ambiguity] = []

  package struct Ambiguity: Sendable, Hashable {
    package var message: String
    package var origin: Origin

    package init(message: String, origin: Origin) {
      self.message = message
      self.origin = origin
    }
  }

  package init(
    name: String, exitStatus: Int? = nil, milliseconds: Int? = nil, command: String? = nil,
    bytes: Int = 0, records: Int = 0
  ) {
    self.name = name
    self.exitStatus = exitStatus
    self.milliseconds = milliseconds
    self.command = command
    self.bytes = bytes
    self.records = records
  }
}
