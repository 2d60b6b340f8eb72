import PoolModel

/// The networks and VMs that need VFs of a port.
enum VFDemand {
  /// The networks that use a port's VFs: its SR-IOV network and the VLANs over it.
  static func networks(over port: Port, in inventory: Inventory) -> [ID<Network>] {
    let base = port.sriov.flatMap { inventory[$0].network }.map { [$0] } ?? []
    return Set(base + port.sriovVLANs.compactMap { inventory[$0].network }).sorted()
  }

  /// VMs that are not running and have a VIF on one of these networks, in inventory order.
  static func waitingVMs(over port: Port, in inventory: Inventory) -> [VM] {
    let vifs = networks(over: port, in: inventory).flatMap { inventory[$0].vifs }
    let halted = vifs.map { inventory.vifs[$0.index].vm }
      .filter { !inventory.vms[$0.index].isRunning }
    return Set(halted).sorted().map { inventory[$0] }
  }
}
