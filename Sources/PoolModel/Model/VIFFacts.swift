/// The VIFs and ports that share one MAC address.
package struct MACHolders: Sendable {
  package var vifs: [ID<VIF>] = []
  package var ports: [ID<Port>] = []

  package init() {}

  /// The MAC address of all virtual interfaces in dom0.
  static let backend = "fe:ff:ff:ff:ff:ff"
}

extension VIF {
  /// The limit in Mbit/s that xapi passes to the driver (xen-api `network_server.ml`,
  /// `make_vf_conf_internal`): kbps divided by 1024, at least 1; nil without a limit, which is also what 0
  /// means (xenopsd).
  package var rateOfVF: Int? {
    guard qosAlgorithmType == "ratelimit" else { return nil }
    return qosAlgorithmParams["kbps"].flatMap { Int($0) }.flatMap {
      $0 > 0 ? max(1, $0 / 1024) : nil
    }
  }
}

extension Inventory {
  /// The VIF's mode, or the network's default if the VIF uses that; nil if not captured.
  package func lockingMode(of vif: VIF) -> String? {
    vif.lockingMode == "network_default" ? self[vif.network].defaultLockingMode : vif.lockingMode
  }

  /// Whether a tag, its other-config or the policy names a network that provides VFs for it.
  package func isMeantForSRIOV(_ vif: VIF) -> Bool {
    guard let intent = vif.intent else { return false }
    return networks(meantBy: intent, of: vif).first?.takesVFs ?? (intent.network == .anySRIOV)
  }

  /// Computes once what depends on the versions of all hosts, because rules read it for every VIF.
  mutating func resolveVersions() {
    vifLimit = vifLimitOfHosts
    isWithoutTrunks = areHostsWithoutTrunks
  }

  private var vifLimitOfHosts: Int? {
    if hosts.contains(where: { $0.xapiVersion != nil && !allowsMostVIFs($0) }) {
      return Self.vifLimits.least
    }
    return hosts.isEmpty || hosts.contains { $0.xapiVersion == nil } ? nil : Self.vifLimits.most
  }

  /// Whether a host's toolstack is new enough for the higher limit; false if not known.
  package func allowsMostVIFs(_ host: Host) -> Bool {
    isToolstack(of: host, atLeast: (25, 29))
  }

  /// Whether the toolstack of a host has at least a version; false if that is not known.
  func isToolstack(of host: Host, atLeast least: (Int, Int)) -> Bool {
    host.xapiVersion.map { isVersion($0, atLeast: least) } ?? false
  }

  package static let vifLimits = (least: 7, most: 16)

  private var areHostsWithoutTrunks: Bool {
    !hosts.isEmpty
      && hosts.allSatisfy { host in
        host.xapiVersion.map { !isVersion($0, atLeast: (26, 17)) } ?? false
      }
  }

  private func isVersion(_ text: String, atLeast least: (Int, Int)) -> Bool {
    let numbers = text.split(separator: ".").map { Int($0.prefix { $0.isNumber }) ?? 0 }
    return (numbers.first ?? 0, numbers.count > 1 ? numbers[1] : 0) >= least
  }
}

extension Inventory {
  /// Networks over which VMs use VFs of a port: its SR-IOV network, then VLANs over it, each with
  /// the network with the same tag on its bridge; nil if the bridge has none.
  package func segments(of port: Port) -> [(overVFs: Network, overBridge: Network?)] {
    let base = port.sriov.flatMap { self[$0].network }
    let untagged = port.bond.flatMap { self[$0].network } ?? port.network
    var segments: [(overVFs: Network, overBridge: Network?)] = []
    if let base { segments.append((self[base], untagged.map { self[$0] })) }
    for vlan in port.sriovVLANs.map({ self[$0] }) {
      guard let network = vlan.network else { continue }
      let bridged = port.vlans.map { self[$0] }.first { $0.tag == vlan.tag }?.network
      segments.append((self[network], bridged.map { self[$0] }))
    }
    return segments
  }

  /// The network on the bridge of the same port with the same tag as this SR-IOV network.
  package func plainNetwork(beside network: Network) -> Network? {
    networks[network.id.index].vfPorts.lazy.flatMap { self.segments(of: self[$0]) }
      .first { $0.overVFs.id == network.id && $0.overBridge != nil }?.overBridge
  }

  /// The tag of a VLAN over SR-IOV; nil for an untagged SR-IOV network.
  package func tagOverSRIOV(of network: Network) -> Int? {
    networks[network.id.index].vfPorts.lazy.flatMap { ports[$0.index].sriovVLANs }
      .map { self[$0] }.first { $0.network == network.id }?.tag
  }
}
