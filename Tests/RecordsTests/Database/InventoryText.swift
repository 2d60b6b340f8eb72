import PoolModel

/// What an inventory says, without where it was read, and without what only one witness knows:
/// two readings of one pool are compared by it.
func words(of pool: Inventory) -> [String] {
  var words = ["pool \(pool.poolName) \(pool.poolUUID ?? "-") \(pool.isHAEnabled)"]
  words += ["restricted \(told(pool.pool.isSRIOVRestricted))"]
  for host in pool.hosts {
    words.append(
      "host \(host.uuid) \(host.name) \(host.isEnabled) \(host.product ?? "-") "
        + "\(host.xapiVersion ?? "-") \(host.networkBackend ?? "-") \(told(host.hasIOMMU?.value)) "
        + "\(host.isCoordinator)")
  }
  for port in pool.ports {
    words.append(
      "port \(pool.label(port)) \(port.uuid) \(port.mac ?? "-") \(port.pciAddress ?? "-") "
        + "\(port.vendorID ?? "-"):\(port.deviceID ?? "-") \(told(port.isCapable)) "
        + "\(port.isManagement) \(told(port.mtu)) \(port.vlans.count) \(port.sriovVLANs.count) "
        + "\(port.network.map { pool[$0].name } ?? "-") \(told(port.activeVFs?.value)) "
        + "\(port.virtualFunctions.map { pool[$0] }.filter(\.isLinked).map(\.address))")
    let use = pool.vfUses[port.id.index]
    words.append("  \(use.vifs.map { pool.label(pool[$0]) }) free \(told(use.free?.value))")
  }
  for network in pool.networks {
    words.append(
      "network \(network.uuid) \(network.name) \(told(network.mtu)) \(network.kind) "
        + "\(network.defaultLockingMode ?? "-") \(network.vfPorts.map(\.index))")
  }
  for sriov in pool.networkSRIOVs {
    words.append(
      "sriov \(sriov.uuid) \(pool.label(pool[sriov.port])) \(told(sriov.requiresReboot)) "
        + "\(told(sriov.isAttached)) \(sriov.network.map { pool[$0].name } ?? "-") "
        + "\(told(sriov.remainingCapacity?.value))")
  }
  for vlan in pool.vlans {
    words.append(
      "vlan \(vlan.uuid) \(vlan.tag) \(vlan.network.map { pool[$0].name } ?? "-") "
        + "\(vlan.hostTraffic) \(vlan.carrier)")
  }
  for bond in pool.bonds { words.append("bond \(bond.uuid) \(bond.members.map(\.index))") }
  return words + guestWords(of: pool)
}

private func guestWords(of pool: Inventory) -> [String] {
  var words: [String] = []
  for guest in pool.guests {
    words.append(
      "guest \(guest.uuid) \(guest.name) \(guest.powerState) "
        + "\(guest.residentOn.map { pool[$0].name } ?? "-") \(guest.tags) "
        + "\(guest.domainType ?? "-") \(guest.haRestartPriority ?? "-") "
        + "\(guest.referenceLabel ?? "-") \(guest.system?.value.name ?? "-") "
        + "\(guest.passedThrough)")
  }
  for vif in pool.vifs {
    words.append(
      "vif \(vif.uuid) \(pool.label(vif)) \(pool[vif.network].name) \(vif.mac ?? "-") "
        + "\(told(vif.mtu)) \(told(vif.isAttached)) \(vif.lockingMode ?? "-") "
        + "\(vif.qosAlgorithmType ?? "-") \(vif.qosAlgorithmParams.sorted { $0.key < $1.key }) "
        + "\(vif.ipv4Allowed) \(vif.intent.map { "\($0.network)" } ?? "-")")
  }
  return words
}

private func told<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "-" }

/// What one pool says and the other does not; empty where they say the same.
func differences(_ one: Inventory, _ other: Inventory) -> [String] {
  let (left, right) = (words(of: one), words(of: other))
  return left.filter { !right.contains($0) }.map { "- " + $0 }
    + right.filter { !left.contains($0) }.map { "+ " + $0 }
    + (left.count == right.count ? [] : ["\(left.count) and \(right.count) lines"])
}
