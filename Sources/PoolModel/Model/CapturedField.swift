/// A field that stands at its usual value in the inventory where no list told it: whoever compares two
/// inventories has to know which of both it is.
package enum ToldField: Sendable, Hashable, CaseIterable {
  case master
  case hostEnabled
  case pifManagement
  case pifNetwork
  case residentOn
  /// `other-config` of guests.
  case guestConfig
  case vifAddresses
  case vifRateLimit
}

extension PoolRecords {
  /// Fields that some record tells.
  var toldFields: Set<ToldField> {
    Set(ToldField.allCases.filter { tells($0) })
  }

  private func tells(_ field: ToldField) -> Bool {
    switch field {
    case .master: pools.contains { $0.master != .untold }
    case .hostEnabled: hosts.contains { $0.enabled != nil }
    case .pifManagement: pifs.contains { $0.management != nil }
    case .pifNetwork: pifs.contains { $0.network != .untold }
    case .residentOn: vms.contains { $0.residentOn != .untold }
    case .guestConfig: vms.contains { $0.otherConfig != nil }
    case .vifAddresses: vifs.contains { $0.ipv4Allowed != nil || $0.ipv6Allowed != nil }
    case .vifRateLimit: vifs.contains { $0.qosAlgorithmParams != nil }
    }
  }
}
