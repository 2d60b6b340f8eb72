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
}
