import PoolModel
import Records

// Creates, changes and removes records.
extension AssumedPool {
  /// Adds a network_sriov with its logical PIF to a port. nil creates a new network for it. Returns
  /// the uuid of the network_sriov.
  mutating func addSRIOV(to port: Port, _ network: String?, mode: String) -> String {
    var target = network ?? ""
    if target.isEmpty {
      var record = NetworkRecord(uuid: madeUp("network"), origin: origin)
      record.nameLabel = "SR-IOV of \(inventory.label(port))"
      record.mtu = port.mtu
      record.defaultLockingMode = "unlocked"
      records.networks.append(record)
      target = record.uuid
    }
    let uuid = madeUp("network-sriov")
    var logical = PIFRecord(uuid: madeUp("pif"), origin: origin)
    logical.device = port.device
    logical.mac = "fe:ff:ff:ff:ff:ff"
    logical.physical = false
    logical.management = false
    logical.mtu = port.mtu
    logical.vlan = -1
    logical.currentlyAttached = true
    logical.network = .uuid(target)
    logical.host = .uuid(inventory[port.host].uuid)
    logical.sriovLogicalPIFOf = [uuid]
    records.pifs.append(logical)
    var record = NetworkSRIOVRecord(uuid: uuid, origin: origin)
    record.physicalPIF = .uuid(port.uuid)
    record.logicalPIF = .uuid(logical.uuid)
    record.requiresReboot = false
    record.configurationMode = mode
    records.networkSRIOVs.append(record)
    return uuid
  }

  /// Sets whether SR-IOV waits for a reboot. Its logical PIF is attached only if it does not.
  mutating func setPending(_ sriov: String, _ isPending: Bool) {
    guard let index = records.networkSRIOVs.firstIndex(where: { $0.uuid == sriov }) else { return }
    records.networkSRIOVs[index].requiresReboot = isPending
    records.networkSRIOVs[index].origin = origin
    let logical = records.networkSRIOVs[index].logicalPIF.uuid
    guard let pif = records.pifs.firstIndex(where: { $0.uuid == logical }) else { return }
    records.pifs[pif].currentlyAttached = !isPending
    records.pifs[pif].origin = origin
  }

  mutating func remove(_ sriov: NetworkSRIOV) {
    let logical = records.networkSRIOVs.first { $0.uuid == sriov.uuid }?.logicalPIF.uuid
    records.networkSRIOVs.removeAll { $0.uuid == sriov.uuid }
    records.remainingCapacities.removeAll { $0.uuid == sriov.uuid }
    records.pifs.removeAll { $0.uuid == logical }
    for index in records.pifs.indices {
      records.pifs[index].sriovPhysicalPIFOf?.removeAll { $0 == sriov.uuid }
    }
  }

  /// Writes the driver option as xcp-networkd does: the same number for every bound function.
  mutating func setOptions(of file: DriverFile, to vfs: Int) {
    if let written = file.contents(settingVFs: vfs) { replace(file, by: written) }
  }

  /// Writes the user's limit as the command of the plan does: one line at the top.
  mutating func setLimit(of file: DriverFile, to vfs: Int) {
    let kept = ToolstackFile(file.record.contents).lines.filter { line in
      let bare = line.bytes.drop { $0 == UInt8(ascii: "#") || $0 == 0x20 || $0 == 0x09 }
      return !bare.starts(with: "VFs-maxvfs-by-user:".utf8)
    }
    let lines = [Array("# VFs-maxvfs-by-user: \(vfs)".utf8)] + kept.map { Array($0.bytes) }
    replace(file, by: Array(lines.joined(separator: [0x0A])))
  }

  /// Sets the file's time to that of the initrd: xcp-networkd rebuilds the initrd after each write.
  private mutating func replace(_ file: DriverFile, by contents: [UInt8]) {
    let key = wordsKey(of: file.host)
    guard
      let index = records.hostFacts[key]?.driverFiles.firstIndex(where: {
        $0.fileName == file.fileName
      })
    else { return }
    let document = "\(origin.document)/\(file.fileName)"
    var record = DriverFileParser.record(contents.span, document: document)
    record.fileName = file.fileName
    records.hostFacts[key]?.driverFiles[index] = record
    let path = "/etc/modprobe.d/\(file.fileName)"
    records.hostFacts[key]?.fileTimes?.removeAll { $0.path == path }
    guard let initrd = inventory[file.host].initrd else { return }
    let origin = origin
    records.hostFacts[key]?.fileTimes?.append(
      FileTimeRecord(path: path, modifiedAt: initrd.builtAt.value, origin: origin))
  }

  /// The key of a host's captured data. In a pool with one host, data without a host uuid (`-`) is
  /// that host's.
  func wordsKey(of host: ID<Host>) -> String {
    let uuid = inventory[host].uuid
    return records.hostFacts[uuid] == nil && inventory.hosts.count == 1 ? "-" : uuid
  }
}
