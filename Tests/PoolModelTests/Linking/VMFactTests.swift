import PoolModel
import PoolSketch
import Records
import Testing

@Suite struct VMFactTests {
  @Test func `the template with the same reference label decides what XenCenter offers`() {
    var pool = Self.pool()
    pool.template("debian-12", allowsSRIOV: true, of: "web")
    #expect(Self.vm(pool)?.isOfferedSRIOV?.value == true)
    #expect(Self.vm(pool)?.isOfferedSRIOV?.origin.document == "xe/template-list")
  }

  @Test func `a VM without its template is offered no SR-IOV networks`() {
    var pool = Self.pool()
    pool.set("web") {
      $0.referenceLabel = "debian-8"
      $0.recommendations = "<restriction field=\"allow-network-sriov\" value=\"1\"/>"
    }
    #expect(Self.vm(pool)?.isOfferedSRIOV?.value == false)
  }

  @Test(
    "without templates its own recommendations count",
    arguments: [
      ("<r><restriction value=\"1\" field=\"allow-network-sriov\"/></r>", true),
      ("<restriction field='allow-network-sriov' value='1'/>", true),
      ("<restriction field=\"allow-network-sriov\" value=\"0\"/>", false),
      ("<restriction field=\"allow-network-sriov\"/>", false),
      ("<restriction field=\"allow-vgpu\" value=\"1\"/>", false),
      ("", false),
    ])
  func readsRecommendations(_ words: String, _ isOffered: Bool) {
    var pool = Self.pool()
    pool.set("web") { $0.recommendations = words }
    #expect(Self.vm(pool)?.isOfferedSRIOV?.value == isOffered)
  }

  @Test func `the offer is not known without any recommendations`() {
    #expect(Self.vm(Self.pool())?.isOfferedSRIOV == nil)
  }

  @Test(
    "the oldest toolstack limits the VIFs",
    arguments: [
      ("1.249.41", 7), ("25.6.0", 7), ("25.28.9", 7), ("25.29.0", 16), ("26.1.4-1", 16),
    ])
  func limitsVIFs(_ version: String, _ limit: Int) {
    var pool = Self.pool()
    pool.toolstack(version)
    #expect(Linker.link(pool.records).vifLimit == limit)
  }

  @Test func `a VIF uses its network's locking mode only if its mode is network_default`() {
    var pool = Self.pool()
    pool.setNetwork("VM SR-IOV") { $0.defaultLockingMode = "disabled" }
    var inventory = Linker.link(pool.records)
    #expect(inventory.vifs.first.flatMap { inventory.lockingMode(of: $0) } == "disabled")
    pool.set("web" / 0) { $0.lockingMode = "unlocked" }
    inventory = Linker.link(pool.records)
    #expect(inventory.vifs.first.flatMap { inventory.lockingMode(of: $0) } == "unlocked")
  }

  @Test func `the plain network for a VLAN over SR-IOV has the same tag`() {
    var pool = Self.pool()
    pool.vlanOverSRIOV(20, "Phones, fast", on: "eth0")
    pool.vlan(20, "Phones", on: "eth0")
    let inventory = Linker.link(pool.records)
    let beside = inventory.networks.filter(\.takesVFs).map { network in
      "\(network.name): \(inventory.plainNetwork(beside: network)?.name ?? "none")"
    }
    #expect(
      beside.sorted() == ["Phones, fast: Phones", "VM SR-IOV: Pool-wide network on eth0"])
  }

  private static func pool() -> PoolSketch {
    var pool = PoolSketch()
    pool.card(.x540, ports: "eth0")
    pool.sriov("VM SR-IOV", on: "eth0")
    pool.vm("web", on: "VM SR-IOV")
    return pool
  }

  private static func vm(_ pool: PoolSketch) -> VM? {
    Linker.link(pool.records).vms.first
  }
}
