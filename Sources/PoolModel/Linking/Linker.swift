package import Records

/// Turns records into an inventory: resolves references, joins the three witnesses of every port,
/// and notes a gap for what was not captured. Cost grows linearly with the records.
package struct Linker {
  let records: PoolRecords
  let rows: PCIRows
  var inventory: Inventory
  var hostByUUID: [String: ID<Host>] = [:]
  var portByPIF: [String: ID<Port>] = [:]
  var portByDevice: [HostDevice: ID<Port>] = [:]
  var networkByUUID: [String: ID<Network>] = [:]
  var bondByMaster: [String: ID<Bond>] = [:]
  var vmByUUID: [String: ID<VM>] = [:]
  /// PIFs of hosts that the pool does not have. What refers to them is left out; one gap for each
  /// such host says so.
  var pifsOfGoneHosts: Set<String> = []
  /// Set if the PIFs contained everything that the list of VLANs would have shown.
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

  /// Links records. Never fails: what cannot be linked becomes a gap.
  package static func link(
    _ records: PoolRecords, knowledge: Knowledge = Knowledge(),
    text: @escaping @Sendable (Origin) -> String = { _ in "" }
  ) -> Inventory {
    var linker = Linker(records)
    linker.inventory.text = text
    linker.inventory.knowledge = knowledge
    linker.inventory.documents = records.documents
    linker.inventory.gaps = records.gaps
    linker.inventory.capturedFields = records.capturedFields
    linker.linkHosts()
    linker.inventory.resolveVersions()
    linker.notePIFsOfGoneHosts()
    linker.linkPorts()
    linker.joinHostFacts()
    linker.linkNetworks()
    linker.linkVLANs()
    linker.linkDriverFiles()
    linker.linkVMs()
    linker.linkVIFs()
    linker.gatherMACs()
    linker.linkHolders()
    linker.countVFUse()
    linker.gatherCrossChecks()
    linker.noteMissingClasses()
    linker.inventory.gaps = Set(linker.inventory.gaps).sorted()
    return linker.inventory
  }

  /// The data captured on a host. Data that names no host belongs to the only host of the pool.
  func words(of host: Host) -> HostFacts? {
    if let words = records.hostFacts[host.uuid] { return words }
    return inventory.hosts.count == 1 ? records.hostFacts["-"] : nil
  }

  mutating func noteGap(_ what: String, _ why: String, in document: String) {
    inventory.gaps.append(Gap(what: what, why: why, document: document))
  }

  /// Notes a gap because of which rules that need the whole class are not evaluated.
  mutating func noteLoss(
    of xapiClass: XapiClass, _ what: String, _ why: String, in document: String
  ) {
    let gap = Gap(what: what, why: why, document: document, closedBy: xapiClass.command)
    inventory.gaps.append(gap)
    if inventory.notCaptured[xapiClass] == nil { inventory.notCaptured[xapiClass] = gap }
  }

  private mutating func noteMissingClasses() {
    let needed: [XapiClass] = [
      .pool, .host, .pif, .network, .networkSRIOV, .vlan, .bond, .vm, .vif, .vmGuestMetrics,
    ]
    for xapiClass in needed where !records.captured.contains(xapiClass) {
      if xapiClass == .vlan, derivedVLANs { continue }
      let gap = Gap(
        what: "the pool's \(xapiClass.rawValue) list", why: "it was not captured",
        document: xapiClass.document, closedBy: xapiClass.command)
      inventory.gaps.append(gap)
      if inventory.notCaptured[xapiClass] == nil { inventory.notCaptured[xapiClass] = gap }
    }
    for xapiClass in needed where records.partial.contains(xapiClass) {
      let gap = Gap(
        what: "the pool's complete \(xapiClass.rawValue) list",
        why: records.database?.loss == nil
          ? "only a part of it was captured, because the command had a filter"
          : "the database that contains it is incomplete",
        document: xapiClass.document, closedBy: xapiClass.command)
      inventory.gaps.append(gap)
      inventory.notCaptured[xapiClass] = gap
    }
    for xapiClass in needed {
      guard let why = records.losses[xapiClass], inventory.notCaptured[xapiClass] == nil else {
        continue
      }
      noteLoss(
        of: xapiClass, "the pool's complete \(xapiClass.rawValue) list", why,
        in: xapiClass.document)
    }
    for (uuid, _) in records.hostFacts.sorted(by: { $0.key < $1.key }) where hostByUUID[uuid] == nil
    {
      guard uuid != "-" || inventory.hosts.count != 1 else { continue }
      noteGap(
        "which host the documents under host/\(uuid) belong to",
        uuid == "-"
          ? "they name no host, and the pool has \(counted(inventory.hosts.count, "host"))"
          : "the pool has no such host", in: "host/\(uuid)")
    }
  }
}
