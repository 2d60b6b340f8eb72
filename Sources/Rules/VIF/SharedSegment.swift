import PoolModel

/// One network segment of a port, and the running guests that are in it by one way only: those
/// that have both hear everybody.
struct Segment {
  var overVFs: Network
  var overBridge: Network
  var onlyVF: [Guest]
  var onlyBridge: [Guest]

  init(_ overVFs: Network, _ overBridge: Network, on host: ID<Host>, in inventory: Inventory) {
    self.overVFs = overVFs
    self.overBridge = overBridge
    let fast = inventory.runningGuests(on: overVFs.id, host: host)
    let slow = inventory.runningGuests(on: overBridge.id, host: host)
    let (onFast, onSlow) = (Set(fast.map(\.id)), Set(slow.map(\.id)))
    onlyVF = fast.filter { !onSlow.contains($0.id) }
    onlyBridge = slow.filter { !onFast.contains($0.id) }
  }
}
