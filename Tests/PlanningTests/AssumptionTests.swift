import Auditing
import Planning
import Testing

@Suite struct AssumptionTests {
  @Test(
    "a change is read from its text, and written back",
    arguments: [
      ("reboot", Assumption.reboot(host: nil)), ("reboot:xen1", .reboot(host: "xen1")),
      ("enable-sriov:xen1/eth1", .enableSRIOV(port: "xen1/eth1")),
      ("disable-sriov:xen1/eth1", .disableSRIOV(port: "xen1/eth1")),
      ("driver-limit:igb=4", .driverLimit(driver: "igb", vfs: 4)),
      ("host-lost:xen1", .hostLost(host: "xen1")), ("start:web: 1", .start(vm: "web: 1")),
      ("move-vif:a/b/0->Fast", .moveVIF(vm: "a/b", device: 0, network: "Fast")),
      ("add-vlan:xen1/eth2/20", .addVLAN(port: "xen1/eth2", tag: 20)),
      ("add-vms:5@VM SR-IOV", .addVMs(count: 5, network: "VM SR-IOV")),
    ])
  func reads(_ text: String, _ wanted: Assumption) throws {
    let assumption = try Assumption(text)
    #expect(assumption == wanted)
    #expect(assumption.text == text)
  }

  @Test(
    "what is none says what was expected",
    arguments: [
      "", "enable-sriov", "enable-sriov:", "paint:xen1", "driver-limit:igb", "driver-limit:igb=-1",
      "driver-limit:igb=4x", "move-vif:web->Fast", "move-vif:web/0", "add-vlan:eth2",
      "add-vlan:eth2/4095", "add-vms:0@Fast", "add-vms:Fast", "add-vms:2@",
    ])
  func refuses(_ text: String) {
    #expect(throws: Assumption.Failure.self) { try Assumption(text) }
  }

  @Test func `an arrow may be printed, too`() throws {
    #expect(
      try Assumption("move-vif:web/1→Fast") == .moveVIF(vm: "web", device: 1, network: "Fast"))
  }
}
