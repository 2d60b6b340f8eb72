import Records

/// Whether tagged frames pass on a port.
package enum VLANTraffic: String, Sendable, CaseIterable {
  /// No reason is known why it should not pass. It was not tested.
  case notKnownToFail = "not known to fail"
  case none
  /// It may not pass. This is inferred, not observed.
  case maybeNone = "maybe none"
  case untilReboot = "until the next reboot"
  case maybeUntilReboot = "maybe until the next reboot"
}

extension Inventory {
  /// VLANs of a port that pass no traffic because the port has VFs: the igb driver then filters
  /// tagged frames, and the bridge's VLAN tags are never added to its filter (the XenServer-SRIOV
  /// page; igb sources).
  ///
  /// Empty for a port without VFs: whether it is affected by VFs of other ports is not known.
  package func silencedVLANs(of port: Port) -> [VLAN] {
    guard port.uses(driver: "igb"), let active = port.activeVFs?.value, active > 0 else {
      return []
    }
    return port.vlans.map { self[$0] }.sorted { ($0.tag, $0.id) < ($1.tag, $1.id) }
  }

  /// Whether VLANs over a port, over its bridge or its SR-IOV network, pass traffic now and after
  /// the next boot, by the state of the igb driver's VLAN filter. The result is certain only for a
  /// port that has VFs itself, and with Open vSwitch.
  package func vlanTraffic(over port: Port, isOverSRIOV: Bool) -> VLANTraffic {
    guard port.uses(driver: "igb") else { return .notKnownToFail }
    if isOverSRIOV { return .none }
    let card = port.card.map { self[$0].ports.map { self[$0] } } ?? [port]
    let isSure = self[port.host].networkBackend != "bridge"
    if (port.activeVFs?.value ?? 0) > 0 { return isSure ? .none : .maybeNone }
    if card.contains(where: { ($0.activeVFs?.value ?? 0) > 0 }) { return .maybeNone }
    if (port.configuredVFs?.value ?? 0) > 0 { return isSure ? .untilReboot : .maybeUntilReboot }
    let isComing = card.contains { ($0.configuredVFs?.value ?? 0) > 0 }
    return isComing || !pendingSRIOV(besides: port).isEmpty ? .maybeUntilReboot : .notKnownToFail
  }
}
