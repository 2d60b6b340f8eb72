import PoolModel
import PoolSketch
import Records
import Testing

/// Small decisions of the model, each with the case next to it.
@Suite struct SmallFactTests {
  private func inventory(_ draw: (inout PoolSketch) -> Void) -> Inventory {
    var sketch = PoolSketch()
    sketch.card(.x540, ports: "eth0")
    sketch.vfs(63, on: "eth0")
    sketch.sriov("Fast", on: "eth0", remaining: 60)
    draw(&sketch)
    return Linker.link(sketch.records)
  }

  @Test(
    "only tags that begin with sriov state an intent",
    arguments: [("other:Fast", false), ("sriov", true), ("sriov:Fast", true), ("sriov:", false)])
  func readsTags(_ tag: String, _ isIntent: Bool) {
    let pool = inventory { pool in
      pool.vm("web", on: "Fast")
      pool.set("web") { $0.tags = [tag] }
    }
    #expect((pool.vifs[0].intent != nil) == isIntent)
  }

  @Test func `copies that a package manager leaves are no driver files`() {
    let pool = inventory { pool in
      pool.driverFile("ixgbe.conf", "options ixgbe max_vfs=1")
      pool.driverFile("igb.conf.rpmnew", "options igb max_vfs=7")
    }
    #expect(pool.driverFiles.map(\.fileName) == ["ixgbe.conf"])
  }

  @Test func `what is no PCI address in other-config is left out`() {
    let pool = inventory { pool in
      pool.vm("router")
      pool.set("router") { $0.otherConfig = ["pci": "0/0000:01:10.0,0/none,1/0000:01:10.2"] }
    }
    #expect(pool.vms[0].passedThrough == ["0000:01:10.0", "0000:01:10.2"])
  }

  @Test func `os-version without a name names no guest OS`() {
    #expect(GuestOS(osVersion: ["uname": "6.1.0"]) == nil)
    #expect(GuestOS(osVersion: ["distro": "debian"])?.family == .linux)
  }

  @Test func `a policy's guest OS counts for its own kind of VF`() {
    var knowledge = Knowledge()
    knowledge.vms = [
      .init(
        system: "Plan 9", vf: .igbvf, support: GuestOSSupport(level: .works, source: "tried"),
        place: "vfaudit.yml:2")
    ]
    let system = GuestOS(family: .other, name: "Plan 9")
    #expect(knowledge.support(of: system, on: .i350)?.level == .works)
    #expect(knowledge.support(of: system, on: .x540) == nil)
  }

  @Test func `a rate limit counts only where the algorithm is ratelimit`() {
    let pool = inventory { pool in
      pool.vm("web", on: "Fast", "Fast")
      pool.limit("web" / 0, kbps: 10_240)
      pool.limit("web" / 1, kbps: 10_240)
      pool.set("web" / 1) { $0.qosAlgorithmType = "other" }
    }
    #expect(pool.vifs.map(\.rateOfVF) == [10, nil])
  }

  @Test func `a VM that only got a VF manually asks nothing of the other hosts`() {
    let pool = inventory { pool in
      pool.vm("manual")
      pool.passThrough("0000:01:10.0", to: "manual")
      pool.vm("web", on: "Fast")
    }
    let host = pool.hosts[0].id
    #expect(pool.vmsOnVFs(of: host).map { pool[$0].name } == ["manual", "web"])
    #expect(pool.failover(of: host).vms.map { pool[$0].name } == ["web"])
  }

  @Test func `a driver file of a card without SR-IOV is no gap, nor is its offer`() {
    var sketch = PoolSketch()
    sketch.card(.i210, ports: "eth0")
    sketch.forgetHostFacts()
    let pool = Linker.link(sketch.records)
    #expect(pool.gap(for: .driverFile, of: .port(ID(0))) == nil)
    #expect(pool.gap(for: .sriovOffer, of: .port(ID(0))) == nil)
    #expect(!pool.ports[0].mayHaveVFs)
  }

  @Test func `VFs that exist count, whatever the catalogue knows of the card`() {
    var sketch = PoolSketch()
    sketch.card(.i210, ports: "eth0")
    sketch.vfs(2, on: "eth0")
    #expect(Linker.link(sketch.records).ports[0].mayHaveVFs)
  }

  @Test func `a running VM without resident-on runs on the only host, a halted one nowhere`() {
    let pool = inventory { pool in
      pool.vm("up", on: "Fast")
      pool.vm("down", on: "Fast", isRunning: false)
      pool.set("up") { $0.residentOn = .notCaptured }
      pool.set("down") { $0.residentOn = .notCaptured }
    }
    let hosts = Dictionary(
      pool.vms.map { ($0.name, $0.residentOn) }, uniquingKeysWith: { first, _ in first })
    #expect(hosts["up"] == ID(0) && hosts["down"] == .some(nil))
  }

  @Test func `documents of a host that the pool does not have are a gap, and only these`() {
    let gaps = { (uuid: String) -> Bool in
      var sketch = PoolSketch()
      sketch.card(.x540, ports: "eth0")
      var records = sketch.records
      records.hostFacts[uuid] = HostFacts()
      return Linker.link(records).gaps.contains { $0.what.hasPrefix("which host") }
    }
    #expect(gaps("host-gone"))
    #expect(!gaps("host-xen1"))
  }

  @Test func `a paused VM still runs, and holds its VF`() {
    let pool = inventory { pool in
      pool.vm("web", on: "Fast")
      pool.set("web") { $0.powerState = "paused" }
    }
    #expect(pool.vms[0].isRunning && pool.vfsInUse(of: pool.ports[0]) == 1)
  }

  @Test func `SR-IOV is active while attached and without a pending reboot`() {
    let isActive = { (attached: Bool, reboot: Bool) -> Bool in
      var sketch = PoolSketch()
      sketch.card(.x540, ports: "eth0")
      sketch.sriov("Fast", on: "eth0", requiresReboot: reboot, isAttached: attached)
      return Linker.link(sketch.records).networkSRIOVs[0].isActive
    }
    #expect(isActive(true, false))
    #expect(!isActive(false, false) && !isActive(true, true) && !isActive(false, true))
  }

  @Test func `rate limits are captured where a VIF has parameters`() {
    let pool = inventory { $0.vm("web", on: "Fast") }
    #expect(!pool.capturedFields.contains(.vifRateLimit))
    let limited = inventory { pool in
      pool.vm("web", on: "Fast")
      pool.limit("web" / 0, kbps: 1000)
    }
    #expect(limited.capturedFields.contains(.vifRateLimit))
  }

  @Test(arguments: [("0", Int?.none), ("1", 1), ("2048", 2), ("-5", nil), ("x", nil)])
  func `a limit of 0 kbps is none`(kbps: String, rate: Int?) {
    let pool = inventory { pool in
      pool.vm("web", on: "Fast")
      pool.set("web" / 0) {
        $0.qosAlgorithmType = "ratelimit"
        $0.qosAlgorithmParams = ["kbps": kbps]
      }
    }
    #expect(pool.vifs[0].rateOfVF == rate)
  }

  @Test(arguments: [
    ("0/0000:01:10.0", ["0000:01:10.0"]), ("0000:01:10.0", []), ("0/01:10.0", []),
    ("0/0000:01:10.4x", ["0000:01:10.4"]),
    ("1/0:1:2.3,2/0000:AF:00.1", ["0000:01:02.3", "0000:af:00.1"]),
    (" 0/0000:01:10.0", []), ("0/0000:01:10", []),
  ])
  func `other-config pci is read as xapi's scan reads it`(text: String, addresses: [String]) {
    let pool = inventory { pool in
      pool.vm("router")
      pool.set("router") { $0.otherConfig = ["pci": text] }
    }
    #expect(pool.vms[0].passedThrough == addresses)
  }

  @Test func `a VF that a running VM has by hand is not free, a halted VM's is`() {
    let free = { (isRunning: Bool) -> Int? in
      var sketch = PoolSketch()
      sketch.card(.x540, ports: "eth0")
      sketch.vfs(4, on: "eth0")
      sketch.sriov("Fast", on: "eth0")
      sketch.vm("router", isRunning: isRunning)
      sketch.passThrough("0000:01:10.0", to: "router")
      let pool = Linker.link(sketch.records)
      return pool.vfUses[0].free?.value
    }
    #expect(free(true) == 3 && free(false) == 4)
  }

  @Test func `a file without VFs-param lacks no default`() {
    let file = { (text: String) -> DriverFile in
      var sketch = PoolSketch()
      sketch.card(.i350, ports: "eth0")
      sketch.driverFile("igb.conf", text)
      return Linker.link(sketch.records).driverFiles[0]
    }
    #expect(!file("options igb max_vfs=1").lacksDefault)
    #expect(file("# VFs-param: max_vfs").lacksDefault && !file("# VFs-param: max_vfs").isAbsent)
    #expect(!file("# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7").lacksDefault)
  }

  @Test func `a gap of a driver file is closed by printing it`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.forgetDriverFiles()
    let pool = Linker.link(sketch.records)
    let gap = pool.gap(for: .driverFile, of: .driverFile(pool.driverFiles[0].id))
    #expect(gap?.closedBy == ["cat", "/etc/modprobe.d/igb.conf"])
    #expect(pool.gap(for: .waiverUse) != nil)
  }

  @Test func `a kind of card is compared with the coordinator's first`() {
    var sketch = PoolSketch()
    sketch.card(.x540, ports: "eth0")
    sketch.host("xen2")
    sketch.card(.x540, ports: "eth0")
    sketch.host("xen3")
    sketch.card(.x540, ports: "eth0")
    sketch.coordinator("xen2")
    let pool = Linker.link(sketch.records)
    let twins = pool.hosts.map { host in
      pool.twinPorts(of: host).map { pool[$0.reference.host].name }
    }
    #expect(twins == [["xen2"], [], ["xen2"]])
  }

  @Test func `from 25 35 on, ports are matched by position`() {
    let misplaced = { (version: String) -> Int in
      var sketch = PoolSketch()
      sketch.coordinator("xen1")
      sketch.card(.i350, ports: "eth0")
      sketch.card(.x540, ports: "eth1")
      sketch.host("xen2")
      sketch.card(.i350, ports: "eth1")
      sketch.card(.x540, ports: "eth0")
      sketch.toolstack(version)
      var records = sketch.records
      // xen2's eth1 is on the network of xen1's eth0, and the other way round.
      for index in records.pifs.indices where records.pifs[index].host == .uuid("host-xen2") {
        let other = records.pifs[index].device == "eth0" ? "eth1" : "eth0"
        records.pifs[index].network = .uuid("network-Pool-wide network on \(other)")
      }
      for index in records.networks.indices {
        records.networks[index].bridge =
          records.networks[index].nameLabel?.last.map { "xenbr\($0)" }
      }
      let pool = Linker.link(records)
      return pool.misplacedPorts(of: pool.hosts[1]).count
    }
    #expect(misplaced("25.34.0") == 2 && misplaced("25.35.0") == 0)
  }
}
