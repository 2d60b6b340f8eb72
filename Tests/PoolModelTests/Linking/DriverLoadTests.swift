import PoolSketch
import Records
import Testing

@testable import PoolModel

/// What the next load of a driver brings: for drivers besides igb, and where something is missing.
@Suite struct DriverLoadTests {
  private func pool(
    _ family: CardFamily, _ file: String, modinfo: [ModinfoRecord.Parameter]? = nil,
    _ draw: (inout PoolSketch) -> Void = { _ in }
  ) -> Inventory {
    var sketch = PoolSketch()
    sketch.card(family, ports: "eth0", "eth1")
    sketch.driverFile("local.conf", file)
    draw(&sketch)
    var records = sketch.records
    if let modinfo, let driver = CardCatalog.model(of: family)?.driver {
      var record = ModinfoRecord()
      record.parameters = modinfo
      records.hostFacts["host-xen1"]?.modinfo[driver] = record
    }
    return Linker.link(records)
  }

  private func vfs(_ pool: Inventory) -> [Int?] { pool.ports.map { pool.vfsAfterReboot(of: $0) } }

  @Test func `ixgbe takes an array, and 0 for what is above 63`() {
    #expect(vfs(pool(.x540, "options ixgbe max_vfs=4,63")) == [4, 63])
    #expect(vfs(pool(.x540, "options ixgbe max_vfs=64,4")) == [0, 4])
    #expect(vfs(pool(.x540, "options ixgbe max_vfs=4")) == [4, 0])
  }

  @Test func `the kernel's ixgbe takes one number for all`() {
    let one = [ModinfoRecord.Parameter("max_vfs", type: "uint")]
    #expect(vfs(pool(.x540, "options ixgbe max_vfs=4", modinfo: one)) == [4, 4])
    #expect(vfs(pool(.x540, "options ixgbe max_vfs=64", modinfo: one)) == [0, 0])
  }

  @Test func `mlx4 adds its numbers, for both ports of the function`() {
    #expect(vfs(pool(.connectX3, "options mlx4_core num_vfs=4,2,1 probe_vf=0")) == [7, 7])
    #expect(vfs(pool(.connectX3, "options mlx4_core num_vfs=60,9")) == [nil, nil])
  }

  @Test func `be2net takes as many as it can, and the rest is not known where firmware decides`() {
    #expect(vfs(pool(.oneConnect, "options be2net num_vfs=500")) == [64, 64])
    #expect(vfs(pool(.bcm577xx, "options bnx2x num_vfs=500")) == [nil, nil])
    #expect(vfs(pool(.bcm577xx, "options bnx2x num_vfs=8")) == [8, 8])
  }

  @Test func `a driver with an option for VFs keeps them, though xapi would create more`() {
    let pool = pool(.x540, "options ixgbe max_vfs=4,4") { $0.sriov("Fast", on: "eth0") }
    #expect(vfs(pool) == [4, 4])
    #expect(pool.bootForecast(of: pool.ports[0]).reason.contains("line 1 of local.conf"))
  }

  @Test func `a parameter that modinfo does not list sets nothing`() {
    let other = [ModinfoRecord.Parameter("debug", type: "int")]
    #expect(vfs(pool(.x540, "options ixgbe max_vfs=4,4", modinfo: other)) == [0, 0])
    let broken = pool(.x540, "options ixgbe debug=x max_vfs=4,4", modinfo: other)
    #expect(broken.load(of: broken.ports[0])?.refusal != nil)
  }

  @Test func `another invalid parameter refuses the module too, and the first is named`() {
    let all = [
      ModinfoRecord.Parameter("RSS", type: "array of int"), .init("max_vfs", type: "array of int"),
    ]
    let pool = pool(.i350, "options igb RSS=4,\noptions igb max_vfs=x", modinfo: all)
    #expect(
      pool.hosts[0].loads["igb"]?.refusal?.reason == .invalid(word: "RSS=4,", parameter: "RSS"))
    #expect(pool.hosts[0].loads["igb"]?.refusal?.origin.line == 1)
  }

  @Test func `33 values fit, 34 refuse`() {
    let values = { (count: Int) in Array(repeating: "1", count: count).joined(separator: ",") }
    let refusal = { (count: Int) in
      self.pool(.i350, "options igb max_vfs=\(values(count))").hosts[0].loads["igb"]?.refusal
    }
    #expect(refusal(33) == nil)
    #expect(refusal(34) != nil)
  }

  @Test(
    "each type has its values",
    arguments: [
      ("int", "-1", true), ("int", "2147483648", false), ("uint", "-1", false),
      ("byte", "256", false), ("byte", "255", true), ("short", "32768", false),
      ("ushort", "65535", true), ("bool", "Y", true), ("bool", "on", true),
      ("bool", "maybe", false),
      ("array of bool", "1,0", true), ("array of bool", "1,", false), ("charp", "any", true),
      ("string", "", true), ("long", "99999999999", true), ("ulong", "-1", false),
    ])
  func types(type: String, value: String, isAccepted: Bool) {
    #expect(ParameterType(type).accepts(Array(value.utf8)) == isAccepted)
  }

  @Test func `only a flag needs no value`() {
    #expect(ParameterType("bool").accepts(nil))
    #expect(!ParameterType("int").accepts(nil) && !ParameterType("array of bool").accepts(nil))
  }

  @Test func `without the functions, the ports stand for them, and the answer says so`() {
    let pool = pool(.i350, "options igb max_vfs=4,2") { $0.forgetHostFacts() }
    #expect(pool.ports.map { $0.configuredVFs?.value } == [nil, nil])
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0", "eth1")
    sketch.driverFile("igb.conf", "options igb max_vfs=4,2")
    var records = sketch.records
    records.hostFacts["host-xen1"]?.sysfs = nil
    let without = Linker.link(records)
    #expect(vfs(without) == [4, 2])
    let load = without.hosts[0].loads["igb"]
    #expect(load?.bound == nil && load?.assumptions.contains { $0.contains("sysfs") } == true)
  }

  @Test func `a card that is not known may have ignored the number`() {
    let pool = pool(.i350, "options igb max_vfs=4,4") {
      $0.hideSRIOV(on: "eth0")
      $0.unknownCard(on: "eth0")
    }
    #expect(pool.ports[0].configuration == nil && pool.ports[0].mayHaveVFs)
    let gap = pool.gap(for: .cardModel, of: .port(pool.ports[0].id))
    #expect(gap?.why.contains("\"abcd:0001\": {like: ") == true)
    #expect(pool.gap(for: .cardModel, of: .port(pool.ports[1].id)) == nil)
  }

  @Test func `what the host shows comes before the catalogue`() {
    var sketch = PoolSketch()
    sketch.card(.i210, ports: "eth0")
    sketch.vfs(4, on: "eth0")
    #expect(Linker.link(sketch.records).ports[0].configuration == .driverFile)
    var other = PoolSketch()
    other.card(.bcm57416, ports: "eth0")
    #expect(Linker.link(other.records).ports[0].mostVFs == 64)
  }

  @Test func `8 VFs in sysfs are 7 for igb`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    var records = sketch.records
    let origin = Origin(document: "host/host-xen1/sysfs", line: 1)
    records.hostFacts["host-xen1"]?.sysfs?.functions[0].totalVFs = Sourced(8, origin)
    #expect(Linker.link(records).ports[0].totalVFs?.value == 7)
  }

  @Test func `the mode manual is not foretold`() {
    let pool = { (mode: String) -> Int? in
      var sketch = PoolSketch()
      sketch.card(.x540, ports: "eth0")
      sketch.vfs(63, on: "eth0")
      sketch.sriov("Fast", on: "eth0")
      sketch.setSRIOV(on: "eth0") { $0.configurationMode = mode }
      let pool = Linker.link(sketch.records)
      return pool.vfsAfterReboot(of: pool.ports[0])
    }
    #expect(pool("manual") == nil)
    #expect(pool("sysfs") == 63)
  }

  @Test func `fewer VFs than xapi would create were made by another hand`() {
    var sketch = PoolSketch()
    sketch.card(.x540, ports: "eth0")
    sketch.vfs(4, on: "eth0")
    sketch.sriov("Fast", on: "eth0")
    let pool = Linker.link(sketch.records)
    #expect(pool.vfsAfterReboot(of: pool.ports[0]) == nil)
  }

  @Test func `idle VFs of a port that waits for a reboot are assigned`() {
    let assigns = { (idle: Int, mode: String?) -> Bool in
      var sketch = PoolSketch()
      sketch.card(.i350, ports: "eth0")
      sketch.vfs(4, on: "eth0")
      sketch.sriov("VM SR-IOV", on: "eth0", remaining: idle, requiresReboot: true)
      sketch.setSRIOV(on: "eth0") { $0.configurationMode = mode }
      let pool = Linker.link(sketch.records)
      return pool.assignsVFs(of: pool.ports[0].id)
    }
    #expect(assigns(2, String?.none) && assigns(2, "modprobe") && assigns(2, "manual"))
    #expect(!assigns(0, String?.none) && !assigns(0, "manual") && !assigns(2, "unknown"))
    #expect(assigns(0, "sysfs"))
  }

  @Test func `what the kernel refused at this boot is not promised for the next`() {
    let forecast = { (log: String) -> Int? in
      var sketch = PoolSketch()
      sketch.card(.e810, ports: "eth0")
      sketch.sriov("Fast", on: "eth0", isAttached: false)
      sketch.kernelLog(log)
      let pool = Linker.link(sketch.records)
      return pool.vfsAfterReboot(of: pool.ports[0])
    }
    #expect(forecast("") == 64)
    let line = "[ 3.5] ice 0000:01:00.0: Failed to enable SRIOV: Only 0 MSI-X interrupts available"
    #expect(forecast(line + " for SR-IOV. Not enough to support minimum of 2\n") == nil)
  }
}
