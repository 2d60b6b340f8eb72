import PoolModel
import PoolSketch
import Records
import Testing

/// Three witnesses report every port: which one takes precedence, and what each can show.
@Suite struct WitnessTests {
  private let origin = Origin(document: "host/x/lspci", line: 3)

  /// A host with one i350 port for which only lspci data was captured.
  private func onlyLspci(numVFs: Int, isEnabled: Bool) -> Inventory {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    var records = sketch.records
    var words = HostFacts()
    var function = LspciFunctionRecord(address: records.pifs[0].pciBusPath ?? "")
    function.totalVFs = Sourced(8, origin)
    function.numVFs = Sourced(numVFs, origin)
    function.isEnabled = Sourced(isEnabled, origin)
    words.lspci = [function]
    records.hostFacts = ["host-xen1": words]
    return Linker.link(records)
  }

  @Test func `sysfs takes precedence over the card catalogue`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.vfs(4, on: "eth0")
    let port = Linker.link(sketch.records).ports[0]
    #expect(port.driver?.witness == .sysfs)
    #expect(port.activeVFs?.value == 4)
    #expect(port.activeVFs?.witness == .sysfs)
  }

  @Test func `without host data, the driver comes from the catalogue, and VFs are not known`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.forgetHostFacts()
    let port = Linker.link(sketch.records).ports[0]
    #expect(port.driver?.value == "igb")
    #expect(port.driver?.witness == .catalogue)
    #expect(port.activeVFs == nil)
  }

  @Test func `lspci replaces missing sysfs data`() {
    let port = onlyLspci(numVFs: 4, isEnabled: true).ports[0]
    #expect(port.activeVFs?.value == 4)
    #expect(port.activeVFs?.witness == .lspci)
  }

  @Test func `the register of an i350 shows 8, its driver creates 7`() {
    #expect(onlyLspci(numVFs: 4, isEnabled: true).ports[0].totalVFs?.value == 7)
  }

  @Test func `NumVFs is ignored while the capability is disabled`() {
    #expect(onlyLspci(numVFs: 7, isEnabled: false).ports[0].activeVFs?.value == 0)
  }

  @Test func `a card without SR-IOV has no VFs, even without host data`() {
    var sketch = PoolSketch()
    sketch.card(.i210, ports: "eth0")
    sketch.forgetHostFacts()
    #expect(Linker.link(sketch.records).ports[0].activeVFs?.value == 0)
  }

  @Test func `ports that share bus and device are one card`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0", "eth1", "eth2", "eth3")
    sketch.card(.x540, ports: "eth4", "eth5")
    let pool = Linker.link(sketch.records)
    #expect(pool.cards.map(\.ports.count) == [4, 2])
  }
}
