import Auditing
import Planning
import PoolModel
import PoolSketch
import Records
import Testing

/// What the toolstack makes of each change, by the facts of xapi.
@Suite struct AssumedPoolTests {
  private static let igb = """
    # VFs-param: max_vfs
    # VFs-maxvfs-by-default: 7
    # VFs-maxvfs-by-user:
    options igb max_vfs=0
    """

  private func pool(_ draw: (inout PoolSketch) -> Void) -> AssumedPool {
    var sketch = PoolSketch()
    draw(&sketch)
    return AssumedPool(sketch.records, Linker.link(sketch.records))
  }

  /// An i350 with four ports, VLANs on two of them, and VMs on one VLAN.
  private func quad(_ pool: inout PoolSketch) {
    pool.card(.i350, ports: "eth0", "eth1", "eth2", "eth3")
    pool.driverFile("igb.conf", Self.igb)
    pool.vlan(10, "Office", on: "eth0")
    pool.vm("desk", on: "Office")
  }

  private func active(_ pool: AssumedPool) -> [Int?] {
    pool.inventory.ports.map { $0.activeVFs?.value }
  }

  @Test func `SR-IOV on one igb port writes the option for all, and waits for the reboot`() throws {
    var pool = pool(quad)
    try pool.apply(try Assumption("enable-sriov:xen1/eth1"))
    #expect(active(pool) == [0, 0, 0, 0])
    #expect(pool.inventory.ports.map { $0.configuredVFs?.value } == [7, 7, 7, 7])
    #expect(pool.inventory.networkSRIOVs.map(\.requiresReboot) == [true])
    #expect(pool.inventory.networkSRIOVs.map(\.isAttached) == [false])
    #expect(pool.changes[0].effects.contains { $0.contains("eth0, eth1, eth2 and eth3") })
    #expect(pool.rebootWhereNeeded() == ["xen1"])
    #expect(active(pool) == [7, 7, 7, 7])
    #expect(pool.inventory.networkSRIOVs.map(\.isActive) == [true])
    #expect(pool.inventory.vfUses[1].free?.value == 7)
  }

  @Test func `the table names the VLANs and VMs that the reboot silences`() throws {
    var changed = pool(quad)
    let now = changed.inventory
    try changed.apply(try Assumption("enable-sriov:xen1/eth1"))
    var rebooted = changed
    _ = rebooted.rebootWhereNeeded()
    let plan = Plan(
      changes: changed.changes, now: now, afterChange: changed.inventory,
      afterReboot: rebooted.inventory)
    #expect(plan.ports.map(\.device) == ["eth0", "eth1", "eth2", "eth3"])
    #expect(plan.ports.map(\.now) == [0, 0, 0, 0])
    #expect(plan.ports.map(\.afterChange) == [0, 0, 0, 0])
    #expect(plan.ports.map(\.afterReboot) == [7, 7, 7, 7])
    #expect(
      plan.ports.map(\.losses) == [
        ["after the reboot, VLAN 10 (Office) stops passing traffic: desk"], [], [], [],
      ])
  }

  @Test func `a card that takes its number from sysfs gets all VFs at once`() throws {
    var pool = pool { $0.card(.x540, ports: "eth0", "eth1") }
    try pool.apply(try Assumption("enable-sriov:xen1/eth0"))
    #expect(active(pool) == [63, 0])
    #expect(pool.inventory.networkSRIOVs.map(\.isActive) == [true])
    #expect(pool.inventory.vfUses[0].free?.value == 63)
    #expect(pool.rebootWhereNeeded().isEmpty)
  }

  @Test func `what xapi refuses changes nothing, and its code is told`() throws {
    var pool = pool { pool in
      pool.card(.i210, ports: "eth0")
      pool.card(.x540, ports: "eth1")
      pool.sriov("Fast", on: "eth1")
      pool.vfs(63, on: "eth1")
      pool.vlanOverSRIOV(30, "Lab", on: "eth1")
    }
    let before = pool.inventory.networkSRIOVs.count
    try pool.apply(try Assumption("enable-sriov:xen1/eth0"))
    try pool.apply(try Assumption("enable-sriov:xen1/eth1"))
    try pool.apply(try Assumption("disable-sriov:xen1/eth1"))
    #expect(pool.inventory.networkSRIOVs.count == before)
    #expect(
      pool.changes.map { $0.refusal?.prefix { $0 != ":" } } == [
        "PIF_IS_NOT_SRIOV_CAPABLE", "NETWORK_SRIOV_ALREADY_ENABLED", "PIF_VLAN_STILL_EXISTS",
      ])
  }

  @Test func `giving up the last SR-IOV network of igb writes 0, which the reboot makes real`()
    throws
  {
    var pool = pool { pool in
      pool.card(.i350, ports: "eth0", "eth1")
      pool.driverFile("igb.conf", Self.igb.replacing("max_vfs=0", with: "max_vfs=7,7"))
      pool.vfs(7, on: "eth0")
      pool.vfs(7, on: "eth1")
      pool.sriov("A", on: "eth0", remaining: 7)
      pool.sriov("B", on: "eth1", remaining: 7)
    }
    try pool.apply(try Assumption("disable-sriov:xen1/eth0"))
    #expect(pool.inventory.ports.map { $0.configuredVFs?.value } == [7, 7])
    try pool.apply(try Assumption("disable-sriov:xen1/eth1"))
    #expect(pool.inventory.ports.map { $0.configuredVFs?.value } == [0, 0])
    #expect(active(pool) == [7, 7])
    _ = pool.rebootWhereNeeded()
    #expect(active(pool) == [0, 0])
  }

  @Test func `a new limit needs the toolstack first and the reboot then`() throws {
    var pool = pool { pool in
      pool.card(.i350, ports: "eth0", "eth1")
      pool.driverFile("igb.conf", Self.igb.replacing("max_vfs=0", with: "max_vfs=7,7"))
      pool.vfs(7, on: "eth0")
      pool.vfs(7, on: "eth1")
      pool.sriov("A", on: "eth0", remaining: 7)
    }
    try pool.apply(try Assumption("driver-limit:igb=4"))
    #expect(active(pool) == [7, 7])
    #expect(pool.inventory.ports.map { $0.configuredVFs?.value } == [4, 4])
    #expect(pool.inventory.networkSRIOVs.map(\.requiresReboot) == [true])
    _ = pool.rebootWhereNeeded()
    #expect(active(pool) == [4, 4])
    #expect(pool.inventory.networkSRIOVs.map(\.requiresReboot) == [false])
  }

  @Test func `a VM starts where most VFs are free, and takes one`() throws {
    var pool = pool { pool in
      for (host, free) in [("xen2", 5), ("xen1", 2)] {
        pool.host(host)
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("Fast", on: "eth0", remaining: free)
      }
      pool.vm("web", on: "Fast", isRunning: false)
    }
    try pool.apply(try Assumption("start:web"))
    let vm = pool.inventory.vms[0]
    #expect(vm.isRunning && vm.residentOn.map { pool.inventory[$0].name } == "xen2")
    #expect(pool.changes[0].effects == ["web starts on xen2."])
  }

  @Test func `without a free VF the start is refused, and counting by network may deceive xapi`()
    throws
  {
    func refusal(free: Int, networks: [String]) throws -> String? {
      var pool = pool { pool in
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("Fast", on: "eth0", remaining: free)
        pool.vlanOverSRIOV(30, "Lab", on: "eth0")
        if networks.count == 1 {
          pool.vm("web", on: networks[0], isRunning: false)
        } else {
          pool.vm("web", on: networks[0], networks[1], isRunning: false)
        }
      }
      try pool.apply(try Assumption("start:web"))
      #expect(!pool.inventory.vms[0].isRunning)
      return pool.changes[0].refusal
    }
    #expect(
      try refusal(free: 0, networks: ["Fast"])?.hasPrefix("NETWORK_SRIOV_INSUFFICIENT_CAPACITY")
        == true)
    #expect(try refusal(free: 1, networks: ["Fast", "Lab"])?.hasPrefix("INTERNAL_ERROR") == true)
  }

  @Test func `a VIF keeps its device and address when it moves, and frees its VF`() throws {
    var pool = pool { pool in
      pool.card(.x540, ports: "eth0")
      pool.vfs(63, on: "eth0")
      pool.sriov("Fast", on: "eth0", remaining: 62)
      pool.vm("web", on: "Fast")
    }
    let before = pool.inventory.vifs[0]
    try pool.apply(try Assumption("move-vif:web/0->Pool-wide network on eth0"))
    let after = pool.inventory.vifs[0]
    #expect(after.uuid == before.uuid && after.mac == before.mac && after.device == before.device)
    #expect(pool.inventory[after.network].name == "Pool-wide network on eth0")
    #expect(pool.inventory.vfUses[0].free?.value == 63)
    #expect(pool.changes[0].effects[0].contains("shut down for the move"))
  }

  @Test func `a VLAN is made on the port of every host, over an igb with VFs into silence`() throws
  {
    var pool = pool { pool in
      for host in ["xen2", "xen1"] {
        pool.host(host)
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", Self.igb)
        pool.vfs(7, on: "eth0")
      }
    }
    try pool.apply(try Assumption("add-vlan:eth0/20"))
    #expect(pool.inventory.vlans.map(\.tag) == [20, 20])
    #expect(pool.inventory.ports.allSatisfy { pool.inventory.stoppedVLANs(of: $0).count == 1 })
    try pool.apply(try Assumption("add-vlan:eth0/20"))
    #expect(pool.changes[1].refusal?.hasPrefix("PIF_VLAN_EXISTS") == true)
  }

  @Test func `VMs that are added fill the hosts, and the rest finds none`() throws {
    var pool = pool { pool in
      pool.card(.x540, ports: "eth0")
      pool.vfs(3, on: "eth0")
      pool.sriov("Fast", on: "eth0", remaining: 3)
    }
    try pool.apply(try Assumption("add-vms:5@Fast"))
    #expect(pool.inventory.vms.count(where: \.isRunning) == 3)
    #expect(pool.inventory.vfUses[0].free?.value == 0)
    #expect(pool.changes[0].refusal?.contains("no free VF for 2 of 5 VMs") == true)
  }

  @Test func `a lost host takes its VFs along, and its VMs go where there are some`() throws {
    var pool = pool { pool in
      for host in ["xen2", "xen1"] {
        pool.host(host)
        pool.card(.x540, ports: "eth0")
        pool.vfs(63, on: "eth0")
        pool.sriov("Fast", on: "eth0", remaining: host == "xen1" ? 62 : 63)
      }
      pool.vm("web", on: "Fast")
    }
    try pool.apply(try Assumption("host-lost:xen1"))
    let vm = pool.inventory.vms[0]
    #expect(vm.residentOn.map { pool.inventory[$0].name } == "xen2")
    #expect(pool.inventory.hosts.map(\.isEnabled) == [false, true])
    #expect(pool.inventory.vfUses[1].free?.value == 62)
  }

  @Test func `a name that is not there says what there is`() throws {
    var pool = pool(quad)
    #expect(
      throws: Assumption.Failure(
        description: "start:dek: no VM has the name “dek”; the pool has desk"),
      performing: { try pool.apply(try Assumption("start:dek")) })
    #expect(
      throws: Assumption.Failure(
        description: "move-vif:desk/3->Office: desk has no VIF 3; its VIFs: 0"),
      performing: { try pool.apply(try Assumption("move-vif:desk/3->Office")) })
  }

  @Test func `what is assumed says so where a document would stand`() throws {
    var pool = pool { $0.card(.x540, ports: "eth0") }
    try pool.apply(try Assumption("enable-sriov:xen1/eth0"))
    let fact = try #require(pool.inventory.ports[0].activeVFs)
    let quotation = pool.inventory.quote(fact.origin)
    #expect(quotation.document == "assumed: enable-sriov:xen1/eth0")
    #expect(quotation.lines.isEmpty && quotation.text.isEmpty)
  }

  @Test func `only the reboots that a change calls for are made`() throws {
    var pool = pool { pool in
      for host in ["xen2", "xen1"] {
        pool.host(host)
        pool.card(.i350, ports: "eth0")
        pool.driverFile(
          "igb.conf",
          host == "xen2" ? Self.igb.replacing("max_vfs=0", with: "max_vfs=7") : Self.igb)
      }
    }
    let today = pool.inventory
    try pool.apply(try Assumption("enable-sriov:xen1/eth0"))
    var all = pool
    #expect(all.rebootWhereNeeded() == ["xen1", "xen2"])
    #expect(pool.rebootWhereNeeded(since: today) == ["xen1"])
  }

  @Test(
    "a reboot halts the VMs that cannot be moved away, and starts them again",
    arguments: [false, true])
  func commandsOfReboot(hasSecondHost: Bool) throws {
    var pool = pool { pool in
      pool.card(.x540, ports: "eth0")
      pool.vfs(63, on: "eth0")
      pool.sriov("Fast", on: "eth0", remaining: 62)
      pool.vm("web", on: "Fast")
      pool.vm("mail", on: "Pool-wide network on eth0")
      if hasSecondHost { pool.host("xen2") }
    }
    try pool.apply(.reboot(host: "xen1"))
    let stopped = hasSecondHost ? ["vm-web"] : ["vm-mail", "vm-web"]
    #expect(
      pool.changes[0].commands.map(\.shell)
        == stopped.map { "xe vm-shutdown uuid=\($0)" } + ["xe host-disable uuid=host-xen1"]
        + (hasSecondHost ? ["xe host-evacuate uuid=host-xen1"] : [])
        + ["xe host-reboot uuid=host-xen1", "xe host-enable uuid=host-xen1"]
        + stopped.map { "xe vm-start uuid=\($0)" })
  }

  @Test("enabling SR-IOV answers as xapi does for what the file lacks")
  func enableAnswers() throws {
    let refusal = { (file: String?) throws -> String? in
      var pool = self.pool { pool in
        pool.card(.i350, ports: "eth0")
        if let file { pool.driverFile("igb.conf", file) }
        pool.written(files: "2026-05-01T10:00:00Z", initrd: "2026-05-01T10:00:42Z")
      }
      try pool.apply(try Assumption("enable-sriov:xen1/eth0"))
      #expect(pool.inventory.networkSRIOVs.isEmpty == (pool.changes[0].refusal != nil))
      return pool.changes[0].refusal
    }
    let param = "# VFs-param: max_vfs\n"
    let number = "# VFs-maxvfs-by-default: 7\n"
    #expect(try refusal(param + number) == nil)
    #expect(try refusal(param) == "NETWORK_SRIOV_ENABLE_FAILED: Fail to get maxvfs for igb")
    #expect(try refusal(number) == "NETWORK_SRIOV_ENABLE_FAILED: set SR-IOV numvfs error")
    #expect(try refusal(nil) == "NETWORK_SRIOV_ENABLE_FAILED: set SR-IOV numvfs error")
  }

  @Test("VFs that exist make xapi end in the mode manual, and a reboot is not foretold")
  func manual() throws {
    var pool = pool { pool in
      pool.card(.x540, ports: "eth0")
      pool.vfs(4, on: "eth0")
    }
    try pool.apply(try Assumption("enable-sriov:xen1/eth0"))
    #expect(pool.inventory.networkSRIOVs[0].configurationMode?.value == .manual)
    #expect(active(pool) == [4])
    #expect(pool.inventory.bootForecast(of: pool.inventory.ports[0]).vfs == nil)
  }

  @Test("a reboot gives the VFs of a shared driver to dom0 again")
  func takenAgain() throws {
    var pool = pool { pool in
      pool.card(.connectX5, ports: "eth0")
      pool.vfs(64, on: "eth0")
      pool.sriov("Fast", on: "eth0")
    }
    try pool.apply(.reboot(host: "xen1"))
    #expect(pool.inventory.virtualFunctions.count == 64)
    #expect(pool.inventory.virtualFunctions.allSatisfy { $0.driver == "mlx5_core" })
  }

  @Test("VFs that nothing known has made are not known after a reboot")
  func unknownHand() throws {
    var pool = pool { pool in
      pool.card(.x540, ports: "eth0")
      pool.vfs(4, on: "eth0")
    }
    try pool.apply(.reboot(host: "xen1"))
    #expect(pool.changes[0].effects.last?.contains("is not known") == true)
    #expect(active(pool) == [4])
  }

  @Test("a reboot into a driver that is refused says which ports are gone")
  func refused() throws {
    var pool = pool { pool in
      pool.card(.i350, ports: "eth0", "eth1")
      pool.management(on: "eth1")
      pool.driverFile("igb.conf", "options igb max_vfs=4,")
      pool.modinfo("igb", "max_vfs")
    }
    try pool.apply(.reboot(host: "xen1"))
    let effect = pool.changes[0].effects.first { $0.hasPrefix("igb is not loaded, because") }
    #expect(effect?.contains("eth0 and eth1 then do not exist on xen1 after the boot") == true)
    #expect(effect?.contains("They carry its management traffic.") == true)
  }
}
