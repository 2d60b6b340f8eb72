import PoolModel
import Records

// Changes of VF counts, in every source that shows them.
extension AssumedPool {
  /// Sets the active VFs of a port in sysfs, in the database and in `ip link`.
  mutating func setVFs(of port: Port, to count: Int, takenBy driver: String? = nil) {
    let key = wordsKey(of: port.host)
    let addresses = (0..<count).map { Self.address(ofVF: $0, of: port) }
    let origin = origin
    if let address = port.pciAddress,
      let index = records.hostFacts[key]?.sysfs?.functions.firstIndex(where: {
        $0.address == address
      })
    {
      records.hostFacts[key]?.sysfs?.functions[index].numVFs = Sourced(count, origin)
      records.hostFacts[key]?.sysfs?.functions[index].virtualFunctions =
        addresses.enumerated().map { .init(index: $0.offset, address: Sourced($0.element, origin)) }
      records.hostFacts[key]?.lspci?.removeAll { $0.address == address }
      bind(addresses, of: address, to: driver, key)
    }
    let users = users(of: port).prefix(count).map(\.self)
    setRows(of: port, addresses, users)
    guard records.hostFacts[key]?.ipLink != nil else { return }
    records.hostFacts[key]?.ipLink?.removeAll { $0.interface == port.device }
    let lines = addresses.indices.map { index in
      let vif = index < users.count ? users[index] : nil
      return IPLinkVFRecord(
        interface: port.device, index: index, mac: vif?.mac ?? "00:00:00:00:00:00",
        vlan: vif.flatMap { inventory.tagOverSRIOV(of: inventory[$0.network]) } ?? 0,
        rateLimit: vif?.rateOfVF ?? 0, origin: origin)
    }
    records.hostFacts[key]?.ipLink? += lines
  }

  /// Replaces the functions of a port's VFs. A VF of a VM that runs belongs to no driver of dom0.
  private mutating func bind(
    _ vfs: [String], of port: String, to driver: String?, _ key: String
  ) {
    guard let driver else { return }
    let origin = origin
    records.hostFacts[key]?.sysfs?.functions.removeAll { $0.physicalFunction?.value == port }
    records.hostFacts[key]?.sysfs?.functions += vfs.map { address in
      var function = SysfsFunctionRecord(address: address)
      function.physicalFunction = Sourced(port, origin)
      function.driver = Sourced(driver, origin)
      return function
    }
  }

  /// Sets the remaining capacity of a port's SR-IOV network.
  mutating func setFree(_ count: Int, of port: Port) {
    guard let uuid = port.sriov.map({ inventory[$0].uuid }) else { return }
    setFree(count, ofSRIOV: uuid)
  }

  mutating func setFree(_ count: Int, ofSRIOV uuid: String) {
    records.remainingCapacities.removeAll { $0.uuid == uuid }
    records.remainingCapacities.append(
      RemainingCapacityRecord(uuid: uuid, capacity: count, origin: origin))
  }

  /// VIFs of running VMs that use VFs of a port, in the inventory's order.
  func users(of port: Port) -> [VIF] {
    inventory.residents[port.host.index].map { inventory[$0] }.filter(\.isRunning).flatMap {
      vm in
      inventory.sriovVIFs(of: vm).filter {
        inventory[$0.network].vfPortByHost[port.host] == port.id
      }
    }
  }

  /// Rewrites the PCI rows of the database, which show the VM that holds each VF.
  private mutating func setRows(of port: Port, _ addresses: [String], _ users: [VIF]) {
    guard records.database != nil, let parent = port.pciUUID else { return }
    let old = Set(records.pcis.filter { $0.physicalFunction.uuid == parent }.map(\.uuid))
    records.pcis.removeAll { old.contains($0.uuid) }
    for index in records.vms.indices {
      records.vms[index].attachedPCIs?.removeAll { $0.uuid.map(old.contains) == true }
    }
    for index in records.vifs.indices
    where records.vifs[index].reservedPCI.uuid.map(old.contains) == true {
      records.vifs[index].reservedPCI = .null
    }
    var held: [String: String] = [:]
    for (index, address) in addresses.enumerated() {
      var row = PCIRecord(uuid: madeUp("pci"), origin: origin)
      row.host = .uuid(inventory[port.host].uuid)
      row.pciID = address
      row.physicalFunction = .uuid(parent)
      row.scheduledToBeAttachedTo = .null
      let holder = index < users.count ? users[index] : nil
      row.attachedVMs = holder.map { [.uuid(inventory[$0.vm].uuid)] } ?? []
      row.isIdle = holder == nil
      records.pcis.append(row)
      if let holder { held[holder.uuid] = row.uuid }
    }
    guard !held.isEmpty else { return }
    for index in records.vifs.indices {
      guard let row = held[records.vifs[index].uuid] else { continue }
      records.vifs[index].reservedPCI = .uuid(row)
    }
  }

  /// The PCI address of a VF as Intel cards number them: offset 128 from the port, stride 4.
  private static func address(ofVF index: Int, of port: Port) -> String {
    let parts = (port.pciAddress ?? "0000:00:00.0").split { $0 == ":" || $0 == "." }
    guard parts.count == 4, let bus = Int(parts[1], radix: 16), let function = Int(parts[3]) else {
      return "assumed \(port.device) VF \(index)"
    }
    let place = 128 + 4 * index + function
    return "\(parts[0]):\(hex(bus + place >> 8)):\(hex(place >> 3 & 31)).\(place & 7)"
  }

  private static func hex(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return digits.utf8.count < 2 ? "0\(digits)" : digits
  }
}
