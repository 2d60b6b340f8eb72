package import Records

/// The host's own traffic over an interface.
package enum HostTraffic: String, Sendable, CaseIterable {
  case management
  /// Traffic of a secondary interface (`management_purpose`, set by XenCenter): usually storage.
  case storage
  /// Heartbeats of high availability, which use the management interface.
  case ha = "HA"

  /// The host's traffic over any of these VLANs, in the order of the cases.
  package static func over(_ vlans: [VLAN]) -> [HostTraffic] {
    allCases.filter { kind in vlans.contains { $0.hostTraffic.contains(kind) } }
  }
}

extension Port {
  /// Whether it carries the management interface.
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

  /// The same over any of several ports.
  package func hostTraffic(over ports: [Port]) -> [HostTraffic] {
    HostTraffic.allCases.filter { kind in ports.contains { hostTraffic(over: $0).contains(kind) } }
  }

  /// The interfaces that carry the host's own traffic over a port, with their records. Empty for a
  /// port that carries none.
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
  /// The host's own traffic over a PIF (`management_purpose` in other-config is XenCenter's mark of
  /// a secondary interface).
  func hostTraffic(over pif: PIFRecord?) -> [HostTraffic] {
    var traffic: [HostTraffic] = pif?.management == true ? [.management] : []
    if pif?.otherConfig?["management_purpose"]?.isEmpty == false { traffic.append(.storage) }
    if pif?.management == true, inventory.isHAEnabled { traffic.append(.ha) }
    return traffic
  }
}
