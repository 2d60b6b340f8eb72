import Records

/// The PCI functions of the database, indexed by uuid, by address and by physical function.
struct PCIRows {
  private var byUUID: [String: PCIRecord] = [:]
  private var byAddress: [HostAddress: PCIRecord] = [:]
  /// The VFs of each physical function, by its uuid.
  private var vfs: [String: [PCIRecord]] = [:]

  private struct HostAddress: Hashable {
    var host: String
    var address: String
  }

  init(_ records: [PCIRecord]) {
    for record in records {
      byUUID[record.uuid] = record
      if let host = record.host.uuid, let address = record.pciID {
        byAddress[HostAddress(host: host, address: address)] = record
      }
      if let port = record.physicalFunction.uuid { vfs[port, default: []].append(record) }
    }
  }

  /// The function of a port: the one that its PIF names, or else the one at its address.
  func function(of pif: PIFRecord) -> PCIRecord? {
    if let row = pif.pci.uuid.flatMap({ byUUID[$0] }) { return row }
    guard let host = pif.host.uuid, let address = pif.pciBusPath else { return nil }
    return byAddress[HostAddress(host: host, address: address)]
  }

  /// The function at an address of a host.
  func function(at address: String, of host: String) -> PCIRecord? {
    byAddress[HostAddress(host: host, address: address)]
  }

  subscript(_ uuid: String) -> PCIRecord? { byUUID[uuid] }

  /// The VFs of a port by address; nil if physical functions were not captured.
  func vfs(of port: Port) -> [PCIRecord]? {
    guard let uuid = port.pciUUID, let row = byUUID[uuid], row.physicalFunction != .notCaptured
    else {
      return nil
    }
    return (vfs[uuid] ?? []).sorted { ($0.pciID ?? "", $0.uuid) < ($1.pciID ?? "", $1.uuid) }
  }
}
