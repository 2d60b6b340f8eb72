import PoolModel
import PoolSketch
import Records
import Testing

/// Which VLANs VFs stop, and when.
@Suite struct VLANStopTests {
  private func inventory(_ draw: (inout PoolSketch) -> Void) -> Inventory {
    var sketch = PoolSketch()
    draw(&sketch)
    return Linker.link(sketch.records)
  }

  private func stops(_ pool: Inventory) -> [VLANStop?] { pool.ports.map { pool.vlanStop(on: $0) } }

  @Test func `VFs of the port itself stop its VLANs for certain, those of another port maybe`() {
    let pool = inventory { pool in
      pool.card(.i350, ports: "eth0", "eth1")
      pool.vfs(4, on: "eth0")
    }
    let found = stops(pool)
    #expect(found.map { $0?.time } == [.now, .now])
    #expect(found.map { $0?.isCertain } == [true, false])
    #expect(found.map { $0?.source?.device } == ["eth0", "eth0"])
  }

  @Test func `a driver file that provides VFs stops them at the next boot`() {
    let pool = inventory { pool in
      pool.card(.i350, ports: "eth0", "eth1")
      pool.driverFile("igb.conf", "options igb max_vfs=0,2")
    }
    let found = stops(pool)
    #expect(found.map { $0?.time } == [.atNextReboot, .atNextReboot])
    #expect(found.map { $0?.isCertain } == [false, true])
  }

  @Test func `a card without SR-IOV is never hit, whatever waits for a reboot beside it`() {
    let pool = inventory { pool in
      pool.card(.i210, ports: "eth0")
      pool.card(.i350, ports: "eth1")
      pool.driverFile("igb.conf", "options igb max_vfs=0,0")
      pool.sriov("Fast", on: "eth1", requiresReboot: true)
    }
    let found = stops(pool)
    #expect(found[0] == nil)
    #expect(found[1]?.time == .atNextReboot && found[1]?.source == nil)
    #expect(found[1]?.isCertain == false && found[1]?.pending.count == 1)
  }

  @Test func `a network of which nothing says whether it waits for a reboot is not waiting`() {
    let pool = inventory { pool in
      pool.card(.i350, ports: "eth0", "eth1")
      pool.driverFile("igb.conf", "options igb max_vfs=0,0")
      pool.sriov("Fast", on: "eth1", isAttached: false)
      pool.setSRIOV(on: "eth1") { $0.requiresReboot = nil }
    }
    #expect(pool.pendingSRIOV(besides: pool.ports[0]).isEmpty)
    #expect(stops(pool).allSatisfy { $0 == nil })
  }

  @Test func `no other driver filters tags, and the Linux bridge may escape`() {
    let pool = inventory { pool in
      pool.card(.x540, ports: "eth0")
      pool.vfs(63, on: "eth0")
      pool.host("xen2")
      pool.card(.i350, ports: "eth0")
      pool.vfs(4, on: "xen2/eth0")
      pool.networkBackend("bridge", of: "xen2")
    }
    let found = stops(pool)
    #expect(found[0] == nil)
    #expect(found[1]?.isCertain == false)
  }
}
