import PoolModel

/// A network segment of a port (untagged, or one VLAN) and the running VMs that reach it in only
/// one way, over VFs or over the bridge. VMs with both kinds of VIF reach all others: left out.
struct SharedSegment {
  var overVFs: Network
  var overBridge: Network
  var onlyVF: [VM]
  var onlyBridge: [VM]

  init(_ overVFs: Network, _ overBridge: Network, on host: ID<Host>, in inventory: Inventory) {
    self.overVFs = overVFs
    self.overBridge = overBridge
    let fast = inventory.runningVMs(on: overVFs.id, host: host)
    let slow = inventory.runningVMs(on: overBridge.id, host: host)
    let (onFast, onSlow) = (Set(fast.map(\.id)), Set(slow.map(\.id)))
    onlyVF = fast.filter { !onSlow.contains($0.id) }
    onlyBridge = slow.filter { !onFast.contains($0.id) }
  }
}
