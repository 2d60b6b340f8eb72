import PoolModel
import PoolSketch
import Records
import Testing

/// A driver file: the target of the toolstack, and the VFs after the next boot.
@Suite struct DriverFileTests {
  private func pool(_ file: String, ports: Int = 2) -> Inventory {
    var sketch = PoolSketch()
    if ports == 4 {
      sketch.card(.i350, ports: "eth0", "eth1", "eth2", "eth3")
    } else {
      sketch.card(.i350, ports: "eth0", "eth1")
    }
    sketch.driverFile("igb.conf", file)
    return Linker.link(sketch.records)
  }

  @Test func `the target is the smaller of default and user`() {
    let header = "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\n"
    #expect(pool(header + "# VFs-maxvfs-by-user: 4").driverFiles[0].target == 4)
    #expect(pool(header + "# VFs-maxvfs-by-user: 9").driverFiles[0].target == 7)
    #expect(pool(header).driverFiles[0].target == 7)
  }

  @Test func `a comment after the number makes the default the target`() {
    let file = pool(
      "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7\n# VFs-maxvfs-by-user: 4 # for now\n")
    #expect(file.driverFiles[0].target == 7)
  }

  @Test func `values apply to ports by position, and ports after the last value get none`() {
    #expect(pool("options igb max_vfs=4,2").ports.map { $0.configuredVFs?.value } == [4, 2])
    #expect(pool("options igb max_vfs=4").ports.map { $0.configuredVFs?.value } == [4, 0])
  }

  @Test func `a parameter that is not an array applies to every port`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0", "eth1")
    sketch.driverFile("igb.conf", "options igb max_vfs=4")
    var records = sketch.records
    var modinfo = ModinfoRecord()
    modinfo.parameters = [.init("max_vfs", type: "uint")]
    records.hostFacts["host-xen1"]?.modinfo["igb"] = modinfo
    #expect(Linker.link(records).ports.map { $0.configuredVFs?.value } == [4, 4])
    modinfo.parameters = [.init("max_vfs", type: "array of int")]
    records.hostFacts["host-xen1"]?.modinfo["igb"] = modinfo
    #expect(Linker.link(records).ports.map { $0.configuredVFs?.value } == [4, 0])
  }

  @Test func `a comment and another driver's line have no effect`() {
    #expect(pool("# options igb max_vfs=4,4").ports[0].configuredVFs?.value == 0)
    #expect(pool("options igbvf max_vfs=4,4").ports[0].configuredVFs?.value == 0)
  }

  @Test func `the last options line wins`() {
    let text = "options igb max_vfs=4,4\noptions igb max_vfs=2,2"
    #expect(pool(text).ports[0].configuredVFs?.value == 2)
  }

  @Test func `a file that was not captured is a placeholder with a gap`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.forgetDriverFiles()
    let pool = Linker.link(sketch.records)
    #expect(pool.driverFiles.map(\.isCaptured) == [false])
    #expect(pool.gap(for: .driverFile, of: .driverFile(pool.driverFiles[0].id)) != nil)
    #expect(pool.ports[0].configuredVFs == nil)
  }

  @Test(
    "values are read as the kernel reads them",
    arguments: [
      ("0x4", 4), ("+3", 3), ("07", 7), ("010", 0), ("8", 0), ("-1", 0), ("4,", nil), ("08", nil),
      ("4root", nil), ("\"7\"", 7), ("", nil), ("99999999999", nil),
    ])
  func kernelNumbers(text: String, number: Int?) {
    let pool = pool("options igb max_vfs=\(text)")
    #expect(pool.ports[0].configuredVFs?.value == number ?? 0)
    #expect((pool.load(of: pool.ports[0])?.refusal != nil) == (number == nil))
  }

  @Test("the kernel's own igb takes one number, and 7 for a higher one")
  func kernelDriver() {
    let vfs = { (value: String) -> [Int?] in
      var sketch = PoolSketch()
      sketch.card(.i350, ports: "eth0", "eth1")
      sketch.modinfo("igb", "max_vfs", isArray: false)
      sketch.driverFile("igb.conf", "options igb max_vfs=\(value)")
      let pool = Linker.link(sketch.records)
      return pool.load(of: pool.ports[0])?.refusal == nil
        ? pool.ports.map { $0.configuredVFs?.value } : []
    }
    #expect(vfs("4") == [4, 4])
    #expect(vfs("63") == [7, 7])
    #expect(vfs("4,4").isEmpty && vfs("-1").isEmpty)
  }

  @Test("the command line comes last, and may refuse too")
  func commandLine() {
    let pool = { (line: String) -> Inventory in
      var sketch = PoolSketch()
      sketch.card(.i350, ports: "eth0", "eth1")
      sketch.driverFile("igb.conf", "options igb max_vfs=4,4")
      sketch.commandLine(line)
      return Linker.link(sketch.records)
    }
    #expect(pool("ro igb.max-vfs=2,3").ports.map { $0.configuredVFs?.value } == [2, 3])
    #expect(pool("ro igb.max_vfs").hosts[0].loads["igb"]?.refusal?.fileName == nil)
    #expect(pool("ro igb.max_vfs").hosts[0].loads["igb"]?.refusal != nil)
    #expect(
      pool("ro modprobe.blacklist=e1000e,igb").hosts[0].loads["igb"]?.refusal?.reason
        == .blacklisted)
    #expect(pool("ro ixgbe.max_vfs=x").hosts[0].loads["igb"]?.refusal == nil)
  }

  @Test("blacklist and install keep a driver from loading, unless modprobe is run after all")
  func prevented() {
    #expect(pool("blacklist igb").ports[0].configuredVFs?.value == 0)
    let reason = { (text: String) in self.pool(text).hosts[0].loads["igb"]?.refusal?.reason }
    #expect(reason("blacklist igb") == .blacklisted)
    #expect(reason("install igb /bin/true") == .replaced(by: "/bin/true"))
    #expect(reason("install igb /sbin/modprobe --ignore-install igb") == nil)
    #expect(reason("blacklist igbvf") == nil)
  }

  @Test("an options line counts in any file", arguments: [true, false])
  func otherFile(hasOwnFile: Bool) {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0", "eth1")
    if hasOwnFile { sketch.driverFile("igb.conf", "options igb max_vfs=0,0") }
    sketch.driverFile("zz-local.conf", "options igb max_vfs=7,5")
    let pool = Linker.link(sketch.records)
    #expect(pool.ports.map { $0.configuredVFs?.value } == [7, 5])
    #expect(pool.ports[0].configuredVFs?.origin.document.hasSuffix("zz-local.conf") == true)
  }

  @Test(
    "a parameter is used in commands only if it is a valid name",
    arguments: ["max/vfs", "a;b", "$(id)"])
  func parameterNames(_ name: String) {
    let file = { (fileName: String, text: String) -> DriverFile in
      var sketch = PoolSketch()
      sketch.card(.x540, ports: "eth0")
      sketch.driverFile(fileName, text)
      return Linker.link(sketch.records).driverFiles[0]
    }
    #expect(file("other.conf", "# VFs-param: \(name)\n").effectiveParameter == nil)
    #expect(file("other.conf", "# VFs-param: vfs\n").effectiveParameter == "vfs")
    #expect(pool("# VFs-param: \(name)\n").driverFiles[0].effectiveParameter == "max_vfs")
  }
}
