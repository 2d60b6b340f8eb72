package import Records

/// The linked model of one pool: entities by typed index, facts with their witnesses.
///
/// Arrays have a fixed order, such as hosts by name and ports by host and device, so that no output
/// depends on the order of the capture.
package struct Inventory: Sendable {
  package var poolName: String
  package var poolUUID: String?
  package var isHAEnabled = false
  /// Whether the HA setting was captured.
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
  /// The database that was read; nil if there was none.
  package var database: DatabaseFacts?
  /// Contradictions between `xe` and the database.
  package var disagreements: [Disagreement] = []
  /// Objects that two witnesses report, whether they agree or not.
  package var crossChecks: [CrossCheck] = []
  /// The policy's waivers, and the findings they name. nil until all other rules are evaluated.
  package var waivers: [StatedWaiver]?
  /// When the pool's lists were captured; nil if not known.
  package var listsCapturedAt: Instant?

  /// The number of VIFs that a VM can have: device numbers 0 to 6, from xapi 25.29 on 0 to 15
  /// (xen-api, `allowed_VIF_devices`); nil if the version of a host was not captured.
  package internal(set) var vifLimit: Int?
  /// Whether every host's toolstack is too old for trunks, which xapi has since 26.17.
  package internal(set) var isWithoutTrunks = false
  /// What is known about cards and guest operating systems.
  package var knowledge = Knowledge()

  /// Everything that was not captured or not understood, sorted.
  package var gaps: [Gap] = []
  /// Xapi classes that were not captured, or were captured without the fields that link them.
  package var notCaptured: [XapiClass: Gap] = [:]
  /// Fields that at least one record contains.
  package internal(set) var capturedFields: Set<CapturedField> = []
  /// VMs by the PCI addresses that their `other-config:pci` names.
  package internal(set) var vmsByPassedAddress: [String: [ID<VM>]] = [:]
  /// The VMs that reside on each host, by host index.
  package internal(set) var residents: [[ID<VM>]] = []
  /// The use of each port's VFs, by port index.
  package var vfUses: [VFUse] = []
  /// MAC addresses that several VIFs, or VIFs and ports, have; in the order of their first VIFs.
  package internal(set) var sharedMACs: [MACHolders] = []
  /// The captured text at an origin.
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
  /// Quotes a record: the lines of the named fields, or its first lines if no field is named.
  package func quote(_ origin: Origin, fields: [String] = []) -> Quotation {
    Quotation(of: text(origin), at: origin, fields: fields)
  }
}

/// The use of the VFs of a port.
package struct VFUse: Sendable {
  /// Attached VIFs of VMs that run on the port's host, on SR-IOV networks of the port.
  package var vifs: [ID<VIF>] = []
  /// VFs that can still be assigned; nil if not known.
  package var free: Fact<Int>?
  /// VFs reserved for VMs that are starting, or with an unknown holder; nil if not known.
  package var reserved: Int?
  /// VFs attached to running VMs according to the database; nil if no database was read.
  package var inUse: Int?

  package init() {}
}
