import Records

/// A field that has its default value in the inventory if no list contained it. A comparison of two
/// inventories must distinguish this from a captured default.
package enum CapturedField: Sendable, Hashable, CaseIterable {
  case master
  case hostEnabled
  case pifManagement
  case pifNetwork
  case residentOn
  /// `other-config` of VMs.
  case vmConfig
  case vifAddresses
  case vifRateLimit
}

extension PoolRecords {
  /// Fields that at least one record contains.
  var capturedFields: Set<CapturedField> {
    Set(CapturedField.allCases.filter { captures($0) })
  }

  private func captures(_ field: CapturedField) -> Bool {
    switch field {
    case .master: pools.contains { $0.master != .notCaptured }
    case .hostEnabled: hosts.contains { $0.enabled != nil }
    case .pifManagement: pifs.contains { $0.management != nil }
    case .pifNetwork: pifs.contains { $0.network != .notCaptured }
    case .residentOn: vms.contains { $0.residentOn != .notCaptured }
    case .vmConfig: vms.contains { $0.otherConfig != nil }
    case .vifAddresses: vifs.contains { $0.ipv4Allowed != nil || $0.ipv6Allowed != nil }
    case .vifRateLimit: vifs.contains { $0.qosAlgorithmParams != nil }
    }
  }
}
