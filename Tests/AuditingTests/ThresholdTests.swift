import Auditing
import PoolModel
import PoolSketch
import Testing

/// Headroom for some ports and networks: the most special one counts.
@Suite struct ThresholdTests {
  private func wanted(_ change: (inout Thresholds, Inventory) -> Void) -> Int {
    var sketch = PoolSketch()
    sketch.card(.x540, ports: "eth0")
    sketch.vfs(63, on: "eth0")
    sketch.sriov("Fast", on: "eth0")
    let pool = Linker.link(sketch.records)
    var thresholds = Thresholds()
    change(&thresholds, pool)
    return thresholds.headroom(of: pool.ports[0], in: pool).wanted(of: 63)
  }

  private func special(_ pattern: String, _ minimum: Int) -> Thresholds.Special {
    var headroom = Headroom()
    headroom.minimum = minimum
    return Thresholds.Special(pattern: pattern, headroom: headroom, place: "p:1")
  }

  @Test func `a fifth must stay free where nothing else is said`() {
    #expect(wanted { _, _ in } == 13)
  }

  @Test func `a network counts by its name, a glob of it, or its uuid`() {
    #expect(wanted { thresholds, _ in thresholds.networks = [special("F*", 20)] } == 20)
    #expect(wanted { thresholds, _ in thresholds.networks = [special("Slow", 20)] } == 13)
    let byUUID = wanted { thresholds, pool in
      let network = pool.networks.first { $0.name == "Fast" }
      thresholds.networks = [special(network?.uuid ?? "", 21)]
    }
    #expect(byUUID == 21)
  }

  @Test func `a port counts before its network`() {
    let both = wanted { thresholds, _ in
      thresholds.networks = [special("Fast", 20)]
      thresholds.ports = [special("xen1/eth*", 30)]
    }
    #expect(both == 30)
  }
}
