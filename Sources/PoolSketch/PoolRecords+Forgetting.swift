package import Records

extension PoolRecords {
  /// Removes a list, as if it had not been captured.
  package mutating func forget(_ xapiClass: XapiClass) {
    captured.remove(xapiClass)
    switch xapiClass {
    case .pif: pifs = []
    case .network: networks = []
    case .networkSRIOV:
      networkSRIOVs = []
      remainingCapacities = []
    case .vlan:
      vlans = []
      // The PIFs' own tags carry nearly the same information.
      for index in pifs.indices { pifs[index].vlan = nil }
    case .bond: bonds = []
    case .vm: vms = []
    case .vif: vifs = []
    case .vmGuestMetrics: vmGuestMetrics = []
    case .host: hosts = []
    case .pool: pools = []
    case .template: templates = []
    case .pci: if database == nil { pcis = [] }
    }
  }
}
