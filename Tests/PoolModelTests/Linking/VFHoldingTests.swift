import PoolModel
import PoolSketch
import Records
import Testing

/// Who holds a VF, and who runs on VFs: by the database, by MAC addresses, or not known.
@Suite struct VFHoldingTests {
  /// Two VMs on two of three VFs, and a halted one.
  private func inventory(_ draw: (inout PoolSketch) -> Void) -> Inventory {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.vfs(3, on: "eth0")
    sketch.sriov("Fast", on: "eth0")
    sketch.vm("a", on: "Fast")
    sketch.vm("b", on: "Fast")
    sketch.vm("c", on: "Fast", isRunning: false)
    draw(&sketch)
    return Linker.link(sketch.records)
  }

  private func holdings(_ pool: Inventory) -> [VFHolding] {
    pool.virtualFunctions.map { pool.holding(of: $0) }
  }

  @Test func `without the database and ip link it is not known`() {
    let pool = inventory { _ in }
    #expect(holdings(pool) == [.notKnown, .notKnown, .notKnown])
    #expect(pool.vfsInUse(of: pool.ports[0]) == 2)
  }

  @Test func `a MAC address joins a VF with its VIF, and leaves the others free`() {
    let pool = inventory { pool in
      pool.ipLink(vf: 0, on: "eth0", mac: "02:00:00:99:99:99")
      pool.ipLink(vf: 1, on: "eth0", mac: pool.mac(of: "b" / 0)?.uppercased())
      pool.ipLink(vf: 2, on: "eth0", mac: pool.mac(of: "a" / 0))
    }
    let vifs = pool.vifs.filter { pool[$0.vm].isRunning }.map(\.id)
    #expect(
      holdings(pool) == [.noVIF, .vif(vifs[1], by: .ipLink), .vif(vifs[0], by: .ipLink)])
    #expect(pool.virtualFunction(of: pool[vifs[0]])?.index == 2)
  }

  @Test
  func `while one running VIF has no VF with its address, the others are not known to be free`() {
    let pool = inventory { pool in
      for vf in 0..<3 { pool.ipLink(vf: vf, on: "eth0", mac: "02:00:00:99:99:0\(vf)") }
      pool.set("a") { $0.powerState = "halted" }
    }
    #expect(holdings(pool) == [.notKnown, .notKnown, .notKnown])
  }

  @Test func `an address that two VFs have joins none, because a released VF keeps it`() {
    let pool = inventory { pool in
      let mac = pool.mac(of: "a" / 0)
      pool.ipLink(vf: 0, on: "eth0", mac: mac)
      pool.ipLink(vf: 1, on: "eth0", mac: mac)
      pool.ipLink(vf: 2, on: "eth0", mac: pool.mac(of: "b" / 0))
    }
    #expect(pool.vifs[0].matchingVF == nil && holdings(pool)[0] == .notKnown)
  }

  @Test func `a halted VM's address joins nothing`() {
    let pool = inventory { $0.ipLink(vf: 0, on: "eth0", mac: $0.mac(of: "c" / 0)) }
    #expect(pool.virtualFunctions[0].matchingVIFs.isEmpty)
  }

  @Test func `the database decides before any address`() {
    let pool = inventory { pool in
      pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
      pool.ipLink(vf: 0, on: "eth0", mac: pool.mac(of: "b" / 0))
    }
    let vif = pool.vifs[0].id
    #expect(holdings(pool) == [.vif(vif, by: .database), .noVIF, .noVIF])
    #expect(pool.vifsHoldingVFs(of: ID(0)) == [vif])
    #expect(pool.vmsOnVFs(of: [ID(0)]).map { pool[$0].name } == ["a"])
    #expect(pool.vfsInUse(of: pool.ports[0]) == 1)
  }

  @Test func `a VM that got a VF manually runs on VFs, and only while it runs`() {
    let pool = inventory { pool in
      pool.vm("manual")
      pool.passThrough("0000:01:11.0", to: "manual")
      pool.vm("off", isRunning: false)
      pool.passThrough("0000:01:11.0", to: "off")
    }
    #expect(pool.vmsOnVFs(of: [ID(0)]).map { pool[$0].name } == ["a", "b", "manual"])
    #expect(pool.vfsInUse(of: pool.ports[0]) == 3)
  }

  @Test func `a VF that is free or in use is kept for nobody, without a database too`() {
    let whole = inventory { $0.setSRIOV(on: "eth0") { _ in } }
    let entity = Entity.virtualFunction(whole.virtualFunctions[0].id)
    #expect(whole.gap(for: .vfAttachments, of: entity) != nil)
    let counted = inventory { $0.remaining(1, on: "eth0") }
    #expect(counted.vfUses[0].reserved == 0)
    #expect(counted.gap(for: .vfAttachments, of: entity) == nil)
    let kept = inventory { $0.remaining(0, on: "eth0") }
    #expect(kept.gap(for: .vfAttachments, of: entity) != nil)
  }
}
