import Auditing
import Evidence
import PoolModel
import ProjectFiles
import Records
import Rules
import Testing

/// Real kernels with the real igb driver, as Tests/Recorded/README.md tells: nothing made up.
@Suite struct RecordedHostTests {
  private func inventory(_ name: String) throws -> Inventory {
    Inventory(of: try Source.open("\(Project.root)/Tests/Recorded/\(name).tar.xz"))
  }

  /// VFs of each port, by its device.
  private func vfs(_ inventory: Inventory) -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: inventory.ports.compactMap { port in
        guard let total = port.totalVFs?.value, total > 0 else { return nil }
        return port.activeVFs.map { (port.device, $0.value) }
      })
  }

  private func findings(_ rule: String, _ inventory: Inventory) -> [String] {
    let run = RunFacts(
      toolVersion: "test", judgedAt: "2026-05-01T00:00:00Z", capturedAt: nil, snapshotDigest: "")
    return Audit(rules: RuleCatalog.all).report(on: inventory, run: run).findings
      .filter { $0.rule == rule }.map(\.subject.label)
  }

  @Test func `max_vfs=4 gives every port four, and igbvf takes them all`() throws {
    let host = try inventory("linux6.1-b-max_vfs4")
    #expect(
      vfs(host) == ["eth2": 4, "eth3": 4, "eth4": 4, "eth5": 4, "eth6": 4, "eth7": 4])
    #expect(host.ports.allSatisfy { $0.totalVFs?.value != 8 })
    #expect(findings("vf-claimed-by-dom0", host).count == 24)
  }

  @Test func `numbers set one by one are read port by port, under changed names too`() throws {
    let host = try inventory("linux6.1-c-mixed")
    #expect(
      vfs(host) == ["eth2": 7, "ens1f1": 4, "eth4": 1, "eth5": 0, "eth6": 0, "eth7": 0])
  }

  @Test func `a VF on pci-stub, on vfio-pci or without a driver is nobody's in dom0`() throws {
    let host = try inventory("linux6.1-c-mixed")
    let drivers = host.virtualFunctions.map { $0.driver ?? "none" }
    #expect(drivers.count { $0 == "pci-stub" } == 1)
    #expect(drivers.count { $0 == "vfio-pci" } == 1)
    #expect(drivers.count { $0 == "none" } == 5)
    #expect(findings("vf-claimed-by-dom0", host).count == drivers.count { $0 == "igbvf" })
  }

  @Test func `what changed at run time drifts from the driver file`() throws {
    let host = try inventory("linux5.10-d-changed-at-run-time")
    #expect(vfs(host).values.sorted() == [0, 2, 4, 4, 4, 4])
    let drifted = host.ports.filter { port in
      port.configuredVFs.map { $0.value != port.activeVFs?.value } ?? false
    }
    #expect(drifted.map(\.device).sorted() == ["eth2", "eth3"])
    // A pending reboot would explain it, and the lists of xapi were not captured.
    #expect(findings("driver-options-drift", host) == [])
  }

  @Test func `a Xen dom0 gives VFs to pciback, which keeps them for VMs`() throws {
    let host = try inventory("xen4.17-linux6.1-x1-xen-pciback")
    #expect(host.virtualFunctions.count == 24)
    #expect(host.virtualFunctions.count { $0.driver == "pciback" } == 3)
    #expect(findings("vf-claimed-by-dom0", host).count == 21)
  }

  @Test func `what is no network card is not counted`() throws {
    let host = try inventory("linux6.1-b-max_vfs4")
    #expect(host.ports.allSatisfy { $0.pciAddress != "0000:06:00.0" })
    #expect(host.ports.count == 7)
  }
}
