import Evidence

/// A list that `xe` can print, under the name of its document.
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
  case pci

  /// `xe/pif-list`.
  package var document: String { "xe/\(rawValue)-list" }

  /// The words of the command that prints the document.
  package var command: [String] { XeList.named(rawValue)?.closingCommand ?? [] }
}

/// All that was read of one pool, not yet linked. A class that is not in `captured` was not captured;
/// one that is in it and has no records is empty in the pool.
package struct PoolRecords: Sendable {
  package var captured: Set<XapiClass> = []
  /// Classes of which only a filtered part was captured.
  package var partial: Set<XapiClass> = []
  /// Classes of whose list a part was not believed, and why.
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
  package var vmGuestMetrics: [VMGuestMetricsRecord] = []
  package var vifs: [VIFRecord] = []
  package var pcis: [PCIRecord] = []
  package var remainingCapacities: [RemainingCapacityRecord] = []
  /// By host uuid, `-` for words that name no host.
  package var hostFacts: [String: HostFacts] = [:]
  /// When the parts were captured: by host uuid, `-` for the pool's lists.
  package var captureTimes: [String: Instant] = [:]
  /// What could not be read, with the reason.
  package var gaps: [Gap] = []
  package var documents: [DocumentFacts] = []
  /// The database that was read beside `xe`, or instead of it.
  package var database: DatabaseFacts?
  /// Where `xe` and the database contradict each other, in the order of classes and uuids.
  package var disagreements: [Disagreement] = []

  package init() {}
}

/// How a document came to be, and whether its text can be taken at its word.
package struct DocumentFacts: Sendable, Hashable {
  package var name: String
  package var exitStatus: Int?
  package var milliseconds: Int?
  package var command: String?
  package var bytes: Int
  /// Records and lines read from it.
  package var records: Int
  /// Places where a value may have forged lines: fields that repeat or stand out of order.
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
