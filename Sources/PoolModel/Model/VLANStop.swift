import Records

/// Tagged traffic through a port's bridge that VFs stop: the igb driver filters tagged frames while
/// it has VFs, and Open vSwitch's tags are never added to its filter (the XenServer-SRIOV page;
/// igb_set_rx_mode). Untagged traffic is not affected.
package struct VLANStop: Sendable {
  /// When the VLANs of a port stop.
  package enum Time: Sendable { case now, atNextReboot }

  package var time: Time
  /// Whether the port itself gets the VFs, under Open vSwitch: the case that was seen. Otherwise the
  /// stop is inferred.
  package var isCertain: Bool
  /// The port that has the VFs, or gets them: the port itself, or another of its card. nil where
  /// only a pending SR-IOV network says that VFs come.
  package var source: Port?
  /// SR-IOV networks of the same driver on the host that wait for a reboot.
  package var pending: [NetworkSRIOV] = []
}

/// What becomes of tagged frames on a port.
package enum VLANTraffic: String, Sendable, CaseIterable {
  /// Nothing is known against it. It was not tried.
  case notKnownToFail = "not known to fail"
  case none
  /// It may be cut off. This was not seen.
  case maybeNone = "maybe none"
  case untilReboot = "until the next reboot"
  case maybeUntilReboot = "maybe until the next reboot"
}

extension Inventory {
  /// Whether VFs stop, or will stop, the VLANs over a port's bridge; nil where nothing says so. A
  /// card none of whose ports can have VFs (i210, i354, 82580) is never hit.
  package func vlanStop(on port: Port) -> VLANStop? {
    guard port.uses(driver: "igb") else { return nil }
    let siblings = port.card.map { self[$0].ports.map { self[$0] } } ?? []
    let ports = ([port] + siblings.filter { $0.id != port.id }).filter(\.mayHaveVFs)
    guard !ports.isEmpty else { return nil }
    let isSeenCase = self[port.host].networkBackend != "bridge"
    if let source = ports.first(where: { ($0.activeVFs?.value ?? 0) > 0 }) {
      return VLANStop(
        time: .now, isCertain: source.id == port.id && isSeenCase, source: source)
    }
    let source = ports.first { ($0.configuredVFs?.value ?? 0) > 0 }
    let pending = pendingSRIOV(besides: port)
    guard source != nil || !pending.isEmpty else { return nil }
    return VLANStop(
      time: .atNextReboot, isCertain: source?.id == port.id && isSeenCase, source: source,
      pending: pending)
  }

  /// VLANs of a port that its own VFs stop now, by tag.
  package func stoppedVLANs(of port: Port) -> [VLAN] {
    guard let stop = vlanStop(on: port), stop.time == .now, stop.source?.id == port.id else {
      return []
    }
    return port.vlans.map { self[$0] }.sorted { ($0.tag, $0.id) < ($1.tag, $1.id) }
  }

  /// What becomes of VLANs over a port, through its bridge or over its SR-IOV network.
  package func vlanTraffic(over port: Port, isOverSRIOV: Bool) -> VLANTraffic {
    if isOverSRIOV { return port.uses(driver: "igb") ? .none : .notKnownToFail }
    guard let stop = vlanStop(on: port) else { return .notKnownToFail }
    switch stop.time {
    case .now: return stop.isCertain ? .none : .maybeNone
    case .atNextReboot: return stop.isCertain ? .untilReboot : .maybeUntilReboot
    }
  }
}
