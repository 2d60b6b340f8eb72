/// Turns records into an inventory: finds each reference's object, joins the three witnesses of
/// every port, and notes what could not be learnt. Cost grows linearly with the records.
package struct Linker {
  let records: PoolRecords
  let rows: PCIRows
  var inventory: Inventory
  var hostByUUID: [String: ID<Host>] = [:]
  var portByPIF: [String: ID<Port>] = [:]
  var portByDevice: [HostDevice: ID<Port>] = [:]
  var networkByUUID: [String: ID<Network>] = [:]
  var bondByMaster: [String: ID<Bond>] = [:]
  var guestByVM: [String: ID<Guest>] = [:]
  /// Set where the PIFs said all that the list of VLANs would have.
  var derivedVLANs = false

  struct HostDevice: Hashable {
    var host: ID<Host>
    var device: String
  }

  private init(_ records: PoolRecords) {
    self.records = records
    rows = PCIRows(records.pcis)
    inventory = Inventory(poolName: "")
  }

  /// Links records. Never fails: what does not fit becomes a gap.
  package static func link(
    _ records: PoolRecords, knowledge: Knowledge = Knowledge(),
    text: @escaping @Sendable (Origin) -> String = { _ in "" }
  ) -> Inventory {
    var linker = Linker(records)
    linker.inventory.text = text
    linker.inventory.knowledge = knowledge
    linker.inventory.documents = records.documents
    linker.inventory.gaps = records.gaps
    linker.inventory.toldFields = records.toldFields
    linker.inventory.waivers = records.waivers
    linker.linkHosts()
    linker.inventory.learnVersions()
    linker.linkPorts()
    linker.joinHostWords()
    linker.linkNetworks()
    linker.linkVLANs()
    linker.linkDriverFiles()
    linker.linkGuests()
    linker.linkVIFs()
    linker.gatherMACs()
    linker.linkHolders()
    linker.countVFUse()
    linker.gatherTestimonies()
    linker.noteUntoldClasses()
    linker.inventory.gaps = Set(linker.inventory.gaps).sorted()
    return linker.inventory
  }

  /// The words of a host; those that name no host belong to the only host there is.
  func words(of host: Host) -> HostWords? {
    if let words = records.hostWords[host.uuid] { return words }
    return inventory.hosts.count == 1 ? records.hostWords["-"] : nil
  }

  mutating func noteGap(_ what: String, _ why: String, in document: String) {
    inventory.gaps.append(Gap(what: what, why: why, document: document))
  }

  /// A gap that leaves every rule undetermined which needs the whole class.
  mutating func noteLoss(
    of xapiClass: XapiClass, _ what: String, _ why: String, in document: String
  ) {
    let gap = Gap(what: what, why: why, document: document, closedBy: xapiClass.command)
    inventory.gaps.append(gap)
    if inventory.untold[xapiClass] == nil { inventory.untold[xapiClass] = gap }
  }

  private mutating func noteUntoldClasses() {
    let needed: [XapiClass] = [
      .pool, .host, .pif, .network, .networkSRIOV, .vlan, .bond, .vm, .vif, .vmGuestMetrics,
    ]
    for xapiClass in needed where !records.told.contains(xapiClass) {
      if xapiClass == .vlan, derivedVLANs { continue }
      let gap = Gap(
        what: "the pool's list of \(xapiClass.rawValue)", why: "it was not captured",
        document: xapiClass.document, closedBy: xapiClass.command)
      inventory.gaps.append(gap)
      if inventory.untold[xapiClass] == nil { inventory.untold[xapiClass] = gap }
    }
    for xapiClass in needed where records.partial.contains(xapiClass) {
      let gap = Gap(
        what: "the pool's whole list of \(xapiClass.rawValue)",
        why: records.database?.loss == nil
          ? "only a part of it was captured: the command had a filter"
          : "the database that lists it breaks off",
        document: xapiClass.document, closedBy: xapiClass.command)
      inventory.gaps.append(gap)
      inventory.untold[xapiClass] = gap
    }
    for xapiClass in needed {
      guard let why = records.losses[xapiClass], inventory.untold[xapiClass] == nil else {
        continue
      }
      noteLoss(
        of: xapiClass, "the pool's whole list of \(xapiClass.rawValue)", why,
        in: xapiClass.document)
    }
    for (uuid, _) in records.hostWords.sorted(by: { $0.key < $1.key }) where hostByUUID[uuid] == nil
    {
      guard uuid != "-" || inventory.hosts.count != 1 else { continue }
      noteGap(
        "which host the documents under host/\(uuid) belong to",
        uuid == "-"
          ? "they name no host and the pool has \(inventory.hosts.count)"
          : "the pool has no such host", in: "host/\(uuid)")
    }
  }
}
