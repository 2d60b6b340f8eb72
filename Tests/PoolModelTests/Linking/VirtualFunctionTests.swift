import PoolModel
import PoolSketch
import Records
import Testing

/// VFs from sysfs and the database.
@Suite struct VirtualFunctionTests {
  private func inventory(_ draw: (inout PoolSketch) -> Void) -> Inventory {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0", "eth1")
    sketch.vfs(2, on: "eth0")
    sketch.sriov("Fast", on: "eth0")
    sketch.vm("web", on: "Fast", "Fast")
    sketch.vm("old", on: "Fast", isRunning: false)
    draw(&sketch)
    return Linker.link(sketch.records)
  }

  @Test func `without a database, the holder of a VF is not known`() {
    let pool = inventory { _ in }
    let port = pool.ports[0]
    #expect(port.virtualFunctions.count == 2 && port.linkedVFs?.value == 2 && port.pciRows == nil)
    #expect(pool.virtualFunctions.allSatisfy { $0.isIdle == nil && $0.row == nil })
    let gap = pool.gap(for: .vfHolder, of: .virtualFunction(ID(0)))
    #expect(gap?.closedBy == ["xe", "pool-dump-database", "file-name=xapi-db.xml"])
    #expect(pool.gap(for: .vfOfVIF, of: .vif(ID(0)))?.document == "xe/xapi-db.xml")
  }

  @Test func `the database shows which VIF holds which VF`() {
    let pool = inventory { pool in
      pool.databaseKnows(vf: 0, on: "eth0", heldBy: "web" / 1, attachedTo: "web")
    }
    let vf = pool.virtualFunctions[0]
    #expect(vf.holder.map { pool.label(pool[$0]) } == "web/1" && vf.isIdle == false)
    #expect(vf.attachedVMs.map { pool[$0].name } == ["web"] && vf.isLinked)
    #expect(pool[vf.holders[0]].virtualFunction == vf.id)
    #expect(pool.label(vf) == "xen1/0000:01:10.0")
    #expect(pool.gap(for: .vfHolder, of: .virtualFunction(vf.id)) == nil)
    #expect(pool.holding(of: vf) == .vif(vf.holders[0], by: .database))
  }

  @Test func `a VF that only the database contains comes after the others`() {
    let pool = inventory { $0.databaseKnows(vf: 5, on: "eth0") }
    let port = pool.ports[0]
    let vfs = port.virtualFunctions.map { pool[$0] }
    #expect(vfs.map(\.index) == [0, 1, nil])
    #expect(vfs.map(\.isLinked) == [true, true, false])
    #expect(port.linkedVFs?.value == 2 && port.pciRows?.value == 3)
    #expect(port.pciRows?.witness == .database)
  }

  @Test func `a VF that the database does not contain has no row`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.database()
    sketch.vfs(1, on: "eth0")
    let pool = Linker.link(sketch.records)
    #expect(pool.virtualFunctions.map(\.row) == [nil])
    #expect(pool.ports[0].pciRows?.value == 0 && pool.ports[0].linkedVFs?.value == 1)
  }

  @Test func `without xe, free, used and reserved VFs come from the database`() {
    let pool = inventory { pool in
      pool.vfs(4, on: "eth0")
      pool.databaseKnows(vf: 0, on: "eth0", heldBy: "web" / 0, attachedTo: "web")
      pool.databaseKnows(vf: 1, on: "eth0", scheduledFor: "old")
      pool.databaseKnows(vf: 2, on: "eth0", attachedTo: "old")
    }
    let use = pool.vfUses[0]
    #expect(use.free?.value == 1 && use.free?.witness == .database)
    #expect(use.inUse == 1 && use.reserved == 2)
    #expect(pool.virtualFunctions[1].scheduledFor.map { pool[$0].name } == "old")
  }

  @Test func `a VM that does not exist is a stray attachment`() {
    let pool = inventory { $0.databaseKnows(vf: 0, on: "eth0", attachedTo: "nobody") }
    #expect(pool.virtualFunctions[0].strayAttachments == 1)
    #expect(pool.virtualFunctions[0].attachedVMs.isEmpty)
    #expect(pool.vfUses[0].reserved == 1)
  }

  @Test func `two VIFs that hold one VF are both its holders`() {
    let pool = inventory { pool in
      pool.databaseKnows(vf: 0, on: "eth0", heldBy: "web" / 0)
      pool.databaseKnows(vf: 0, on: "eth0", heldBy: "web" / 1)
    }
    #expect(pool.virtualFunctions[0].holders.count == 2)
  }

  @Test func `a VF that only the VM's record shows as attached is attached`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.vfs(1, on: "eth0")
    sketch.vm("web")
    sketch.database()
    var records = sketch.records
    records.vms[0].attachedPCIs = records.pcis.filter { $0.physicalFunction != .null }
      .map { .uuid($0.uuid) }
    let pool = Linker.link(records)
    #expect(pool.virtualFunctions[0].attachedVMs == [ID(0)])
    #expect(pool.virtualFunctions[0].isIdle == true)
  }

  @Test func `ip link and sysfs show the MAC, VLAN and driver of a VF`() {
    let pool = inventory { pool in
      pool.ipLink(vf: 1, on: "eth0", mac: "02:00:00:00:09:01", vlan: 30)
      pool.vfDriver("igbvf", vf: 1, on: "eth0")
    }
    let vf = pool.virtualFunctions[1]
    #expect(vf.mac == "02:00:00:00:09:01" && vf.vlanTag == 30 && vf.driver == "igbvf")
    #expect(pool.virtualFunctions[0].driver == nil)
  }

  @Test func `PCI addresses in other-config are listed in order`() {
    let pool = inventory { pool in
      pool.passThrough("0000:07:10.2", to: "web")
      pool.passThrough("0000:07:10.0", to: "web")
    }
    #expect(
      pool.vms.map(\.passedThrough) == [[], ["0000:07:10.2", "0000:07:10.0"]])
  }

  @Test func `the configuration mode is known only from the database`() {
    let manual = inventory { $0.configurationMode(.manual, on: "eth0") }
    #expect(manual.networkSRIOVs[0].configurationMode?.value == .manual)
    #expect(inventory { _ in }.networkSRIOVs[0].configurationMode == nil)
  }
}
