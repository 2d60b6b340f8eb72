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
}
