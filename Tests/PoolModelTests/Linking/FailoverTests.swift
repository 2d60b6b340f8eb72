import PoolModel
import PoolSketch
import Testing

/// The search for a placement, compared with all possible placements.
@Suite struct FailoverTests {
  /// VMs run on xen1. `free`: the free VFs of xen2 on A and B, then of xen3 on A and B.
  private func pool(free: [Int], vms: [[String]]) -> (Inventory, lost: ID<Host>) {
    var sketch = PoolSketch()
    for (host, index) in [("xen3", 2), ("xen2", 0)] {
      sketch.host(host)
      sketch.card(.x540, ports: "eth0", "eth1")
      sketch.sriov("A", on: "eth0", remaining: free[index])
      sketch.sriov("B", on: "eth1", remaining: free[index + 1])
    }
    sketch.host("xen1")
    sketch.card(.x540, ports: "eth0", "eth1")
    sketch.sriov("A", on: "eth0", remaining: 50)
    sketch.sriov("B", on: "eth1", remaining: 50)
    for (index, networks) in vms.enumerated() {
      if networks.count == 1 {
        sketch.vm("g\(index)", on: networks[0])
      } else {
        sketch.vm("g\(index)", on: networks[0], networks[1])
      }
    }
    let inventory = Linker.link(sketch.records)
    return (inventory, inventory.hosts.first { $0.name == "xen1" }!.id)
  }

  /// Whether one of the 2ⁿ distributions of the VMs fits.
  private func fitsSomehow(free: [Int], vms: [[String]]) -> Bool {
    (0..<(1 << vms.count)).contains { way in
      var left = free
      for (index, networks) in vms.enumerated() {
        let host = (way >> index) & 1
        for network in networks { left[host * 2 + (network == "A" ? 0 : 1)] -= 1 }
      }
      return left.allSatisfy { $0 >= 0 }
    }
  }

  @Test(
    "a placement is found if and only if one exists",
    arguments: [
      [["A"], ["A"]], [["A", "B"], ["A"], ["B"]], [["A", "A"], ["A", "B"]],
      [["A", "A"], ["A", "A"], ["B"], ["A", "B"]],
    ])
  func isExact(_ vms: [[String]]) {
    var placed = 0
    for number in 0..<256 {
      let free = (0..<4).map { (number >> ($0 * 2)) & 3 }
      let (inventory, lost) = pool(free: free, vms: vms)
      let failover = inventory.failover(of: lost)
      #expect(failover.vms.count == vms.count)
      switch failover.outcome {
      case .placed(let places):
        placed += 1
        #expect(places.count == vms.count && places.allSatisfy { $0.host != lost })
        #expect(fitsSomehow(free: free, vms: vms), "free \(free)")
      case .impossible:
        #expect(!fitsSomehow(free: free, vms: vms), "free \(free)")
      case .open: Issue.record("four VMs are not many")
      }
    }
    #expect(0 < placed && placed < 256)
  }

  @Test func `a search that reaches the step limit claims nothing`() {
    // Two pairs fit on no host, although the totals suffice.
    let vms = [["A", "A"], ["A", "A"], ["A", "A"]]
    let (inventory, lost) = pool(free: [3, 0, 3, 0], vms: vms)
    guard case .impossible(.exhausted) = inventory.failover(of: lost).outcome else {
      return #expect(Bool(false), "all distributions were tried")
    }
    guard case .open(let placed) = inventory.failover(of: lost, steps: 2).outcome else {
      return #expect(Bool(false), "not all distributions were tried")
    }
    #expect(placed > 0 && placed < vms.count)
  }
}
