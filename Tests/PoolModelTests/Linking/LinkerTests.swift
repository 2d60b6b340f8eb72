import PoolModel
import PoolSketch
import Records
import Testing

@Suite struct LinkerTests {
  private func inventory(_ draw: (inout PoolSketch) -> Void) -> Inventory {
    var sketch = PoolSketch()
    draw(&sketch)
    return Linker.link(sketch.records)
  }

  @Test func `ports are sorted by device number, not by letters`() {
    let pool = inventory { $0.card(.x710, ports: "eth10", "eth9", "eth0") }
    #expect(pool.ports.map(\.device) == ["eth0", "eth9", "eth10"])
  }

  @Test func `the order of the capture does not matter`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0", "eth1")
    sketch.sriov("A", on: "eth0")
    sketch.vlan(10, "B", on: "eth1")
    sketch.vm("g", on: "A", "B")
    var shuffled = sketch.records
    shuffled.pifs.reverse()
    shuffled.networks.reverse()
    shuffled.vifs.reverse()
    let (first, second) = (Linker.link(sketch.records), Linker.link(shuffled))
    #expect(first.ports.map(\.device) == second.ports.map(\.device))
    #expect(first.networks.map(\.name) == second.networks.map(\.name))
    #expect(first.vifs.map(\.uuid) == second.vifs.map(\.uuid))
    #expect(first.networks.map(\.kind) == second.networks.map(\.kind))
  }

  @Test func `a VLAN on a bond is carried by every member of it`() {
    let pool = inventory { pool in
      pool.card(.i350, ports: "eth0", "eth1")
      pool.bond("bond0", of: "eth0", "eth1")
      pool.vlan(7, "Office", onBond: "bond0")
    }
    #expect(pool.ports.map(\.vlans.count) == [1, 1])
  }

  @Test func `a VLAN over SR-IOV provides VFs, one on the bridge does not`() {
    let pool = inventory { pool in
      pool.card(.x540, ports: "eth0")
      pool.sriov("Fast", on: "eth0")
      pool.vlanOverSRIOV(30, "Storage", on: "eth0")
      pool.vlan(31, "Office", on: "eth0")
    }
    let kinds = Dictionary(uniqueKeysWithValues: pool.networks.map { ($0.name, $0.kind) })
    #expect(kinds["Fast"] == .sriov)
    #expect(kinds["Storage"] == .vlanOverSRIOV)
    #expect(kinds["Office"] == .vlan)
    #expect(pool.ports[0].vlans.count == 1)
    #expect(pool.ports[0].sriovVLANs.count == 1)
  }

  @Test func `the SR-IOV network and the VLANs over it use VFs of the same port`() {
    let pool = inventory { pool in
      pool.card(.x540, ports: "eth0")
      pool.vfs(63, on: "eth0")
      pool.sriov("Fast", on: "eth0")
      pool.vlanOverSRIOV(30, "Storage", on: "eth0")
      pool.vm("g", on: "Fast", "Storage")
      pool.vm("halted", on: "Fast", isRunning: false)
    }
    #expect(pool.vfUses[0].vifs.count == 2)
    #expect(pool.vfUses[0].free?.value == 61)
  }

  @Test func `xapi's remaining capacity takes precedence over counting`() {
    let pool = inventory { pool in
      pool.card(.x540, ports: "eth0")
      pool.vfs(63, on: "eth0")
      pool.sriov("Fast", on: "eth0", remaining: 50)
      pool.vm("g", on: "Fast")
    }
    #expect(pool.vfUses[0].free?.value == 50)
    #expect(pool.vfUses[0].free?.witness == .xapi)
    #expect(pool.vfUses[0].reserved == 12)
  }

  @Test func `free VFs are not known if the VIFs were not captured`() {
    let pool = inventory { pool in
      pool.card(.x540, ports: "eth0")
      pool.vfs(63, on: "eth0")
      pool.sriov("Fast", on: "eth0")
      pool.forget(.vif)
    }
    #expect(pool.vfUses[0].free == nil)
  }

  @Test func `templates, snapshots and control domains are left out of the VMs`() {
    var sketch = PoolSketch()
    sketch.vm("real")
    var records = sketch.records
    for (name, mark) in [("t", 0), ("s", 1), ("c", 2)] {
      var vm = VMRecord(uuid: name, origin: Origin(document: "xe/vm-list", line: 1))
      if mark == 0 { vm.isATemplate = true }
      if mark == 1 { vm.isASnapshot = true }
      if mark == 2 { vm.isControlDomain = true }
      records.vms.append(vm)
    }
    #expect(Linker.link(records).vms.map(\.name) == ["real"])
  }

  @Test func `a list that was not captured is a gap with the command that closes it`() {
    let pool = inventory { $0.forget(.vif) }
    let gap = pool.gap(for: .vifs)
    #expect(gap?.closedBy == ["xe", "vif-list", "params=all"])
    #expect(pool.gaps.contains { $0.document == "xe/vif-list" })
  }

  @Test func `a filtered list is a gap, although it contains members`() {
    var sketch = PoolSketch()
    sketch.vm("g", on: "net")
    var records = sketch.records
    records.partial = [.vif]
    let pool = Linker.link(records)
    #expect(pool.vifs.count == 1)
    #expect(pool.gap(for: .vifs) != nil)
  }

  @Test func `without a list of VLANs they are read from the tags of the PIFs`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.vlan(10, "Office", on: "eth0")
    var records = sketch.records
    records.vlans = []
    records.captured.remove(.vlan)
    let pool = Linker.link(records)
    #expect(pool.vlans.map(\.tag) == [10])
    #expect(pool.gap(for: .vlans) == nil)
  }

  @Test func `on a port with SR-IOV, the tags of the PIFs do not show the carrier of a VLAN`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.sriov("VM SR-IOV", on: "eth0")
    sketch.vlan(10, "Office", on: "eth0")
    var records = sketch.records
    records.vlans = []
    records.captured.remove(.vlan)
    #expect(Linker.link(records).gap(for: .vlans) != nil)
  }

  @Test func `a VM's tag states an intent, and the VIF's other-config takes precedence`() {
    var sketch = PoolSketch()
    sketch.vm("g", on: "net", tags: ["sriov:Fast"])
    #expect(Linker.link(sketch.records).vifs[0].intent?.network == .network("Fast"))
    var records = sketch.records
    records.vifs[0].otherConfig = ["vfaudit:network": "net"]
    #expect(Linker.link(records).vifs[0].intent?.network == .network("net"))
  }

  @Test func `a VLAN that only a PIF shows exists, and the list of VLANs is incomplete`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.vlan(10, "Office", on: "eth0")
    var records = sketch.records
    #expect(Linker.link(records).notCaptured[.vlan] == nil)
    records.vlans = []
    let pool = Linker.link(records)
    #expect(pool.ports[0].vlans.count == 1 && pool.vlans.map(\.tag) == [10])
    #expect(pool.notCaptured[.vlan] != nil)
  }

  @Test func `lists that disagree about a tag are a gap`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.vlan(10, "Office", on: "eth0")
    var records = sketch.records
    records.vlans[0].tag = 11
    #expect(
      Linker.link(records).notCaptured[.vlan]?.why
        == "the list of VLANs shows 11, the list of PIFs 10")
  }

  @Test
  func `an attached VIF of an unlisted VM is a gap of that VIF alone, a detached one is none`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.vm("g", on: "Office")
    var records = sketch.records
    records.vms = []
    let gaps = { (pool: Inventory) in pool.gaps.filter { $0.what.contains("is attached") } }
    #expect(gaps(Linker.link(records)).count == 1)
    #expect(Linker.link(records).notCaptured[.vm] == nil)
    records.vifs[0].currentlyAttached = false
    #expect(gaps(Linker.link(records)).isEmpty)
  }

  @Test func `a snapshot with memory keeps attached VIFs, and holds nothing`() {
    var sketch = PoolSketch()
    sketch.card(.x540, ports: "eth0")
    sketch.vfs(4, on: "eth0")
    sketch.sriov("Fast", on: "eth0")
    sketch.vm("g", on: "Fast")
    var records = sketch.records
    records.snapshots = records.vms
    records.vms = []
    let pool = Linker.link(records)
    #expect(pool.vifs.isEmpty && pool.vfUses[0].free?.value == 4)
    #expect(!pool.gaps.contains { $0.what.contains("is attached") })
  }

  @Test func `PIFs of a host that is gone are one gap, and spoil nothing`() {
    var sketch = PoolSketch()
    sketch.card(.x540, ports: "eth0")
    sketch.host("xen2")
    sketch.card(.x540, ports: "eth0", "eth1")
    sketch.sriov("Fast", on: "eth0")
    sketch.vlan(10, "Office", on: "eth1")
    sketch.bond("bond0", of: "eth0", "eth1")
    var records = sketch.records
    records.hosts.removeAll { $0.uuid == "host-xen2" }
    records.hostFacts["host-xen2"] = nil
    let pool = Linker.link(records)
    #expect(pool.ports.count == 1 && pool.notCaptured.isEmpty)
    #expect(pool.gaps.map(\.what).filter { $0.contains("host-xen2") }.count == 1)
    #expect(pool.gaps.count == 1)
  }

  @Test func `a host that is listed twice is one host, and said`() {
    var sketch = PoolSketch()
    sketch.card(.x540, ports: "eth0")
    var records = sketch.records
    records.hosts += records.hosts
    let pool = Linker.link(records)
    #expect(pool.hosts.count == 1 && pool.ports.count == 1)
    #expect(pool.gaps.map(\.what) == ["which record of host host-xen1 is right"])
  }
}
