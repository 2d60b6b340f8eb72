package import Evidence
package import Records

/// One document, or one kind of document of every host, that was not captured.
package enum Omission: Sendable, Hashable {
  case list(XapiClass)
  /// xe/network-sriov-remaining-capacity.
  case remainingCapacity
  case database
  case hostDocument(HostDocument)

  /// Every omission there is.
  package static let all: [Omission] =
    XapiClass.allCases.map { .list($0) } + [.remainingCapacity, .database]
    + HostDocument.allCases.map { .hostDocument($0) }
}

extension PoolRecords {
  /// Removes a document, as if it had not been captured.
  package mutating func forget(_ omission: Omission) {
    switch omission {
    case .list(let xapiClass): forget(xapiClass)
    case .remainingCapacity: remainingCapacities = []
    case .database: forgetDatabase()
    case .hostDocument(let document):
      for host in hostFacts.keys { hostFacts[host]?.forget(document) }
    }
  }

  /// Removes a list, as if it had not been captured.
  package mutating func forget(_ xapiClass: XapiClass) {
    captured.remove(xapiClass)
    switch xapiClass {
    case .pif: pifs = []
    case .network: networks = []
    case .networkSRIOV: networkSRIOVs = []
    case .vlan:
      vlans = []
      // The PIFs' own tags would show nearly the same.
      for index in pifs.indices { pifs[index].vlan = nil }
    case .bond: bonds = []
    case .vm: vms = []
    case .vif: vifs = []
    case .vmGuestMetrics: vmGuestMetrics = []
    case .host: hosts = []
    case .pool: pools = []
    case .template: templates = []
    case .snapshot: snapshots = []
    // Where there is a database, the rows are its.
    case .pci: if database == nil { pcis = [] }
    }
  }

  /// Removes what only the database has.
  private mutating func forgetDatabase() {
    guard database != nil else { return }
    database = nil
    disagreements = []
    pcis = []
    for index in pifs.indices { pifs[index].pci = .notCaptured }
    for index in vifs.indices { vifs[index].reservedPCI = .notCaptured }
    for index in vms.indices { vms[index].attachedPCIs = nil }
    for index in networkSRIOVs.indices { networkSRIOVs[index].configurationMode = nil }
  }
}
