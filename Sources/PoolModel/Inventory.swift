package import Records

/// One pool, linked: every entity by its typed index, every fact with its witness.
///
/// Arrays are in a fixed order (hosts by name, ports by host and device, the rest by uuid), so
/// that nothing which is made from an inventory depends on the order of the capture.
package struct Inventory: Sendable {
  package var poolName: String
  package var poolUUID: String?
  package var isHAEnabled = false
  /// Whether anybody said whether high availability is on.
  package var isHACaptured = false
  package var pool = Pool()

  package var hosts: [Host] = []
  package var cards: [Card] = []
  package var ports: [Port] = []
  package var virtualFunctions: [VirtualFunction] = []
  package var networks: [Network] = []
  package var networkSRIOVs: [NetworkSRIOV] = []
  package var vlans: [VLAN] = []
  package var bonds: [Bond] = []
  package var vms: [VM] = []
  package var vifs: [VIF] = []
  package var driverFiles: [DriverFile] = []
  package var documents: [DocumentFacts] = []
  /// The database that was read; nil where there was none.
  package var database: DatabaseFacts?
  /// Where `xe` and the database contradict each other.
  package var disagreements: [Disagreement] = []
  /// Objects of which two witnesses speak, whether they agree or not.
  package var crossChecks: [CrossCheck] = []
  /// The policy's waivers, and what each names. nil until every other rule has been judged.
  package var waivers: [StatedWaiver]?
  /// When the pool's lists were captured; nil where nothing says.
  package var listsCapturedAt: Instant?

  /// VIFs that a VM can have: device numbers 0 to 6, from xapi 25.33 on 0 to 15 (xen-api,
  /// `allowed_VIF_devices`); nil where a host does not tell its version.
  package internal(set) var vifLimit: Int?
  /// Whether every host's toolstack is too old to know trunks (they came with xapi 26.17).
  package internal(set) var isWithoutTrunks = false
  /// What is known of cards and VMs.
  package var knowledge = Knowledge()

  /// Everything that could not be learnt, sorted.
  package var gaps: [Gap] = []
  /// Classes of xapi that were not captured, or without the fields that link them.
  package var notCaptured: [XapiClass: Gap] = [:]
  /// Fields that some list told.
  package internal(set) var capturedFields: Set<CapturedField> = []
  /// By PCI address: VMs whose `other-config:pci` names it.
  package internal(set) var vmsByPassedAddress: [String: [ID<VM>]] = [:]
  /// By host: the VMs that reside there.
  package internal(set) var residents: [[ID<VM>]] = []
  /// By port: who uses its VFs.
  package var vfUses: [VFUse] = []
  /// MAC addresses that two VIFs bear, or a VIF and a port; in the order of their first VIFs.
  package internal(set) var sharedMACs: [MACHolders] = []
  /// The text behind an origin.
  package var text: @Sendable (Origin) -> String = { _ in "" }

  package init(poolName: String) { self.poolName = poolName }

  package subscript(_ id: ID<Host>) -> Host { hosts[id.index] }
  package subscript(_ id: ID<Card>) -> Card { cards[id.index] }
  package subscript(_ id: ID<Port>) -> Port { ports[id.index] }
  package subscript(_ id: ID<VirtualFunction>) -> VirtualFunction { virtualFunctions[id.index] }
  package subscript(_ id: ID<Network>) -> Network { networks[id.index] }
  package subscript(_ id: ID<NetworkSRIOV>) -> NetworkSRIOV { networkSRIOVs[id.index] }
  package subscript(_ id: ID<VLAN>) -> VLAN { vlans[id.index] }
  package subscript(_ id: ID<Bond>) -> Bond { bonds[id.index] }
  package subscript(_ id: ID<VM>) -> VM { vms[id.index] }
  package subscript(_ id: ID<VIF>) -> VIF { vifs[id.index] }
  package subscript(_ id: ID<DriverFile>) -> DriverFile { driverFiles[id.index] }
}

extension Inventory {
  /// Quotes a record: the lines of the named fields, or its first lines where none is named.
  package func quote(_ origin: Origin, fields: [String] = []) -> Quotation {
    Quotation(of: text(origin), at: origin, fields: fields)
  }
}

/// Who uses the VFs of a port.
package struct VFUse: Sendable {
  /// Attached VIFs of VMs that run on the port's host, on networks over the port.
  package var vifs: [ID<VIF>] = []
  /// VFs that can still be handed out; nil where nobody says.
  package var free: Fact<Int>?
  /// VFs promised to VMs that are starting, or held by nobody known; nil where not knowable.
  package var reserved: Int?
  /// VFs attached to running VMs, as the database says; nil where none was read.
  package var inUse: Int?

  package init() {}
}
