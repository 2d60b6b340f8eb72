import PoolModel
import Records

/// What an inventory says, without where it was read, and without what only one witness knows:
/// two readings of one pool are compared by it.
func words(of pool: Inventory) -> [String] {
  var words = ["pool \(pool.poolName) \(pool.poolUUID ?? "-") \(pool.isHAEnabled)"]
  words += ["restricted \(captured(pool.pool.isSRIOVRestricted))"]
  for host in pool.hosts {
    words.append(
      "host \(host.uuid) \(host.name) \(host.isEnabled) \(host.product ?? "-") "
        + "\(host.xapiVersion ?? "-") \(host.networkBackend ?? "-") \(captured(host.hasIOMMU?.value)) "
        + "\(host.isCoordinator)")
  }
  for port in pool.ports {
    words.append(
      "port \(pool.label(port)) \(port.uuid) \(port.mac ?? "-") \(port.pciAddress ?? "-") "
        + "\(port.vendorID ?? "-"):\(port.deviceID ?? "-") \(captured(port.isCapable)) "
        + "\(port.isManagement) \(captured(port.mtu)) \(port.vlans.count) \(port.sriovVLANs.count) "
        + "\(port.network.map { pool[$0].name } ?? "-") \(captured(port.activeVFs?.value)) "
        + "\(port.virtualFunctions.map { pool[$0] }.filter(\.isLinked).map(\.address))")
    let use = pool.vfUses[port.id.index]
    // Without the host's VFs, the database alone counts how many are free.
    let free = port.activeVFs == nil ? "not compared" : captured(use.free?.value)
    words.append("  \(use.vifs.map { pool.label(pool[$0]) }) free \(free)")
  }
  for network in pool.networks {
    words.append(
      "network \(network.uuid) \(network.name) \(captured(network.mtu)) \(network.kind) "
        + "\(network.defaultLockingMode ?? "-") \(network.vfPorts.map(\.index))")
  }
  for sriov in pool.networkSRIOVs {
    words.append(
      "sriov \(sriov.uuid) \(pool.label(pool[sriov.port])) \(captured(sriov.requiresReboot)) "
        + "\(captured(sriov.isAttached)) \(sriov.network.map { pool[$0].name } ?? "-") "
        + "\(captured(sriov.remainingCapacity?.value))")
  }
  for vlan in pool.vlans {
    words.append(
      "vlan \(vlan.uuid) \(vlan.tag) \(vlan.network.map { pool[$0].name } ?? "-") "
        + "\(vlan.hostTraffic) \(vlan.carrier)")
  }
  for bond in pool.bonds { words.append("bond \(bond.uuid) \(bond.members.map(\.index))") }
  return words + guestFacts(of: pool)
}

private func guestFacts(of pool: Inventory) -> [String] {
  var words: [String] = []
  for vm in pool.vms {
    words.append(
      "VM \(vm.uuid) \(vm.name) \(vm.powerState) "
        + "\(vm.residentOn.map { pool[$0].name } ?? "-") \(vm.tags) "
        + "\(vm.domainType ?? "-") \(vm.haRestartPriority ?? "-") "
        + "\(vm.referenceLabel ?? "-") \(vm.system?.value.name ?? "-") "
        + "\(vm.passedThrough)")
  }
  for vif in pool.vifs {
    words.append(
      "vif \(vif.uuid) \(pool.label(vif)) \(pool[vif.network].name) \(vif.mac ?? "-") "
        + "\(captured(vif.mtu)) \(captured(vif.isAttached)) \(vif.lockingMode ?? "-") "
        + "\(vif.qosAlgorithmType ?? "-") \(vif.qosAlgorithmParams.sorted { $0.key < $1.key }) "
        + "\(vif.ipv4Allowed) \(vif.intent.map { "\($0.network)" } ?? "-")")
  }
  return words
}

private func captured<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "-" }

/// What one pool says and the other does not; empty where they say the same.
func differences(_ one: Inventory, _ other: Inventory) -> [String] {
  let (left, right) = (words(of: one), words(of: other))
  return left.filter { !right.contains($0) }.map { "- " + $0 }
    + right.filter { !left.contains($0) }.map { "+ " + $0 }
    + (left.count == right.count ? [] : ["\(left.count) and \(right.count) lines"])
}
