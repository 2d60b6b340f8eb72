package import Records

/// What of a host's own goes over an interface.
package enum HostTraffic: String, Sendable, CaseIterable {
  case management
  /// Over a secondary interface, which XenCenter marks with `management_purpose`: usually storage.
  case storage
  /// Heartbeats of high availability, which go where management goes.
  case ha = "HA"

  /// Over any of these VLANs, in the order of the cases.
  package static func over(_ vlans: [VLAN]) -> [HostTraffic] {
    allCases.filter { kind in vlans.contains { $0.hostTraffic.contains(kind) } }
  }
}

extension Port {
  /// Whether it bears the management interface.
  package var isManagement: Bool { hostTraffic.contains(.management) }
}

extension Inventory {
  /// The host's own traffic over a port, its bond and its VLANs, in the order of the cases.
  package func hostTraffic(over port: Port) -> [HostTraffic] {
    let bond = port.bond.map { self[$0].hostTraffic } ?? []
    let all =
      port.hostTraffic + bond + HostTraffic.over((port.vlans + port.sriovVLANs).map { self[$0] })
    return HostTraffic.allCases.filter(all.contains)
  }

  /// What bears the host's own traffic over a port: the records that say so. Empty for a port
  /// that bears none.
  package func hostTrafficBearers(over port: Port) -> [(name: String, origin: Origin)] {
    var holders: [(name: String, origin: Origin)] = []
    if !port.hostTraffic.isEmpty { holders.append((port.device, port.origin)) }
    if let bond = port.bond.map({ self[$0] }), !bond.hostTraffic.isEmpty {
      holders.append(("the bond of \(port.device)", bond.origin))
    }
    for vlan in (port.vlans + port.sriovVLANs).map({ self[$0] }) where !vlan.hostTraffic.isEmpty {
      holders.append(("VLAN \(vlan.tag)", vlan.origin))
    }
    return holders
  }
}

extension Linker {
  /// What of the host's own goes over a PIF (xen-api `management_purpose`, XenCenter's mark of a
  /// secondary interface).
  func hostTraffic(over pif: PIFRecord?) -> [HostTraffic] {
    var traffic: [HostTraffic] = pif?.management == true ? [.management] : []
    if pif?.otherConfig?["management_purpose"]?.isEmpty == false { traffic.append(.storage) }
    if pif?.management == true, inventory.isHAEnabled { traffic.append(.ha) }
    return traffic
  }
}
