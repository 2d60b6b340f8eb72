import PoolModel

/// One network segment of a port, and the running VMs that are in it by one way only: those
/// that have both hear everybody.
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
