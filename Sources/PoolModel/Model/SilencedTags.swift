import Records

/// What becomes of tagged frames on a port.
package enum VLANTraffic: String, Sendable, CaseIterable {
  /// Nothing is known against it; whether it passes was not tried.
  case notKnownToFail = "not known to fail"
  case none
  /// It may be cut off, and nobody has seen it.
  case maybeNone = "maybe none"
  case untilReboot = "until the next reboot"
  case maybeUntilReboot = "maybe until the next reboot"
}

extension Inventory {
  /// VLANs of a port that its VFs silence: the igb driver filters tagged frames while it has VFs, and
  /// its filter knows no tags of the bridge (the XenServer-SRIOV page; facts of driver igb).
  ///
  /// Whether one without VFs of its own suffers from its neighbours' is not known, and not said here.
  package func silencedVLANs(of port: Port) -> [VLAN] {
    guard port.uses(driver: "igb"), let active = port.activeVFs?.value, active > 0 else {
      return []
    }
    return port.vlans.map { self[$0] }.sorted { ($0.tag, $0.id) < ($1.tag, $1.id) }
  }

  /// What becomes of VLANs over a port, through its bridge or over its SR-IOV network: the state
  /// of the igb driver's VLAN filter now and after the next boot. It is only sure of a port that
  /// has VFs of its own, and under Open vSwitch.
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
