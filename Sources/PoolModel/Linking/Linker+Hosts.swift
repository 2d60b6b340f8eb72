import Records

extension Linker {
  /// Hosts in order of name. Without a host list, those that PIFs name, or else those with data.
  mutating func linkHosts() {
    let pool = records.pools.min { $0.uuid < $1.uuid }
    var hosts = records.hosts.map(host)
    if !records.captured.contains(.host) { hosts = hostsFromHostData() }
    hosts.sort { ($0.name, $0.uuid) < ($1.name, $1.uuid) }
    noteDoubledHosts(hosts)
    for var host in hosts where hostByUUID[host.uuid] == nil {
      host.id = ID(inventory.hosts.count)
      host.isCoordinator = pool?.master.uuid == host.uuid || hosts.count == 1
      hostByUUID[host.uuid] = host.id
      inventory.hosts.append(host)
    }
    for index in inventory.hosts.indices {
      guard let words = words(of: inventory.hosts[index]) else { continue }
      inventory.hosts[index].hasHostData = true
      let uuid = inventory.hosts[index].uuid
      inventory.hosts[index].capturedAt =
        records.captureTimes[uuid] ?? records.captureTimes[poolKey]
      inventory.hosts[index].bootedAt = words.bootedAt
      inventory.hosts[index].hasDriverFiles = words.hasDriverFiles
      inventory.hosts[index].hasKernelLog = words.kernelLog != nil
      inventory.hosts[index].hasSysfs = words.sysfs != nil
      inventory.hosts[index].infiniBand = Self.infiniBand(words)
      if let captured = words.hasDirectIO {
        inventory.hosts[index].hasIOMMU = Fact(captured, by: .xlInfo)
      }
    }
    inventory.listsCapturedAt = records.captureTimes[poolKey]
    inventory.poolUUID = pool?.uuid
    inventory.isHAEnabled = pool?.haEnabled ?? false
    inventory.isHACaptured = pool?.haEnabled != nil
    inventory.database = records.database
    inventory.disagreements = records.disagreements
    let label = pool?.nameLabel ?? ""
    let coordinator = inventory.hosts.first { $0.isCoordinator } ?? inventory.hosts.first
    inventory.poolName = label.isEmpty ? coordinator?.name ?? "unnamed pool" : label
    inventory.pool = Pool(
      uuid: pool?.uuid ?? "", name: inventory.poolName,
      isSRIOVRestricted: pool?.restrictions?["restrict_network_sriov"].map { $0 == "true" },
      origin: pool?.origin ?? Origin(document: XapiClass.pool.document, line: 0))
  }

  /// The key of the capture time of the pool's lists.
  private var poolKey: String { "-" }

  private func host(_ record: HostRecord) -> Host {
    let version = record.softwareVersion ?? [:]
    let brand = version["product_brand"]
    let number = version["product_version_text_short"] ?? version["product_version"]
    return Host(
      id: ID(0), uuid: record.uuid, name: record.nameLabel ?? record.uuid,
      isEnabled: record.enabled ?? true,
      product: brand.map { brand in number.map { "\(brand) \($0)" } ?? brand },
      xapiVersion: version["xapi_build"], networkBackend: version["network_backend"],
      hasIOMMU: record.chipsetInfo?["iommu"].map {
        Fact($0 == "true", by: .ofXapi(at: record.origin), at: record.origin)
      }, origin: record.origin)
  }

  private func hostsFromHostData() -> [Host] {
    let captured = Set(records.pifs.compactMap { $0.host.uuid })
    let uuids = captured.isEmpty ? Set(records.hostFacts.keys) : captured
    // PIFs that name no host still belong to one.
    let known = uuids.isEmpty && !records.pifs.isEmpty ? ["-"] : uuids.sorted()
    return known.map { uuid in
      Host(
        id: ID(0), uuid: uuid, name: uuid == "-" ? "host" : uuid, isEnabled: true,
        origin: Origin(document: "host/\(uuid)", line: 0))
    }
  }

  /// One host listed twice is one host: the first of the list.
  private mutating func noteDoubledHosts(_ hosts: [Host]) {
    let doubled = Dictionary(grouping: hosts, by: \.uuid).filter { $0.value.count > 1 }
    for (uuid, listed) in doubled.sorted(by: { $0.key < $1.key }) {
      noteGap(
        "which record of host \(uuid) is right", "the list has it \(listed.count) times",
        in: listed[0].origin.document)
    }
  }

  /// PIFs of a host that the pool does not have: each such host once.
  mutating func notePIFsOfGoneHosts() {
    guard records.captured.contains(.host) else { return }
    let gone = Dictionary(
      grouping: records.pifs.filter { pif in pif.host.uuid.map { hostByUUID[$0] == nil } ?? false },
      by: { $0.host.uuid ?? "" })
    for (uuid, pifs) in gone.sorted(by: { $0.key < $1.key }) {
      pifsOfGoneHosts.formUnion(pifs.map(\.uuid))
      noteGap(
        "host \(uuid), of which \(counted(pifs.count, "PIF")) \(agreeing(pifs.count, "is", "are"))"
          + " listed", "the list of hosts does not contain it", in: pifs[0].origin.document)
    }
  }

  /// Functions of PCI class 0207 that a driver is bound to.
  private static func infiniBand(_ words: HostFacts) -> [InfiniBandPort] {
    guard let sysfs = words.sysfs else { return [] }
    return sysfs.functions.compactMap { function in
      guard let seen = function.pciClass, seen.value == "0207", function.physicalFunction == nil
      else { return nil }
      let interface = sysfs.interfaces.first { $0.function?.value == function.address }
      return InfiniBandPort(
        address: function.address, interface: interface?.name, origin: seen.origin)
    }
  }
}
