import Auditing
import Planning
import PoolModel
import PoolSketch
import Rules
import Testing

/// An assumption changes the facts of every witness, so that none contradicts another.
@Suite struct AssumptionConsistencyTests {
  private static let witnesses = [
    "evidence-disagrees", "vf-leaked", "vf-count-mismatch", "vf-binding-mismatch", "vif-without-vf",
    "vf-claimed-twice", "vf-claimed-by-dom0", "driver-options-drift",
  ]

  /// An i350 and an X540 with VMs on both, with and without a database.
  private func pool(hasDatabase: Bool) -> AssumedPool {
    var pool = PoolSketch()
    pool.card(.i350, ports: "eth0", "eth1")
    pool.driverFile(
      "igb.conf",
      """
      # VFs-param: max_vfs
      # VFs-maxvfs-by-default: 7
      # VFs-maxvfs-by-user: 4
      options igb max_vfs=4,4
      """)
    pool.vfs(4, on: "eth0")
    pool.vfs(4, on: "eth1")
    pool.sriov("Slow", on: "eth0", remaining: 3)
    pool.card(.x540, ports: "eth2", "eth3")
    pool.vfs(63, on: "eth2")
    pool.sriov("Fast", on: "eth2", remaining: 62)
    pool.vm("a", on: "Slow")
    pool.vm("b", on: "Fast")
    pool.vm("c", on: "Fast", isRunning: false)
    if hasDatabase {
      pool.database()
      pool.databaseKnows(vf: 0, on: "eth0", heldBy: "a" / 0, attachedTo: "a")
      pool.databaseKnows(vf: 0, on: "eth2", heldBy: "b" / 0, attachedTo: "b")
    }
    return AssumedPool(pool.records, Linker.link(pool.records))
  }

  private func complaints(_ inventory: Inventory) -> Set<String> {
    var found: Set<String> = []
    for rule in RuleCatalog.all where Self.witnesses.contains(rule.id) {
      for examination in rule.judge(inventory, thresholds: Thresholds()).examinations {
        if case .failed = examination.verdict {
          found.insert("\(rule.id) \(examination.subject.label)")
        }
      }
    }
    return found
  }

  @Test(
    "no witness contradicts another", arguments: [true, false],
    [
      "reboot", "enable-sriov:xen1/eth3", "driver-limit:igb=2", "start:c",
      "move-vif:a/0->Fast", "move-vif:b/0->Pool-wide network on eth2", "add-vms:2@Fast",
      "disable-sriov:xen1/eth3",
    ])
  func agree(_ hasDatabase: Bool, _ text: String) throws {
    var pool = pool(hasDatabase: hasDatabase)
    let before = complaints(pool.inventory)
    try pool.apply(try Assumption(text))
    _ = pool.rebootWhereNeeded()
    let new = complaints(pool.inventory).subtracting(before)
    #expect(new.isEmpty, "\(new.sorted())")
  }
}
